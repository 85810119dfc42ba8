import type { Row } from '../drivers/index.ts'
import type { ColumnInfo, DatabaseValue, ModelInfo } from '../query/index.ts'
import { checkList, checkPath, checkValues, cleaned } from './arguments.ts'
import { makeLayout } from './builder.ts'
import { deferredColumns, isLoadedColumn } from './deferred.ts'
import { deleteRows } from './deletion.ts'
import { ormErrors } from './errors.ts'
import { after, type Maybe, promised } from './maybe.ts'
import { names } from './paths.ts'
import { assignRelation } from './refs.ts'
import { type AnyRow, type Batch, batch, keyOf, type Layout, raw } from './state.ts'
import { encoded, insert, keepsWritten, prepare, type Target, targetOf, writeRow } from './writing.ts'

type Values = Readonly<Record<string, unknown>>

export interface SaveOptions {
  /** Write just these properties. */
  readonly fields?: readonly string[]
  /** INSERT even where the key is set; UPDATE and nothing else. */
  readonly force?: 'insert' | 'update'
}

// ---- unsaved rows ----------------------------------------------------------------------------------------------------

const unsavedLayouts = new WeakMap<ModelInfo, Layout>()

/** The layout of rows that come from no database: a memo of what follows from the metadata. */
function unsavedLayout(info: ModelInfo): Layout {
  let layout = unsavedLayouts.get(info)
  if (layout === undefined) {
    const asTheyAre = info.columns.map(() => null)
    unsavedLayouts.set(info, (layout = makeLayout(info, info.columns, asTheyAre)))
  }
  return layout
}

/** An unsaved row of `info`'s class with defaults filled in; `values` by property or attribute (`author`, `author_id`, `pk`). */
export function buildRow(info: ModelInfo, values: Values): object {
  checkValues(`A new ${info.name}`, values)
  const layout = unsavedLayout(info)
  const alone: Batch = { layout, offset: 0, rows: [], source: null, parts: [], loading: null }
  const row = new layout.Row(info.columns.map(initialValue) as unknown as Row, alone, 0)
  row[raw] = null
  assignAll(row, info, values)
  return row
}

/** A column's default; without one, nothing: as in Django an empty text, else null. */
function initialValue(column: ColumnInfo): unknown {
  if (column.generated !== null) return undefined
  const value = column.field.defaultValue()
  if (value !== undefined || (column.hasDbDefault && !column.primaryKey)) return value
  const { kind } = column.field.describe()
  return !column.null && (kind === 'string' || kind === 'text' || kind === 'file') ? '' : null
}

/** Sets columns and keys from a program's values, cleaned. */
export function assignAll(row: AnyRow, info: ModelInfo, values: Values): void {
  for (const name of Object.keys(values)) assign(row, info, name, values[name])
}

