import type {
  ColumnDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
} from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import {
  type ColumnSchema,
  columnSql,
  commentSql,
  createIndexSql,
  foreignKeySql,
  quote,
  type SchemaFacts,
  schemaEditor,
  schemaFacts,
  type TableSchema,
  tablesSql,
} from '../../sql/index.ts'
import type { Difference } from './compare.ts'
import { isSameType } from './types.ts'

/**
 * The statements that make a table what it should be in one respect; none where no single one does: SQLite changes most
 * things only by making the table anew.
 */
export async function mendOf(
  database: DatabaseName,
  table: TableSchema,
  actual: TableDescription | undefined,
  difference: Difference,
): Promise<readonly string[]> {
  if (actual === undefined) return tablesSql(database, [table])
  const facts = schemaFacts(database)
  const column = table.columns.find(({ name }) => name === difference.column)
  switch (difference.kind) {
    case 'index':
      return indexMend(facts, table, actual, difference)
    case 'column':
      return columnMend(facts, table, actual, column, difference)
    case 'check':
      return checkMend(facts, table, actual, difference)
    case 'foreignKey':
      return keyMend(facts, table, actual, column, difference)
    case 'unique':
      return database === 'sqlite' ? [] : [`${alter(table)} ADD UNIQUE (${quote(column!.name)})`]
    case 'primaryKey':
      return keyOfTableMend(facts, table, actual, difference)
    case 'comment':
      if (column === undefined) return tableCommentMend(facts, table)
      return definitionMend(database, table, actual, column)
    case 'collation':
      if (database === 'mysql') return collationMend(table, actual, column!, difference.expected)
      // A column that gets another type gets its collation with it.
      if (database === 'sqlite' || !hasTypeOf(database, actual, column!)) return []
      return [`${alter(table)} ALTER COLUMN ${quote(column!.name)} TYPE ${column!.type} COLLATE "default"`]
    default:
      return column === undefined ? [] : definitionMend(database, table, actual, column)
  }
}

const alter = ({ name }: TableSchema) => `ALTER TABLE ${quote(name)}`

function indexMend(
  facts: SchemaFacts,
  table: TableSchema,
  actual: TableDescription,
  { name, found }: Difference,
): string[] {
  const wanted = table.indexes.find((index) => index.name === name)
  const old = actual.indexes.find((index) => facts.stored(index.name) === facts.stored(found ?? name!))
  if (found !== undefined && facts.database === 'mysql')
    return [`${alter(table)} RENAME INDEX ${quote(found)} TO ${quote(name!)}`]
  if (found !== undefined && facts.database === 'postgres')
    return [`ALTER INDEX ${quote(found)} RENAME TO ${quote(name!)}`]
  const key = old === undefined ? undefined : keyThatNeeds(facts, actual, old)
  if (key !== undefined && wanted === undefined) {
    // The server makes no index of its own for a foreign key that another one serves.
    const own = `ADD INDEX ${quote(key.name!)} (${key.columns.map(quote).join(', ')})`
    return [`${alter(table)} DROP INDEX ${quote(old!.name)}, ${own}`]
  }
  const rule = old?.implied === true
  // A unique rule of SQLite goes with its table only.
  if (rule && facts.database === 'sqlite') return []
  const on = facts.indexesOfTables ? ` ON ${quote(table.name)}` : ''
  const drop = rule ? `${alter(table)} DROP CONSTRAINT ${quote(old.name)}` : dropIndex(facts, old?.name ?? name!, on)
  return [
    ...(old === undefined ? [] : [drop]),
    ...(wanted === undefined ? [] : [createIndexSql(facts, table.name, wanted)]),
  ]
}

/** The foreign key that MariaDB lets nobody take an index from. */
function keyThatNeeds({ database }: SchemaFacts, { foreignKeys, indexes }: TableDescription, index: IndexDescription) {
  const serves =
    ({ columns }: ForeignKeyDescription) =>
    (each: IndexDescription) =>
      columns.every((name, i) => each.columns[i] === name)
  if (database !== 'mysql') return undefined
  return foreignKeys.find((key) => serves(key)(index) && indexes.filter(serves(key)).length === 1)
}

/** On SQLite the index may have gone with a column. */
const dropIndex = ({ database }: SchemaFacts, name: string, on = '') =>
  `DROP INDEX ${database === 'sqlite' ? 'IF EXISTS ' : ''}${quote(name)}${on}`

function columnMend(
  facts: SchemaFacts,
  table: TableSchema,
  actual: TableDescription,
  column: ColumnSchema | undefined,
  { column: name }: Difference,
): string[] {
  if (column === undefined) {
    const drop = `${alter(table)} DROP COLUMN ${quote(name!)}`
    return facts.database === 'sqlite' ? sqliteDrop(facts, actual, name!, drop) : [drop]
  }
  const bare = column.null || column.default !== null || column.generated !== null
  const simple = bare && !column.unique && !column.primaryKey && column.generated?.stored !== true
  if (facts.database === 'sqlite' && !simple) return []
  const key = foreignKeySql(facts, table.name, column)
  const said = facts.comments === 'statements' && column.comment !== null
  return [
    `${alter(table)} ADD COLUMN ${columnSql(facts, column)}`,
    ...(key === null ? [] : [key]),
    ...(said ? [commentSql(facts, table.name, column.name, column.comment)] : []),
  ]
}

