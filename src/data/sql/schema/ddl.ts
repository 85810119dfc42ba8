import { quote } from './condition.ts'
import type { ColumnSchema, IndexSchema, TableSchema } from './table.ts'

/** SQLite's DDL in the forms that Django writes: https://sqlite.org/lang_createtable.html. */
export function columnSql(column: ColumnSchema): string {
  const parts = [quote(column.name), column.type, column.null ? 'NULL' : 'NOT NULL']
  if (column.primaryKey) parts.push(column.counts ? 'PRIMARY KEY AUTOINCREMENT' : 'PRIMARY KEY')
  else if (column.unique) parts.push('UNIQUE')
  if (column.references !== null) {
    const { table, column: target } = column.references
    parts.push(`REFERENCES ${quote(table)} (${quote(target)}) DEFERRABLE INITIALLY DEFERRED`)
  }
  if (column.check !== null) parts.push(`CHECK (${column.check})`)
  return parts.join(' ')
}

/** `CREATE TABLE`, under another name where a rebuild needs one. */
export function createTableSql(table: TableSchema, name = table.name): string {
  const checks = table.checks.map((check) => `CONSTRAINT ${quote(check.name)} CHECK (${check.sql})`)
  return `CREATE TABLE ${quote(name)} (${[...table.columns.map(columnSql), ...checks].join(', ')})`
}

export function createIndexSql(table: string, index: IndexSchema): string {
  const columns = index.columns.map(({ name, descending }) => quote(name) + (descending ? ' DESC' : ''))
  const condition = index.condition === null ? '' : ` WHERE ${index.condition}`
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${quote(table)} (${columns.join(', ')})${condition}`
}
