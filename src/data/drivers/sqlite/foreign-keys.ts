import { driverErrors, type IntegrityError } from '../errors.ts'
import type { SqliteConnection } from './connection.ts'

/**
 * The first row whose key points nowhere, as an error that names table, column and target; null where every key is
 * sound. SQLite itself does not say which one it was.
 */
export function danglingKey(connection: SqliteConnection, database: string, cause?: unknown): IntegrityError | null {
  const found = connection.query('SELECT "table", "rowid", "parent", "fkid" FROM pragma_foreign_key_check LIMIT 1')[0]
  if (found === undefined) return null
  const [table, row, target, key] = found as [string, number, string, number]
  const columns = connection
    .query(`SELECT "id", "from" FROM pragma_foreign_key_list('${table.replaceAll("'", "''")}')`)
    .flatMap(([id, column]) => (id === key ? [String(column)] : []))
  return driverErrors.FOREIGN_KEY(
    { kind: 'foreignKey', database, table, columns, constraint: null, target: `${target}, in row ${row}` },
    { cause },
  )
}
