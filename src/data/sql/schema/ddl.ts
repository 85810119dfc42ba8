import { quote, type SchemaFacts } from './facts.ts'
import { indexName } from './names.ts'
import type { ColumnSchema, IndexSchema, TableSchema } from './table.ts'

const list = (names: readonly string[]) => names.map(quote).join(', ')

/** A column in the form in which Django writes it. `value` is a default for the rows that are there already. */
export function columnSql(facts: SchemaFacts, column: ColumnSchema, value: string | null = null): string {
  const parts = [quote(column.name), column.type]
  const byDefault = value ?? column.default
  if (byDefault !== null) parts.push(`DEFAULT ${byDefault}`)
  if (column.generated !== null) {
    const stored = column.generated.stored || !facts.virtualColumns
    parts.push(`GENERATED ALWAYS AS (${column.generated.sql}) ${stored ? 'STORED' : 'VIRTUAL'}`)
  }
  if (column.generated === null || facts.nullsOfComputed) parts.push(column.null ? 'NULL' : 'NOT NULL')
  if (column.primaryKey) parts.push(column.counts ? `PRIMARY KEY${facts.counting}` : 'PRIMARY KEY')
  else if (column.unique) parts.push('UNIQUE')
  if (column.references !== null && facts.foreignKeys === 'column') parts.push(referencesSql(facts, column.references))
  if (column.comment !== null && facts.comments === 'inline') parts.push(`COMMENT ${facts.literal(column.comment)}`)
  if (column.check !== null) parts.push(`CHECK (${column.check})`)
  return parts.join(' ')
}

function referencesSql(facts: SchemaFacts, { table, column }: NonNullable<ColumnSchema['references']>): string {
  return `REFERENCES ${quote(table)} (${quote(column)})${facts.deferredKeys ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`
}

/** `CREATE TABLE`, under another name where a rebuild needs one. */
export function createTableSql(facts: SchemaFacts, table: TableSchema, name = table.name): string {
  const columns = table.columns.map((column) => columnSql(facts, column))
  const checks = table.checks.map((check) => `CONSTRAINT ${quote(check.name)} CHECK (${check.sql})`)
  const comment =
    table.comment !== null && facts.comments === 'inline' ? ` COMMENT ${facts.literal(table.comment)}` : ''
  return `CREATE TABLE ${quote(name)} (${[...columns, ...checks].join(', ')})${facts.tableOptions}${comment}`
}

/** Whether a unique rule belongs to the table instead of being an index. */
export function isRule(facts: SchemaFacts, index: IndexSchema): boolean {
  const plain = index.condition === null && index.include.length === 0 && index.nullsDistinct === null
  return facts.uniqueRules && index.unique && plain && index.columns.every((column) => /^"(?:[^"]|"")+"$/.test(column))
}

/** An index, or the unique rule that it stands for; `concurrently` while others write to the table, which no rule can be. */
export function createIndexSql(facts: SchemaFacts, table: string, index: IndexSchema, concurrently = false): string {
  const columns = index.columns.join(', ')
  if (!concurrently && isRule(facts, index)) {
    const when = index.deferrable === null ? '' : ` DEFERRABLE INITIALLY ${index.deferrable.toUpperCase()}`
    return `ALTER TABLE ${quote(table)} ADD CONSTRAINT ${quote(index.name)} UNIQUE (${columns})${when}`
  }
  const using = index.using === null ? '' : ` USING ${index.using}`
  const include = index.include.length === 0 ? '' : ` INCLUDE (${list(index.include)})`
  const nulls = index.nullsDistinct === null ? '' : ` NULLS ${index.nullsDistinct ? '' : 'NOT '}DISTINCT`
  const condition = index.condition === null ? '' : ` WHERE ${index.condition}`
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${concurrently ? 'CONCURRENTLY ' : ''}${quote(index.name)} ON ${quote(table)}${using} (${columns})${include}${nulls}${condition}`
}

export function dropIndexSql(facts: SchemaFacts, table: string, index: IndexSchema, concurrently = false): string {
  if (concurrently) return `DROP INDEX CONCURRENTLY IF EXISTS ${quote(index.name)}`
  if (facts.indexesOfTables) return `DROP INDEX IF EXISTS ${quote(index.name)} ON ${quote(table)}`
  return isRule(facts, index)
    ? `ALTER TABLE ${quote(table)} DROP CONSTRAINT IF EXISTS ${quote(index.name)}`
    : `DROP INDEX IF EXISTS ${quote(index.name)}`
}

/** The name that Django gives the rule of a foreign key. */
export function foreignKeyName(facts: SchemaFacts, table: string, column: ColumnSchema): string {
  const { references } = column
  return indexName(table, [column.name], facts.longestName, `_fk_${references!.table}_${references!.column}`)
}

/** The clause that adds a foreign key as a rule of its own; null where the column has none, or carries it itself. */
export function foreignKeyClause(
  facts: SchemaFacts,
  table: string,
  column: ColumnSchema,
  name?: string,
): string | null {
  if (column.references === null || facts.foreignKeys === 'column') return null
  const called = quote(name ?? foreignKeyName(facts, table, column))
  return `ADD CONSTRAINT ${called} FOREIGN KEY (${quote(column.name)}) ${referencesSql(facts, column.references)}`
}

/** The statement that does. */
export function foreignKeySql(facts: SchemaFacts, table: string, column: ColumnSchema): string | null {
  const clause = foreignKeyClause(facts, table, column)
  return clause === null ? null : `ALTER TABLE ${quote(table)} ${clause}`
}

/** What people read of a table and its columns. */
export function commentsSql(facts: SchemaFacts, table: TableSchema): string[] {
  if (facts.comments !== 'statements') return []
  const own = table.comment === null ? [] : [commentSql(facts, table.name, null, table.comment)]
  const columns = table.columns.filter(({ comment }) => comment !== null)
  return [...own, ...columns.map(({ name, comment }) => commentSql(facts, table.name, name, comment))]
}

export function commentSql(facts: SchemaFacts, table: string, column: string | null, comment: string | null): string {
  const target = column === null ? `TABLE ${quote(table)}` : `COLUMN ${quote(table)}.${quote(column)}`
  return `COMMENT ON ${target} IS ${facts.literal(comment)}`
}

/** Everything that makes tables, in an order in which each statement finds what it names. */
export function createTablesSql(facts: SchemaFacts, tables: readonly TableSchema[]): string[] {
  return [
    ...tables.map((table) => createTableSql(facts, table)),
    ...tables.flatMap((table) => [
      ...table.indexes.map((index) => createIndexSql(facts, table.name, index)),
      ...commentsSql(facts, table),
    ]),
    ...tables.flatMap((table) => table.columns.map((column) => foreignKeySql(facts, table.name, column) ?? [])).flat(),
  ]
}