/** SQLite drops no column that something else speaks of: indexes go first, and what else does is a part of the table. */
function sqliteDrop(
  facts: SchemaFacts,
  { indexes, ...table }: TableDescription,
  column: string,
  drop: string,
): string[] {
  const isNamed = (text: string | null) =>
    text !== null && new RegExp(`(?<![\\w$])${RegExp.escape(column)}(?![\\w$])`, 'i').test(text.replaceAll('""', '"'))
  const holding = indexes.filter(
    ({ columns, expressions, condition }) => columns.includes(column) || [...expressions, condition].some(isNamed),
  )
  const isPart =
    holding.some(({ implied }) => implied) ||
    table.primaryKey.includes(column) ||
    table.checks.some(({ condition }) => isNamed(condition)) ||
    table.columns.some(({ expression }) => isNamed(expression)) ||
    table.foreignKeys.some(({ columns }) => columns.includes(column))
  return isPart ? [] : [...holding.map(({ name }) => dropIndex(facts, name)), drop]
}

async function checkMend(
  facts: SchemaFacts,
  table: TableSchema,
  there: TableDescription,
  { name, expected, actual }: Difference,
): Promise<string[]> {
  if (facts.database === 'sqlite') return []
  // MariaDB keeps the check of a column in its definition, and calls it as the column.
  const column = table.columns.find((each) =>
    expected === null
      ? each.name === name
      : name === undefined && each.check !== null && expected.includes(quote(each.name)),
  )
  if (facts.database === 'mysql' && column !== undefined) return definitionMend('mysql', table, there, column)
  const wanted = table.checks.find((check) => check.name === name)
  const drop = actual === null || name === undefined ? [] : [`${alter(table)} DROP CONSTRAINT ${quote(name)}`]
  if (wanted !== undefined)
    return [...drop, `${alter(table)} ADD CONSTRAINT ${quote(wanted.name)} CHECK (${wanted.sql})`]
  return expected === null ? drop : [`${alter(table)} ADD CHECK (${expected})`]
}

function keyMend(
  facts: SchemaFacts,
  table: TableSchema,
  { foreignKeys }: TableDescription,
  column: ColumnSchema | undefined,
  { name, column: of, expected, actual }: Difference,
): string[] {
  if (facts.foreignKeys === 'column') return []
  const old = name ?? foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === of)?.name ?? null
  const drop = `${alter(table)} DROP ${facts.database === 'mysql' ? 'FOREIGN KEY' : 'CONSTRAINT'} ${quote(old ?? '')}`
  const add = expected === null || column === undefined ? null : foreignKeySql(facts, table.name, column)
  return [...(actual === null || old === null ? [] : [drop]), ...(add === null ? [] : [add])]
}

/** The column's, and that of the table, which a column that names none would have. */
async function collationMend(
  table: TableSchema,
  actual: TableDescription,
  column: ColumnSchema,
  collation: string | null,
): Promise<string[]> {
  if (collation === null) return definitionMend('mysql', table, actual, column)
  const collated = { ...column, type: `${column.type} COLLATE ${collation}` }
  return [`${alter(table)} DEFAULT COLLATE ${collation}`, ...(await definitionMend('mysql', table, actual, collated))]
}

function keyOfTableMend(
  { database, stored }: SchemaFacts,
  table: TableSchema,
  there: TableDescription,
  { expected, actual }: Difference,
): string[] {
  // A column that is missing comes back as the key that it is.
  const isThere = ({ name }: ColumnSchema) => there.columns.some((each) => stored(each.name) === stored(name))
  if (!table.columns.filter(({ primaryKey }) => primaryKey).every(isThere)) return []
  // The name of PostgreSQL's rule is not told.
  if (database === 'sqlite' || expected === null || (actual !== null && database === 'postgres')) return []
  return [`${alter(table)} ${actual === null ? '' : 'DROP PRIMARY KEY, '}ADD PRIMARY KEY ${expected}`]
}

function tableCommentMend(facts: SchemaFacts, table: TableSchema): string[] {
  if (facts.comments === 'inline') return [`${alter(table)} COMMENT = ${facts.literal(table.comment ?? '')}`]
  return facts.comments === 'none' ? [] : [commentSql(facts, table.name, null, table.comment)]
}

function hasTypeOf(database: DatabaseName, actual: TableDescription, { name, type }: ColumnSchema): boolean {
  const { stored } = schemaFacts(database)
  const there = actual.columns.find((each) => stored(each.name) === stored(name))
  return there !== undefined && isSameType(database, there.type, type)
}

/** What the editor does to a column that is otherwise. */
async function definitionMend(
  database: DatabaseName,
  table: TableSchema,
  actual: TableDescription,
  column: ColumnSchema,
): Promise<string[]> {
  const there = actual.columns.find(
    ({ name }) => schemaFacts(database).stored(name) === schemaFacts(database).stored(column.name),
  )
  if (database === 'sqlite' || there === undefined) return []
  if (database === 'mysql') {
    const definition = { ...column, unique: false, primaryKey: false, references: null }
    const anew = (there.expression ?? null) !== null || column.generated !== null
    const sql = columnSql(schemaFacts(database), definition)
    return [
      anew
        ? `${alter(table)} DROP COLUMN ${quote(column.name)}, ADD COLUMN ${sql}`
        : `${alter(table)} MODIFY COLUMN ${sql}`,
    ]
  }
  const script: string[] = []
  const from = { ...table, columns: table.columns.map((each) => (each === column ? schemaOf(column, there) : each)) }
  await schemaEditor(script, database).change({ altered: [{ from, to: table }] })
  return script.map((text) => text.replace(/;$/, '')).filter((text) => !text.startsWith('SET CONSTRAINTS'))
}

/** A column as it is there. */
function schemaOf(column: ColumnSchema, there: ColumnDescription): ColumnSchema {
  return {
    ...column,
    type: there.type,
    null: there.null,
    counts: there.identity,
    default: there.identity ? null : there.default,
    generated: there.expression === null ? null : { sql: there.expression, stored: there.generated === 'stored' },
    comment: there.comment,
  }
}
