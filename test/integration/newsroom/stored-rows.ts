import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

/** What one table holds, small enough to be committed. */
export interface TableFacts {
  rows: number
  /** Of every row as JSON, in the order of the key. */
  sha256: string
  /** Declared type by column, lower case, in the order of the alphabet. */
  columns: Record<string, string>
}

/** The tables whose rows the fixture carries, with the last key that Django had given out. */
export const tables = {
  auth_user: 30,
  newsroom_section: 15,
  newsroom_reporter: 12,
  newsroom_tag: 34,
  newsroom_article: 600,
  newsroom_article_authors: 1191,
  newsroom_tagging: 1504,
  newsroom_comment: 940,
}
export type TableName = keyof typeof tables

/**
 * Reads a table with `node:sqlite` alone: rows with keys up to `last`, each value as it is stored. Only what may differ
 * between two writers of the same value is made alike: times are cut to the millisecond, JSON is written anew.
 */
export function factsOf(path: string, table: TableName): TableFacts {
  const database = new DatabaseSync(path, { readOnly: true })
  const columns = database
    .prepare('select name, lower(type) as type from pragma_table_info(?) order by name')
    .all(table) as { name: string; type: string }[]
  const list = columns.map(({ name }) => `"${name}"`).join(', ')
  const rows = database.prepare(`select ${list} from ${table} where id <= ? order by id`).all(tables[table])
  const lines = rows.map((row) => JSON.stringify(columns.map(({ name, type }) => alike(name, type, row[name]))))
  database.close()
  return {
    rows: rows.length,
    sha256: createHash('sha256').update(lines.join('\n')).digest('hex'),
    columns: Object.fromEntries(columns.map(({ name, type }) => [name, type])),
  }
}

function alike(name: string, type: string, value: unknown): unknown {
  if (value === null) return null
  if (type === 'datetime') return new Date(`${String(value).slice(0, 23)}Z`).getTime()
  if (name === 'meta') return JSON.parse(String(value))
  return value
}
