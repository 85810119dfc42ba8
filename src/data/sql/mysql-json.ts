import { collation } from './collation.ts'
import type { JsonKeys, JsonUse } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'

/** The way to a part of a document. */
export function jsonPath(keys: JsonKeys): string {
  // The server takes the sign for one of its own, in quotes as well, and would find nothing.
  if (keys.some((key) => typeof key === 'string' && key.startsWith('-')))
    throw sqlErrors.UNSUPPORTED_QUERY({ what: "a key of a JSON object that begins with '-'", database: 'mysql' })
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${JSON.stringify(key)}`)).join('')}`
}

/** The part of a document, as JSON text: MariaDB has no type of its own for it. */
export function part(document: Fragment, keys: JsonKeys): Fragment {
  // What is no list is taken for a list of one: only lists have items here.
  const lists = keys.flatMap((key, i) =>
    typeof key === 'number' ? [sql`JSON_TYPE(${extracted(document, keys.slice(0, i))}) = 'ARRAY'`] : [],
  )
  const found = extracted(document, keys)
  return lists.length === 0 ? found : sql`CASE WHEN ${join(lists, ' AND ')} THEN ${found} END`
}

function extracted(document: Fragment, keys: JsonKeys): Fragment {
  if (keys.length === 0) return document
  const path = parameter(() => jsonPath(keys))
  // A path that is the same for all rows is read once, and what it counts from the end is counted in the first row's list.
  const fromEnd = keys.some((key) => typeof key === 'number' && key < 0)
  return sql`JSON_EXTRACT(${document}, ${fromEnd ? sql`CASE WHEN ${document} IS NOT NULL THEN ${path} END` : path})`
}

/** The one form that equal values have. A number is read on beyond the text's end, were there nothing behind it. */
export const normal = (text: Fragment): Fragment => sql`JSON_NORMALIZE(${text} || ' ') COLLATE ${collation}`

/** Added to numbers, so that none is below 0. */
const middle = `1${'0'.repeat(39)}`

/**
 * A JSON text for a use. To be told from others: in the one form that equal values have. To be put in order: a text that
 * sorts as the values do, numbers (with 20 places) before all others.
 */
export function jsonAs(text: Fragment, use: JsonUse): Fragment {
  if (use === 'value') return text
  if (use === 'equal') return normal(text)
  const number = sql`LPAD(CAST(JSON_VALUE(${text}, '$') AS DECIMAL(60, 20)) + ${middle}, 61, '0')`
  return sql`CASE JSON_TYPE(${text}) WHEN 'NULL' THEN NULL WHEN 'STRING' THEN '1' || JSON_VALUE(${text}, '$') WHEN 'OBJECT' THEN '1' || JSON_COMPACT(${text}) WHEN 'ARRAY' THEN '1' || JSON_COMPACT(${text}) ELSE '0' || ${number} END COLLATE ${collation}`
}
