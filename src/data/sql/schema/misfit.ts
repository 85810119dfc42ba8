import type { IntegrityError } from '../../drivers/index.ts'
import { same } from './editor.ts'
import { quote, type SchemaFacts } from './facts.ts'
import { isRenewed } from './in-place.ts'
import type { AlteredTable, ColumnSchema } from './table.ts'

/** What is wrong with rows: as a database says it, or as a look at them before the change does. */
export type Misfit = Pick<IntegrityError, 'kind' | 'columns' | 'constraint'>

/** A query that gives a row where rows do not fit, and what is then wrong with them. */
export interface MisfitQuery {
  readonly text: string
  readonly misfit: Misfit
}

/** What rows get in a column that has no value for them, as SQL; null for nothing. */
export function givenSql(facts: SchemaFacts, { fills }: AlteredTable, column: ColumnSchema): string | null {
  const fill = fills?.get(column.name) ?? null
  return fill === null ? column.default : facts.literal(fill)
}

/**
 * Asks a table in its old form whether its rows fit the new one, for a database that could not take back what it had
 * changed by the time it found out. Only what new types make of values is left for the change itself to find.
 */
export function misfitQueries(facts: SchemaFacts, change: AlteredTable, all: readonly AlteredTable[]): MisfitQuery[] {
  const { from, to } = change
  const table = quote(from.name)
  const kept = new Map(from.columns.filter((old) => !isRenewed(old, from, to)).map((old) => [old.name, old]))
  const losesNull = (column: ColumnSchema) => kept.get(column.name)?.null === true && !column.null

  /** What a row will have in a column, told from what it has now; null where that is not known. */
  const sqlIn = (column: ColumnSchema): string | null => {
    const old = kept.get(column.name)
    const given = givenSql(facts, change, column)
    if (old === undefined) return column.generated !== null || column.counts ? null : (given ?? 'NULL')
    return losesNull(column) && given !== null ? `COALESCE(${quote(old.name)}, ${given})` : quote(old.name)
  }

  const bare = to.columns.flatMap((column): MisfitQuery[] => {
    if (column.null || column.counts || column.generated !== null) return []
    const isNew = !kept.has(column.name)
    if ((!isNew && !losesNull(column)) || givenSql(facts, change, column) !== null) return []
    const where = isNew ? '' : ` WHERE ${quote(column.name)} IS NULL`
    return [{ text: `SELECT 1 FROM ${table}${where} LIMIT 1`, misfit: misfit('notNull', [column.name]) }]
  })

  const repeated = newUniques(change).flatMap((names): MisfitQuery[] => {
    const values = names
      .map((name) => to.columns.find((column) => column.name === name))
      .map((column) => column && sqlIn(column))
    if (!values.every((value) => typeof value === 'string')) return []
    const aliases = values.map((_, i) => `"value${i}"`)
    const rows = `SELECT ${values.map((value, i) => `${value} AS ${aliases[i]}`).join(', ')} FROM ${table}`
    const whole = aliases.map((alias) => `${alias} IS NOT NULL`).join(' AND ')
    const text = `SELECT 1 FROM (${rows}) AS "given" WHERE ${whole} GROUP BY ${aliases.join(', ')} HAVING COUNT(*) > 1 LIMIT 1`
    return [{ text, misfit: misfit('unique', names) }]
  })

  const dangling = to.columns.flatMap((column): MisfitQuery[] => {
    const { references } = column
    const old = kept.get(column.name)
    const value = sqlIn(column)
    if (references === null || value === null || (old !== undefined && kindOf(old) !== kindOf(column))) return []
    const target = all.find((each) => each.to.name === references.table)
    const typeIn = ({ columns }: AlteredTable['to']) => columns.find(({ name }) => name === references.column)?.type
    if (target !== undefined && typeIn(target.from) !== typeIn(target.to)) return []
    if (old !== undefined && old.references !== null && !losesNull(column)) {
      const before = all.find((each) => each.from.name === old.references!.table)?.to.name ?? old.references.table
      if (before === references.table && old.references.column === references.column) return []
    }
    const text = `SELECT 1 FROM (SELECT ${value} AS "value0" FROM ${table}) AS "given" WHERE "value0" IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM ${quote(target?.from.name ?? references.table)} AS "far" WHERE "far".${quote(references.column)} = "value0") LIMIT 1`
    return [{ text, misfit: misfit('foreignKey', [column.name]) }]
  })

  return [...bare, ...repeated, ...dangling]
}

/** Types of one kind hold the same values, as far as they are long enough. */
const kindOf = ({ type }: ColumnSchema) => (/int/.test(type) ? 'integer' : type.replace(/\(.*\)/, ''))

const misfit = (kind: Misfit['kind'], columns: readonly string[]): Misfit => ({ kind, columns, constraint: null })

/** Columns whose values together are unique in the new form only. */
function newUniques({ from, to }: AlteredTable): string[][] {
  const single = to.columns.filter((column) => {
    const old = from.columns.find(({ name }) => name === column.name)
    return (column.unique && old?.unique !== true) || (column.primaryKey && old?.primaryKey !== true)
  })
  const indexes = to.indexes.filter(
    ({ columns, unique }) => unique && !from.indexes.some((old) => old.unique && same(old.columns, columns)),
  )
  return [
    ...single.map(({ name }) => [name]),
    ...indexes.map(({ columns }) =>
      columns.map((column) => /^"((?:[^"]|"")+)"(?: DESC)?$/.exec(column)?.[1]?.replaceAll('""', '"') ?? ''),
    ),
  ]
}
