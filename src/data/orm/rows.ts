import type { Row } from '../drivers/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import { checkPath, checkValues, cleaned } from './arguments.ts'
import { makeLayout } from './builder.ts'
import { isLoadedColumn } from './deferred.ts'
import { ormErrors } from './errors.ts'
import { assignGeneric } from './generic/refs.ts'
import { names } from './paths.ts'
import { assignRelation } from './refs.ts'
import { type AnyRow, type Batch, batch, keyOf, type Layout, raw } from './state.ts'
import { fateOf } from './undone.ts'
import { read } from './walk.ts'

type Values = Readonly<Record<string, unknown>>

export interface SaveOptions {
  /** Write just these properties. */
  readonly fields?: readonly string[]
  /** INSERT even where the key is set; UPDATE and nothing else. */
  readonly force?: 'insert' | 'update'
}

// ---- unsaved rows ----------------------------------------------------------------------------------------------------

/** How rows begin that come from no database. */
interface Blank {
  readonly layout: Layout
  /** What columns without a default hold. */
  readonly values: readonly unknown[]
  /** Places of the columns whose value is made anew for each row. */
  readonly defaults: readonly number[]
}

/** A memo of what follows from the metadata. */
const blanks = new WeakMap<ModelInfo, Blank>()

function blankOf(info: ModelInfo): Blank {
  let blank = blanks.get(info)
  if (blank === undefined) {
    const { columns } = info
    const hasDefault = (column: ColumnInfo) => column.generated === null && column.field.describe().hasDefault
    blank = {
      layout: makeLayout(
        info,
        columns,
        columns.map(() => null),
      ),
      values: columns.map((column) => (hasDefault(column) ? null : initialValue(column))),
      defaults: [...columns.keys()].filter((i) => hasDefault(columns[i]!)),
    }
    blanks.set(info, blank)
  }
  return blank
}

/** What unsaved rows have in common. */
export function unsavedBatch(info: ModelInfo): Batch {
  return { layout: blankOf(info).layout, offset: 0, rows: [], source: null, parts: none, loading: null }
}

const none: readonly Batch[] = []

/** An unsaved row of `info`'s class with defaults filled in; `values` by property or attribute (`author`, `author_id`, `pk`). */
export function buildRow(info: ModelInfo, values: Values, together = unsavedBatch(info)): object {
  checkValues(`A new ${info.name}`, values)
  const { values: blank, defaults } = blankOf(info)
  const initial = blank.slice()
  for (const i of defaults) initial[i] = initialValue(info.columns[i]!)
  const row = new together.layout.Row(initial as Row, together, 0)
  row[raw] = null
  assignAll(row, info, values)
  return row
}

/** A column's default; without one, nothing: as in Django an empty text, else null. */
function initialValue(column: ColumnInfo): unknown {
  if (column.generated !== null) return undefined
  const value = column.field.defaultValue()
  if (value !== undefined) return value
  // A key that is null is left to the database.
  if (column.hasDbDefault) return column.primaryKey ? null : undefined
  const { kind } = column.field.describe()
  return !column.null && (kind === 'string' || kind === 'text' || kind === 'file') ? '' : null
}

/** Sets columns and keys from a program's values, cleaned. */
export function assignAll(row: AnyRow, info: ModelInfo, values: Values): void {
  const where = `A ${info.name}`
  for (const name of Object.keys(values)) assign(row, info, name, read(values, name, where))
}

function assign(row: AnyRow, info: ModelInfo, name: string, value: unknown): void {
  if (value === undefined) throw ormErrors.UNDEFINED({ where: `A ${info.name}`, name })
  const column = info.column(name)
  if (column === undefined) {
    const generic = info.generics.get(name)
    if (generic !== undefined) {
      assignGeneric(row, generic, value)
      return
    }
    const known = names(info)
    if (info.relations.has(name))
      throw ormErrors.BAD_UPDATE({ model: info.name, name, problem: 'it is no column of the model' })
    throw ormErrors.UNKNOWN_FIELD({ model: info.name, name, path: name, known })
  }
  if (column.generated !== null) throw ormErrors.BAD_UPDATE({ model: info.name, name, problem: computed })
  if (column.relation !== null && typeof value === 'object' && value !== null)
    assignRelation(row, column.relation, value)
  else row[column.attribute] = cleaned(column, value)
}

/** Why a column cannot be set. */
export const computed = 'the database computes it'

// ---- what a row is ---------------------------------------------------------------------------------------------------

const asRow = (row: object) => row as AnyRow

/** The value of the key, null where the row has none yet. */
export function rowKey(row: object): unknown {
  return keyOf(asRow(row))
}

/** The metadata of a row's model. */
export function rowInfo(row: object): ModelInfo {
  return asRow(row)[batch].layout.info
}

/** False for a row that was built and never saved, or deleted, or whose insertion was undone with its transaction. */
export function isSaved(row: object): boolean {
  return asRow(row)[raw] !== null && fateOf(asRow(row)) !== 'inserted'
}

/**
 * The row as plain JSON data: relations as keys, bigints and decimals as strings, dates as ISO; secrets and columns that
 * were not loaded are left out.
 */
export function rowToJson(row: object): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  const from = asRow(row)
  const { info } = from[batch].layout
  const attributes = new Set<string>()
  for (const column of info.columns) {
    attributes.add(column.attribute)
    if (!column.field.describe().secret && isLoadedColumn(from, column))
      out[column.property] = plain(from[column.attribute])
  }
  for (const name of Object.keys(from)) if (!attributes.has(name)) out[name] = plain(from[name])
  return out
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  const own = value as { toJSON?: () => unknown } | null
  return typeof own === 'object' && typeof own?.toJSON === 'function' ? own.toJSON() : value
}

// ---- names of columns -------------------------------------------------------------------------------------------------

/** A column by a name that a program gave. */
export function ownColumn(info: ModelInfo, name: string): ColumnInfo {
  checkPath(`A list of ${info.name}'s columns`, name)
  const column = info.column(name)
  if (column !== undefined) return column
  throw ormErrors.UNKNOWN_FIELD({ model: info.name, name, path: name, known: names(info) })
}

/** The same, of a column that a program may write. */
export function writtenColumn(info: ModelInfo, name: string): ColumnInfo {
  const column = ownColumn(info, name)
  if (column.generated !== null) throw ormErrors.BAD_UPDATE({ model: info.name, name, problem: computed })
  return column
}
