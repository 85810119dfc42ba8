import type { ColumnDescription, IndexDescription, TableDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import {
  type ColumnSchema,
  foreignKeyName,
  type IndexSchema,
  isRule,
  schemaFacts,
  type TableSchema,
} from '../../sql/index.ts'

/** A table as introspection would tell it where the database had made it, in the words in which it is asked for. */
export function described(database: DatabaseName, table: TableSchema): TableDescription {
  const facts = schemaFacts(database)
  const rules = table.indexes.filter((index) => isRule(facts, index))
  const unique = table.columns.filter((column) => column.unique)
  return {
    name: table.name,
    columns: table.columns.map((column) => columnOf(database, column)),
    primaryKey: table.columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name),
    uniques: [
      ...unique.map(({ name }) => ({ name: null, columns: [name], deferrable: null })),
      ...rules.map(({ name, columns, deferrable }) => ({
        name,
        columns: columns.map((key) => keyOf(key).column!),
        deferrable,
      })),
    ],
    indexes: table.indexes.map((index) => indexOf(index, rules.includes(index))),
    foreignKeys: table.columns.flatMap((column) => {
      if (column.references === null) return []
      return {
        name: facts.foreignKeys === 'rule' ? foreignKeyName(facts, table.name, column) : null,
        columns: [column.name],
        table: column.references.table,
        to: [column.references.column],
        onDelete: 'NO ACTION',
        onUpdate: 'NO ACTION',
        deferrable: facts.deferredKeys ? ('deferred' as const) : null,
      }
    }),
    checks: [
      ...table.columns.flatMap(({ check }) => (check === null ? [] : { name: null, condition: check })),
      ...table.checks.map(({ name, sql }) => ({ name, condition: sql })),
    ],
    comment: table.comment,
    sql: null,
  }
}

function columnOf(database: DatabaseName, column: ColumnSchema): ColumnDescription {
  const { generated } = column
  const facts = schemaFacts(database)
  return {
    name: column.name,
    type: column.type,
    null: column.null || (generated !== null && !facts.nullsOfComputed),
    default: column.default,
    primaryKey: column.primaryKey,
    identity: column.counts,
    generated: generated === null ? null : generated.stored || !facts.virtualColumns ? 'stored' : 'virtual',
    expression: generated?.sql ?? null,
    comment: column.comment,
    collation: database === 'mysql' && /char|text/i.test(column.type) ? facts.textCollation : null,
    values: null,
  }
}

function indexOf(index: IndexSchema, rule: boolean): IndexDescription {
  const keys = index.columns.map(keyOf)
  return {
    name: index.name,
    columns: keys.map(({ column }) => column),
    expressions: keys.map(({ expression }) => expression),
    include: index.include,
    descending: keys.map(({ descending }) => descending),
    nulls: keys.map(({ nulls }) => nulls),
    unique: index.unique,
    nullsDistinct: index.nullsDistinct,
    condition: index.condition,
    method: index.using,
    opclasses: keys.map(({ opclass }) => opclass),
    valid: true,
    implied: rule,
  }
}

/** What is said of one column or expression of an index. */
const key = /^(?:("(?:[^"]|"")+")|\((.*)\))(?: (?!DESC\b|NULLS\b)(\w+))?( DESC)?(?: NULLS (FIRST|LAST))?$/s
const name = /^\(*"((?:[^"]|"")+)"\)*$/

function keyOf(sql: string) {
  const [, quoted, inner, opclass = null, direction, place] = key.exec(sql) ?? []
  // An expression that is a column by its name alone is that column.
  const column = name.exec(quoted ?? inner ?? '')?.[1]?.replaceAll('""', '"') ?? null
  const descending = direction !== undefined
  const nulls = place?.toLowerCase() as 'first' | 'last' | undefined
  const usual = descending ? 'first' : 'last'
  return {
    column,
    expression: column === null ? (inner ?? sql) : null,
    opclass,
    descending,
    nulls: nulls === undefined || nulls === usual ? null : nulls,
  }
}
