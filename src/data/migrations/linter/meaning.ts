import type { AlteredTable, ColumnSchema, TableChanges, TableSchema } from '../../sql/index.ts'
import type { RuleKind, Statement } from './statements/clauses.ts'

/** What a step does to a database, apart from how: what its data and the programs that use it have to do with. */
export type Meaning =
  | { readonly kind: 'createTable' | 'dropTable' | 'emptyTable'; readonly table: string }
  | {
      readonly kind: 'addColumn'
      readonly table: string
      readonly column: string
      /** Who does not know it cannot write a row: it is not null, and the database has no value for it. */
      readonly required: boolean
    }
  | { readonly kind: 'dropColumn'; readonly table: string; readonly column: string }
  | { readonly kind: 'renameTable'; readonly table: string; readonly to: string }
  | { readonly kind: 'renameColumn'; readonly table: string; readonly column: string; readonly to: string }
  | {
      readonly kind: 'retype'
      readonly table: string
      readonly column: string
      /** Null where it is not known. */
      readonly from: string | null
      readonly to: string
    }
  | {
      readonly kind: 'forbidNull'
      readonly table: string
      readonly column: string
      /** Nulls that are there are replaced. */
      readonly filled: boolean
    }
  | {
      readonly kind: 'addRule'
      readonly table: string
      readonly rule: Exclude<RuleKind, 'other'>
      readonly name: string
      readonly columns: readonly string[]
    }

/** What changes of tables mean. */
export function meaningsOf({ created = [], altered = [], dropped = [] }: TableChanges): Meaning[] {
  return [
    ...created.map(({ name: table }): Meaning => ({ kind: 'createTable', table })),
    ...altered.flatMap(alteration),
    ...dropped.map(({ name: table }): Meaning => ({ kind: 'dropTable', table })),
  ]
}

function alteration({ from, to, fills }: AlteredTable): Meaning[] {
  const table = to.name
  const named: Meaning[] = from.name === table ? [] : [{ kind: 'renameTable', table: from.name, to: table }]
  const old = new Map(from.columns.map((column) => [column.name, column]))
  const names = new Set(to.columns.map(({ name }) => name))
  const gone = from.columns
    .filter(({ name }) => !names.has(name))
    .map(({ name: column }): Meaning => ({ kind: 'dropColumn', table, column }))
  const columns = to.columns.flatMap((column) => {
    const filled = (fills?.get(column.name) ?? null) !== null || column.default !== null
    const before = old.get(column.name)
    return before === undefined ? [added(table, column)] : changed(table, before, column, filled)
  })
  return [...named, ...gone, ...columns, ...rules(from, to)]
}

function added(table: string, column: ColumnSchema): Meaning {
  const required = !column.null && column.default === null && column.generated === null && !column.counts
  return { kind: 'addColumn', table, column: column.name, required }
}

function changed(table: string, before: ColumnSchema, column: ColumnSchema, filled: boolean): Meaning[] {
  const { name } = column
  const meanings: Meaning[] = []
  // A computed column has no values of its own.
  if (before.generated === null && before.type !== column.type)
    meanings.push({ kind: 'retype', table, column: name, from: before.type, to: column.type })
  if (before.null && !column.null) meanings.push({ kind: 'forbidNull', table, column: name, filled })
  const rule = (kind: Exclude<RuleKind, 'other'>): Meaning => ({
    kind: 'addRule',
    table,
    rule: kind,
    name,
    columns: [name],
  })
  if ((column.unique && !before.unique) || (column.primaryKey && !before.primaryKey)) meanings.push(rule('unique'))
  if (column.check !== null && column.check !== before.check) meanings.push(rule('check'))
  if (column.references !== null && before.references === null) meanings.push(rule('foreignKey'))
  return meanings
}

function rules(from: TableSchema, to: TableSchema): Meaning[] {
  const table = to.name
  const kept = new Set(to.columns.map(({ name }) => name))
  const before = new Set(from.columns.map(({ name }) => name))
  const isOld = (columns: readonly string[]) => columns.every((name) => before.has(name) && kept.has(name))
  const uniques = to.indexes
    .filter(({ unique, name }) => unique && !from.indexes.some((old) => old.unique && old.name === name))
    .map((index) => ({ name: index.name, columns: index.columns.flatMap(columnsIn) }))
    // What a rule of new columns alone forbids, nobody writes yet.
    .filter(({ columns }) => columns.length === 0 || columns.some((name) => isOld([name])))
    .map((rule): Meaning => ({ kind: 'addRule', table, rule: 'unique', ...rule }))
  const checks = to.checks
    .filter(({ name, sql }) => !from.checks.some((old) => old.name === name && old.sql === sql))
    .map(({ name, sql }): Meaning => ({ kind: 'addRule', table, rule: 'check', name, columns: columnsIn(sql) }))
  return [...uniques, ...checks]
}

function columnsIn(sql: string): string[] {
  return [...sql.matchAll(/"((?:[^"]|"")+)"/g)].map(([, name]) => name!.replaceAll('""', '"'))
}

/** What new names of a table and its columns mean. */
export function meaningsOfRename(before: TableSchema, after: TableSchema): Meaning[] {
  const columns = before.columns.flatMap(({ name }, i): Meaning[] => {
    const to = after.columns[i]!.name
    return name === to ? [] : [{ kind: 'renameColumn', table: after.name, column: name, to }]
  })
  if (before.name === after.name) return columns
  return [{ kind: 'renameTable', table: before.name, to: after.name }, ...columns]
}

/** What a statement that is written by hand means, as far as it is understood. */
export function meaningsOfStatement(statement: Statement): Meaning[] {
  switch (statement.kind) {
    case 'createTable':
      return [{ kind: 'createTable', table: statement.table }]
    case 'dropTable':
      return statement.tables.map((table) => ({ kind: 'dropTable', table }))
    case 'truncate':
      return [{ kind: 'emptyTable', table: statement.table }]
    case 'delete':
      return statement.everything ? [{ kind: 'emptyTable', table: statement.table }] : []
    case 'createIndex':
      return statement.unique
        ? [{ kind: 'addRule', table: statement.table, rule: 'unique', name: 'unique index', columns: [] }]
        : []
    case 'alterTable':
      return statement.clauses.flatMap((clause): Meaning[] => {
        const { table } = statement
        switch (clause.kind) {
          case 'addColumn': {
            const { name: column, null: isNull, default: value, generated, counts } = clause.column
            const required = !isNull && value === null && generated === null && !counts
            return [{ kind: 'addColumn', table, column, required }]
          }
          case 'dropColumn':
            return [{ kind: 'dropColumn', table, column: clause.column }]
          case 'retype':
            return [{ kind: 'retype', table, column: clause.column, from: null, to: clause.type }]
          case 'modifyColumn': {
            const { name: to, type } = clause.column
            const retype: Meaning = { kind: 'retype', table, column: to, from: null, to: type }
            if (clause.from === to) return [retype]
            return [{ kind: 'renameColumn', table, column: clause.from, to }, retype]
          }
          case 'setNotNull':
            return [{ kind: 'forbidNull', table, column: clause.column, filled: false }]
          case 'renameTable':
            return [{ kind: 'renameTable', table, to: clause.to }]
          case 'renameColumn':
            return [{ kind: 'renameColumn', table, column: clause.column, to: clause.to }]
          case 'addRule': {
            const { rule, name, columns } = clause
            if (rule === 'other') return []
            return [{ kind: 'addRule', table, rule, name: name ?? rule, columns }]
          }
          default:
            return []
        }
      })
    default:
      return []
  }
}