function assign(row: AnyRow, info: ModelInfo, name: string, value: unknown): void {
  if (value === undefined) throw ormErrors.UNDEFINED({ where: `A ${info.name}`, name })
  const column = info.column(name)
  if (column === undefined) {
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

/** False for a row that was built and never saved, or deleted. */
export function isSaved(row: object): boolean {
  return asRow(row)[raw] !== null
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

// ---- writing ---------------------------------------------------------------------------------------------------------

/** Builds and inserts. */
export function createRow(info: ModelInfo, values: Values, database: string | null = null): Promise<object> {
  return promised(() => {
    const row = asRow(buildRow(info, values))
    return insert(row, info, targetOf(row, database))
  })
}

/** Inserts a new row; of a fetched one writes the changed columns. Resolves to the row. */
export function saveRow<R extends object>(row: R, options?: SaveOptions): Promise<R> {
  return promised(() => save(asRow(row), options ?? {}) as Maybe<R>)
}

function save(row: AnyRow, options: SaveOptions): Maybe<AnyRow> {
  const { info } = row[batch].layout
  if (options.fields !== undefined) checkList(`\`fields\` of save() of ${info.name}`, options.fields)
  const target = targetOf(row)
  const key = keyOf(row)
  const known = row[raw] !== null && sameKey(row, info, target)
  if (options.force === 'insert' || key === null) {
    if (options.force === 'update') throw ormErrors.NOT_SAVED({ model: info.name, what: 'save({ force: "update" })' })
    return insert(row, info, target)
  }
  const wanted =
    options.fields === undefined ? loadedOnly(row) : new Set(options.fields.map((name) => ownColumn(info, name)))
  if (known)
    return update(
      row,
      info,
      target,
      (column) => (wanted === null || wanted.has(column)) && changed(row, column, target),
    )
  // A key that a default made is a new one.
  if (row[raw] === null && options.force === undefined && info.key.field.defaultValue() !== undefined)
    return insert(row, info, target)
  const every = (column: ColumnInfo) => wanted === null || wanted.has(column)
  return after(overwrite(row, info, target, every), (written) => {
    if (written) return row
    if (options.force === 'update' || wanted !== null) throw ormErrors.ROW_GONE({ model: info.name, key })
    return insert(row, info, target)
  })
}

/** The columns that a row has, where some were left out of its query: a save never writes the others. */
function loadedOnly(row: AnyRow): ReadonlySet<ColumnInfo> | null {
  const missing = deferredColumns(row)
  if (missing.length === 0) return null
  return new Set(row[batch].layout.info.columns.filter((column) => !missing.includes(column)))
}

export function ownColumn(info: ModelInfo, name: string): ColumnInfo {
  checkPath(`A list of ${info.name}'s columns`, name)
  const column = info.column(name)
  if (column?.generated === null) return column
  if (column !== undefined) throw ormErrors.BAD_UPDATE({ model: info.name, name, problem: computed })
  throw ormErrors.UNKNOWN_FIELD({ model: info.name, name, path: name, known: names(info) })
}

/** The driver's value that a column was read as. */
function rawOf(row: AnyRow, column: ColumnInfo): DatabaseValue | undefined {
  const { layout, offset } = row[batch]
  const index = layout.columns.indexOf(column)
  return index < 0 ? undefined : row[raw]![offset + index]
}

function sameKey(row: AnyRow, info: ModelInfo, target: Target): boolean {
  return !changed(row, info.key, target)
}

/** Whether a column would be written as something else than was read. */
function changed(row: AnyRow, column: ColumnInfo, target: Target): boolean {
  if (!isLoadedColumn(row, column)) return false
  const before = rawOf(row, column)
  const value = row[column.attribute]
  if (value === before) return false
  const now = encoded(row, column, target)
  if (sameValue(now, before)) return false
  if (before === null || before === undefined || now === null) return true
  // The same value may be stored in more than one form: another program's JSON, a decimal as a number.
  const { layout } = row[batch]
  const decode = layout.decoders[layout.columns.indexOf(column)]
  const again = decode == null ? before : decode(before)
  return !sameValue(target.orm.encoder(column, target.database)(again), now)
}

function sameValue(a: DatabaseValue, b: DatabaseValue | undefined): boolean {
  if (a === b) return true
  if (typeof a === 'bigint' || typeof b === 'bigint') return String(a) === String(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return a instanceof Date && b instanceof Date && a.getTime() === b.getTime()
}

function update(row: AnyRow, info: ModelInfo, target: Target, wanted: (column: ColumnInfo) => boolean): Maybe<AnyRow> {
  prepare(row, info, false)
  const columns = info.columns.filter((column) => isWritten(column) && wanted(column))
  if (columns.length === 0) return row
  return after(writeRow(row, info, target, columns), (written) => {
    if (written === null) throw ormErrors.ROW_GONE({ model: info.name, key: keyOf(row) })
    keepsWritten(row, info, target, columns, written)
    return row
  })
}

/** A column that an UPDATE of a row may set. */
const isWritten = (column: ColumnInfo) => !column.primaryKey && column.generated === null

/** Writes the row over the one that has its key; false where there is none. */
function overwrite(
  row: AnyRow,
  info: ModelInfo,
  target: Target,
  wanted: (column: ColumnInfo) => boolean,
): Maybe<boolean> {
  prepare(row, info, false)
  const columns = info.columns.filter(
    (column) => isWritten(column) && wanted(column) && !(column.hasDbDefault && row[column.attribute] === undefined),
  )
  if (columns.length === 0) return false
  return after(writeRow(row, info, target, columns), (written) => {
    if (written === null) return false
    if (columns.length === info.columns.filter(isWritten).length) {
      const layout = target.orm.layout(info, target.database, false)
      row[raw] = info.columns.map((column) => (column.generated === null ? encoded(row, column, target) : null))
      row[batch] = { layout, offset: 0, rows: [row], source: target, parts: [], loading: null }
      keepsWritten(row, info, target, columns, written)
    }
    return true
  })
}

/** Django's delete: collects dependents; `[total, { 'app.Model': count }]`. */
export function deleteRow(row: object): Promise<[number, Record<string, number>]> {
  return promised(() => {
    const { info } = asRow(row)[batch].layout
    if (keyOf(asRow(row)) === null) throw ormErrors.NOT_SAVED({ model: info.name, what: 'delete()' })
    const { orm, database } = targetOf(asRow(row))
    return deleteRows(info, [asRow(row)], orm, database)
  })
}
