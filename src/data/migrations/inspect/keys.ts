import type { ColumnDescription, TableDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'

/** The column that a model takes for its key. */
export interface KeyChoice {
  readonly column: ColumnDescription
  /** Columns that the table's own key has, where the model's is another. */
  readonly together: readonly string[]
  /** What a person has to know of it. */
  readonly note: string | null
}

/** The number that SQLite gives each row of a table by itself. https://sqlite.org/rowidtable.html */
const rowid: ColumnDescription = {
  name: 'rowid',
  type: 'integer',
  null: false,
  default: null,
  primaryKey: true,
  identity: true,
  generated: null,
  expression: null,
  comment: null,
  collation: null,
  values: null,
}

/**
 * A model has one column for a key. Where the table has several, or none, another column that tells its rows apart stands in:
 * one that is unique, or SQLite's own number of the row. Where there is none of these, the first column of the key does, and
 * the note says what that means. Lists and what the database computes can be no keys of models. Null where no column can be one.
 */
export function keyOf(database: DatabaseName, table: TableDescription, isView: boolean): KeyChoice | null {
  const { primaryKey, columns } = table
  const able = columns.filter((column) => canBeKey(database, column))
  const named = (name: string) => able.find((column) => column.name === name)
  const own = primaryKey.length === 1 ? named(primaryKey[0]!) : undefined
  if (own !== undefined) return { column: own, together: [], note: null }
  const whole = primaryKey.length > 0 ? `The key of the table is ${listed(primaryKey)}` : 'The table has no key'
  const together = primaryKey
  const unique = able.find((column) => !column.null && isUnique(table, column.name))
  if (unique !== undefined)
    return {
      column: unique,
      together,
      note: `${whole}: ${unique.name}, of which no two rows have the same, stands in for it.`,
    }
  if (database === 'sqlite' && !isView && !columns.some(({ name }) => name === 'rowid') && hasRowid(table.sql ?? ''))
    return { column: rowid, together, note: `${whole}: rowid, SQLite's own number of a row, stands in for it.` }
  const ofKey = primaryKey.length > 0 ? able.find(({ name }) => primaryKey.includes(name)) : named('id')
  const first = ofKey ?? able.find((column) => !column.null) ?? able[0]
  if (first === undefined) return null
  const note = isView
    ? `A view has no key: ${first.name} stands in for it. Choose the column that tells its rows apart.`
    : `${whole}, ${primaryKey.length === 1 ? "which cannot be a model's" : "and a model's is one column"}: ${first.name} stands in for it. Rows are read and created as they are, but save() and delete() of one would touch all rows with its ${first.name}: write them with filter(…).update(…) and filter(…).delete() instead.`
  return { column: first, together, note }
}

/** What `ArrayField` and `GeneratedField` refuse. */
function canBeKey(database: DatabaseName, { type, generated }: ColumnDescription): boolean {
  return generated === null && !(database === 'postgres' && type.endsWith('[]'))
}

/** Whether no two rows have the same in a column, whatever else they hold. */
export function isUnique(table: TableDescription, column: string): boolean {
  const alone = (columns: readonly (string | null)[]) => columns.length === 1 && columns[0] === column
  return (
    alone(table.primaryKey) ||
    table.uniques.some((unique) => alone(unique.columns)) ||
    table.indexes.some((index) => index.unique && index.valid && index.condition === null && alone(index.columns))
  )
}

function hasRowid(sql: string): boolean {
  return !/\bWITHOUT\s+ROWID\b[^)]*$/i.test(sql) && !/^\s*CREATE\s+VIRTUAL\b/i.test(sql)
}

/** 'a and b', 'a, b and c'. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
