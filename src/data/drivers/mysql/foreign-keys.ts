import type { Row, Statement } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import type { Session } from './session.ts'

const reading = (text: string): Statement => ({ text, writes: false, wide: false })

const keys = reading(`SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name
  FROM information_schema.key_column_usage
  WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE()
  ORDER BY table_name, constraint_name, ordinal_position`)

/** Throws for the first foreign key that points nowhere: the server does not look at what was written while it did not check. */
export async function checkKeys(session: Session, database: string): Promise<void> {
  const parts = await session.all(keys, [])
  for (const columns of Map.groupBy(parts, ([table, constraint]) => `${table}\0${constraint}`).values()) {
    const found = await session.all(reading(danglingRow(columns)), [])
    if (found.length === 0) continue
    const [table, constraint, , target] = columns[0]!.map(String) as [string, string, string, string]
    const named = columns.map(([, , column]) => String(column))
    throw driverErrors.FOREIGN_KEY({ kind: 'foreignKey', database, table, constraint, columns: named, target })
  }
}

/** A row whose key is complete, and which the other table does not have. */
function danglingRow(columns: readonly Row[]): string {
  const [table, , , target] = columns[0]!
  const filled = columns.map(([, , column]) => `c.${quote(column)} IS NOT NULL`)
  const equal = columns.map(([, , column, , to]) => `p.${quote(to)} = c.${quote(column)}`)
  return `SELECT 1 FROM ${quote(table)} c WHERE ${filled.join(' AND ')}
    AND NOT EXISTS (SELECT 1 FROM ${quote(target)} p WHERE ${equal.join(' AND ')}) LIMIT 1`
}

const quote = (name: unknown) => `"${String(name).replaceAll('"', '""')}"`
