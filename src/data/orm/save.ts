import type { ColumnInfo, DatabaseValue, ModelInfo } from '../query/index.ts'
import { checkList } from './arguments.ts'
import { deferredColumns, isLoadedColumn } from './deferred.ts'
import { deleteRows } from './deletion.ts'
import { ormErrors } from './errors.ts'
import { alongside, type Heard, tell } from './events.ts'
import { named } from './foreign-keys.ts'
import { settle } from './generic/refs.ts'
import { after, type Maybe, promised } from './maybe.ts'
import { checkRelated } from './refs.ts'
import { withFiles, withSizes } from './row-files.ts'
import { buildRow, computed, rowInfo, writtenColumn } from './rows.ts'
import { type AnyRow, batch, keyOf, raw } from './state.ts'
import { fateOf, forget } from './undone.ts'
import { encoded, insert, keepsWritten, prepare, type Target, targetOf, writeRow } from './writing.ts'

type Values = Readonly<Record<string, unknown>>

export interface SaveOptions {
  /** Write just these properties. */
  readonly fields?: readonly string[]
  /** INSERT even where the key is set; UPDATE and nothing else. */
  readonly force?: 'insert' | 'update'
}

/** Builds and inserts. */
export function createRow(info: ModelInfo, values: Values, database: string | null = null): Promise<object> {
  return promised(() => {
    const row = buildRow(info, values) as AnyRow
    return saved(row, info, targetOf(row, database), creating)
  })
}

const creating: SaveOptions = { force: 'insert' }
const plainly: SaveOptions = {}

/** Inserts a new row; of a fetched one writes the changed columns. Resolves to the row. */
export function saveRow<R extends object>(
  row: R,
  options: SaveOptions = plainly,
  database: string | null = null,
): Promise<R> {
  return promised(() => saved(row as AnyRow, rowInfo(row), targetOf(row as AnyRow, database), options) as Maybe<R>)
}

function saved(row: AnyRow, info: ModelInfo, target: Target, options: SaveOptions): Maybe<AnyRow> {
  if (options.fields !== undefined) {
    checkList(`\`fields\` of save() of ${info.name}`, options.fields)
    for (const name of options.fields) writtenColumn(info, name)
    if (options.fields.length === 0) return row
    const fields = withSizes(info, options.fields)
    if (fields !== options.fields) return saved(row, info, target, { ...options, fields })
  }
  if (info.generics.size === 0) return write(row, info, target, options)
  return after(settle([row], info, target), () => write(row, info, target, options))
}

function write(row: AnyRow, info: ModelInfo, target: Target, options: SaveOptions): Maybe<AnyRow> {
  const heard = target.orm.heard(info)
  if (heard !== null) return savedAloud(row, info, target, options, heard)
  return after(
    named(row, info, target, () => save(row, info, target, options)),
    () => row,
  )
}

function savedAloud(row: AnyRow, info: ModelInfo, target: Target, options: SaveOptions, heard: Heard): Promise<AnyRow> {
  return alongside(heard, target.database, () => toldSave(row, info, target, options, heard))
}

async function toldSave(
  row: AnyRow,
  info: ModelInfo,
  target: Target,
  options: SaveOptions,
  { beforeSave, afterSave, afterCommit }: Heard,
): Promise<AnyRow> {
  const { database } = target
  const fields = options.fields ?? null
  const adding = row[raw] === null || options.force === 'insert'
  await tell(beforeSave, row, { adding, fields, database: database.name })
  const created = await named(row, info, target, () => save(row, info, target, options))
  await tell(afterSave, row, { created, fields, database: database.name })
  if (afterCommit !== undefined) {
    const event = { change: created ? 'created' : 'updated', key: keyOf(row), database: database.name } as const
    await database.onCommit(() => tell(afterCommit, row, event))
  }
  return row
}

/** Writes a row, its files first; true where it was inserted. */
function save(row: AnyRow, info: ModelInfo, target: Target, options: SaveOptions): Maybe<boolean> {
  return withFiles([row], info, target, options.fields ?? null, () => written(row, info, target, options))
}

function written(row: AnyRow, info: ModelInfo, target: Target, options: SaveOptions): Maybe<boolean> {
  checkRelated(row, info, target.database)
  const undone = fateOf(row)
  if (undone === 'inserted') forget(row, info)
  const key = keyOf(row)
  if (options.force === 'insert' || key === null) {
    if (options.force === 'update') throw ormErrors.NOT_SAVED({ model: info.name, what: 'save({ force: "update" })' })
    return after(insert(row, info, target), yes)
  }
  const wanted =
    options.fields === undefined ? loadedOnly(row) : new Set(options.fields.map((name) => writtenColumn(info, name)))
  const isWanted = (column: ColumnInfo) => wanted === null || wanted.has(column)
  if (row[raw] !== null && !changed(row, info.key, target))
    return after(
      update(row, info, target, (column) => isWanted(column) && (undone !== null || changed(row, column, target))),
      no,
    )
  // A key that a default made is a new one.
  if (row[raw] === null && options.force === undefined && info.key.field.defaultValue() !== undefined)
    return after(insert(row, info, target), yes)
  return after(overwrite(row, info, target, isWanted), (written) => {
    if (written) return false
    if (options.force === 'update' || wanted !== null) throw ormErrors.ROW_GONE({ model: info.name, key })
    return after(insert(row, info, target), yes)
  })
}

const yes = () => true
const no = () => false

/** The columns that a row has, where some were left out of its query: a save never writes the others. */
function loadedOnly(row: AnyRow): ReadonlySet<ColumnInfo> | null {
  const missing = deferredColumns(row)
  if (missing.length === 0) return null
  return new Set(row[batch].layout.info.columns.filter((column) => !missing.includes(column)))
}

/** The driver's value that a column was read as. */
function rawOf(row: AnyRow, column: ColumnInfo): DatabaseValue | undefined {
  const { layout, offset } = row[batch]
  const index = layout.columns.indexOf(column)
  return index < 0 ? undefined : row[raw]![offset + index]
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
  try {
    const again = decode == null ? before : decode(before)
    return !sameValue(target.orm.encoder(column, target.database)(again), now)
  } catch {
    // What was written last may have a form that is never read, a list's text; and what is stored, no form at all.
    return true
  }
}

/** Whether two values of a driver are the same. */
export function sameValue(a: DatabaseValue, b: DatabaseValue | undefined): boolean {
  if (a === b) return true
  if (typeof a === 'bigint' || typeof b === 'bigint') return String(a) === String(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return a instanceof Date && b instanceof Date && a.getTime() === b.getTime()
}

function update(row: AnyRow, info: ModelInfo, target: Target, wanted: (column: ColumnInfo) => boolean): Maybe<AnyRow> {
  prepare(row, info, false)
  for (const column of info.columns)
    if (column.generated !== null && changed(row, column, target))
      throw ormErrors.BAD_UPDATE({ model: info.name, name: column.property, problem: computed })
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
    const from = row as AnyRow
    const info = rowInfo(row)
    if (keyOf(from) === null) throw ormErrors.NOT_SAVED({ model: info.name, what: 'delete()' })
    const { orm, database } = targetOf(from)
    return deleteRows(info, [from], orm, database)
  })
}
