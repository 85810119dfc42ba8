import type { Transform } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'

const part = (format: string) => (of: Fragment) => sql`CAST(strftime('${format}', ${of}) AS INTEGER)`

/** Django's text form of dates: 'YYYY-MM-DD', 'HH:MM:SS[.ffffff]', and both with a space between. */
const transforms: Readonly<Record<string, (of: Fragment) => Fragment>> = {
  year: part('%Y'),
  iso_year: part('%G'),
  month: part('%m'),
  day: part('%d'),
  week: part('%V'),
  week_day: (of) => sql`(CAST(strftime('%w', ${of}) AS INTEGER) + 1)`,
  iso_week_day: part('%u'),
  quarter: (of) => sql`((CAST(strftime('%m', ${of}) AS INTEGER) + 2) / 3)`,
  hour: part('%H'),
  minute: part('%M'),
  second: part('%S'),
  date: (of) => sql`strftime('%Y-%m-%d', ${of})`,
  time: (of) => sql`substr(${of}, 12)`,
  lower: (of) => sql`LOWER(${of})`,
  upper: (of) => sql`UPPER(${of})`,
  length: (of) => sql`LENGTH(${of})`,
}

function jsonPath(keys: readonly (string | number)[]): string {
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key < 0 ? '#' : ''}${key}]` : `.${JSON.stringify(key)}`)).join('')}`
}

/** SQLite's and PostgreSQL's upsert, for names that are quoted already. */
export function onConflict(unique: readonly string[], columns: readonly string[]): string {
  const sets = columns.map((column) => `${column} = EXCLUDED.${column}`)
  return ` ON CONFLICT (${unique.join(', ')}) DO UPDATE SET ${sets.join(', ')}`
}

/** SQLite ≥ 3.46, as node:sqlite carries it. https://sqlite.org/lang.html */
export const sqlite: Dialect = {
  database: 'sqlite',
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => '?',
  // LIKE knows upper and lower case of ASCII only, and offers no sensitive form: as in Django, `contains` is `icontains`.
  like: (left, right) => sql`${left} LIKE ${right} ESCAPE '\\'`,
  regex: (left, right, insensitive) => (insensitive ? sql`iregexp(${right}, ${left})` : sql`${left} REGEXP ${right}`),
  escapeLike: (text) => sql`REPLACE(REPLACE(REPLACE(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`,
  concat: (parts) => join(parts, ' || '),
  transform: (transform: Transform, of) => transforms[transform.name]?.(of),
  jsonValue: (document, keys) => sql`JSON_EXTRACT(${document}, ${parameter(() => jsonPath(keys))})`,
  jsonText: (document, keys) => sql`${document} -> ${parameter(() => jsonPath(keys))}`,
  jsonType: (document, keys) => sql`JSON_TYPE(${document}, ${parameter(() => jsonPath(keys))})`,
  jsonHas: (document, path) => sql`JSON_TYPE(${document}, ${path}) IS NOT NULL`,
  jsonPath,
  jsonComparable: (text) => sql`JSON_EXTRACT(${text}, '$')`,
  inJson: (left, array) => sql`${left} IN (SELECT value FROM json_each(${array}))`,
  integer: (of) => sql`CAST(${of} AS INTEGER)`,
  decimal: (of) => sql`CAST(${of} AS NUMERIC)`,
  random: 'RANDOM()',
  unlimited: '-1',
  maxParameters: 32766,
  insertedKeys: 'last',
  ignoreConflicts: { before: 'OR IGNORE ', after: '' },
  updateConflicts: onConflict,
  defaultRow: 'DEFAULT VALUES',
}
