import { use } from '../../base/context/index.ts'
import type { Database, Row } from '../drivers/index.ts'
import type { ColumnInfo, DatabaseValue, ModelInfo } from '../query/index.ts'
import { compile, keysFollow, type Plan, updatesReturn } from '../sql/index.ts'
import { isLoadedColumn, takeIn } from './deferred.ts'
import { ormErrors } from './errors.ts'
import type { Maybe } from './maybe.ts'
import { type Orm, ormService } from './orm.ts'
import { sent } from './refused.ts'
import { marks, type ShapeNode } from './shape.ts'
import { type AnyRow, type Batch, batch, keyOf, type Layout, raw } from './state.ts'
import { insertedIn, updatedIn } from './undone.ts'

/** Where a row is written. */
export interface Target {
  readonly orm: Orm
  readonly database: Database
}

/** Where it was read from, else the current project's database; where the project has a router, where that says. */
export function targetOf(row: AnyRow, name: string | null = null): Target {
  const { source, layout } = row[batch]
  if (name === null && source !== null && source.orm.single) return source
  return targetIn(source?.orm ?? use(ormService), layout.info, name, name === null ? (source?.database ?? null) : null)
}

/** Where rows of a model are written, that came from `from`. */
export function targetIn(orm: Orm, info: ModelInfo, name: string | null, from: Database | null = null): Target {
  return { orm, database: name === null ? orm.writing(info, from) : orm.database(name) }
}

/** Columns whose fields set something before a save. A memo of what follows from the metadata. */
const prepared = new WeakMap<ModelInfo, readonly ColumnInfo[]>()

/** Fills in what fields set before a save: `autoNow`. */
export function prepare(row: AnyRow, info: ModelInfo, adding: boolean): void {
  let columns = prepared.get(info)
  if (columns === undefined)
    prepared.set(info, (columns = info.columns.filter(({ field }) => field.beforeSave !== undefined)))
  for (const column of columns) {
    if (!adding && !isLoadedColumn(row, column)) continue
    const value = column.field.beforeSave!(row, adding)
    if (value !== undefined) row[column.attribute] = value
  }
}

export function encoded(row: AnyRow, column: ColumnInfo, { orm, database }: Target): DatabaseValue {
  return orm.encoder(column, database)(given(row, column))
}

function given(row: AnyRow, column: ColumnInfo): unknown {
  const value = row[column.attribute]
  if (value === undefined)
    throw ormErrors.UNDEFINED({ where: `save() of ${column.model.name}`, name: column.attribute })
  return value
}

/** A column that a new row leaves to the database: a computed one, or one with a default of the database's own. */
function leftOut(row: AnyRow, column: ColumnInfo): boolean {
  if (column.generated !== null) return true
  return column.hasDbDefault && row[column.attribute] === undefined
}

// ---- INSERT ----------------------------------------------------------------------------------------------------------

/** How rows of one model that leave the same columns to the database are inserted. */
export interface InsertForm {
  readonly columns: readonly ColumnInfo[]
  readonly encoders: readonly ((value: unknown) => DatabaseValue)[]
  /** What the database has to tell. */
  readonly returning: readonly ColumnInfo[]
  /** The key follows from the last one that the database gave. */
  readonly counted: boolean
  /** How the rows are read that were written. */
  readonly layout: Layout
  /** By column of the model: its place in what is written, or after that in what comes back; -1 for a counted key. */
  readonly places: readonly number[]
}

/** Goes on to the shape of a row's INSERT: the columns that it leaves to the database. */
export function walkInsert(node: ShapeNode, row: AnyRow, info: ModelInfo): ShapeNode {
  let next = node.child(info)
  for (const column of info.columns)
    if (column === info.key ? keyOf(row) === null : leftOut(row, column)) next = next.child(column)
  return next
}

/** The form of the rows whose shape `walkInsert` found. */
function formOf(row: AnyRow, info: ModelInfo, { orm, database }: Target): InsertForm {
  const withKey = keyOf(row) !== null
  const filled = info.columns.some((column) => column !== info.key && leftOut(row, column))
  const counted = !withKey && !filled && !info.key.hasDbDefault && keysFollow(database.database)
  const columns: ColumnInfo[] = []
  const returning: ColumnInfo[] = []
  for (const column of info.columns) {
    if (column === info.key ? withKey : !leftOut(row, column)) columns.push(column)
    else if (column !== info.key || !counted) returning.push(column)
  }
  return {
    columns,
    encoders: columns.map((column) => orm.encoder(column, database)),
    returning,
    counted,
    layout: orm.layout(info, database, false),
    places: info.columns.map((column) => {
      const at = columns.indexOf(column)
      if (at >= 0) return at
      const back = returning.indexOf(column)
      return back < 0 ? -1 : columns.length + back
    }),
  }
}

/** Adds what a row's INSERT writes to `values`. */
export function pushValues(row: AnyRow, { columns, encoders }: InsertForm, values: DatabaseValue[]): void {
  for (let i = 0; i < columns.length; i++) values.push(encoders[i]!(given(row, columns[i]!)))
}

/** A row's INSERT by itself. */
export interface Single {
  readonly form: InsertForm
  readonly plan: Plan
}

/** Inserts a row; from then on it is what the database has. */
export function insert(row: AnyRow, info: ModelInfo, target: Target): Maybe<AnyRow> {
  prepare(row, info, true)
  const { orm, database } = target
  const { form, plan } = singleAt(
    walkInsert(orm.plans(database).root.child(marks.insert), row, info),
    row,
    info,
    target,
  )
  const values: DatabaseValue[] = []
  pushValues(row, form, values)
  if (form.returning.length > 0)
    return sent(
      info,
      () => database.all(plan.statement, values),
      ([back]) => stands(row, info, target, form, values, narrowed(back!, form.returning, plan, database), null),
    )
  return sent(
    info,
    () => database.run(plan.statement, values),
    ({ lastKey }) => stands(row, info, target, form, values, [], lastKey === null ? null : Number(lastKey)),
  )
}

/** The plan for one row of the shape that ends at `node`. */
export function singleAt(node: ShapeNode, row: AnyRow, info: ModelInfo, target: Target): Single {
  return (node.plan ??= singleInsert(row, info, target)) as Single
}

function singleInsert(row: AnyRow, info: ModelInfo, target: Target): Single {
  const form = formOf(row, info, target)
  const { columns, returning } = form
  const operation = { kind: 'insert', model: info, columns, rows: 1, conflicts: null, returning } as const
  return { form, plan: compile(operation, target.database.database) }
}

/** What came back, as the driver gives it where the statement reads no wide integers. */
export function narrowed(back: Row, columns: readonly ColumnInfo[], plan: Plan, { database }: Database): Row {
  if (!plan.statement.wide) return back
  return back.map((value, i) =>
    typeof value === 'bigint' && columns[i]!.field.codec(database).wide !== true ? Number(value) : value,
  )
}

/** From here on the row is what the database has. `values` are those that were written, `back` those that came back. */
function stands(
  row: AnyRow,
  info: ModelInfo,
  target: Target,
  form: InsertForm,
  values: readonly DatabaseValue[],
  back: Row,
  key: number | null,
): AnyRow {
  const together = newBatch(form.layout, target)
  joins(row, together, form, values, 0, back, key)
  insertedIn(row, target.database.transaction, !form.columns.includes(info.key))
  return row
}

/** What rows that are written together have in common. */
export function newBatch(layout: Layout, { orm, database }: Target): Batch {
  return { layout, offset: 0, rows: [], source: { orm, database }, parts: none, loading: null }
}

const none: readonly Batch[] = []

/** A row becomes one of a batch: its values begin at `at` of those that were written. */
export function joins(
  row: AnyRow,
  together: Batch,
  { columns, places, returning, counted }: InsertForm,
  values: readonly DatabaseValue[],
  at: number,
  back: Row,
  key: number | null,
): void {
  const width = columns.length
  const { layout } = together
  const stored = new Array<DatabaseValue>(places.length)
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!
    stored[i] = place < 0 ? key : place < width ? values[at + place]! : back[place - width]!
  }
  row[raw] = stored
  if (counted) row[layout.info.key.attribute] = key
  for (let i = 0; i < returning.length; i++) read(row, returning[i]!, layout, back[i]!)
  row[batch] = together
  together.rows.push(row)
}

function read(row: AnyRow, column: ColumnInfo, layout: Layout, value: DatabaseValue): void {
  const decode = layout.decoders[layout.columns.indexOf(column)]
  row[column.attribute] = value === null || decode == null ? value : decode(value)
}

// ---- UPDATE of one row -----------------------------------------------------------------------------------------------

/** A row's UPDATE: its plan, and the computed columns that come back. */
interface RowUpdate {
  readonly plan: Plan
  readonly returning: readonly ColumnInfo[]
  readonly layout: Layout
  /** Reads them, where the UPDATE itself does not give them back. */
  readonly reads: Plan | null
}

/** What was written, and what the database computed of it. */
export interface Written {
  /** How the row's columns are read. */
  readonly layout: Layout
  readonly values: readonly DatabaseValue[]
  readonly returning: readonly ColumnInfo[]
  readonly back: Row
}

/** UPDATE of one row's columns; null where no row has the key. */
export function writeRow(
  row: AnyRow,
  info: ModelInfo,
  target: Target,
  columns: readonly ColumnInfo[],
): Maybe<Written | null> {
  const { orm, database } = target
  const values = columns.map((column) => encoded(row, column, target))
  let node = orm.plans(database).root.child(marks.updateRow).child(info)
  for (const column of columns) node = node.child(column)
  const { plan, returning, layout, reads } = (node.plan ??= rowUpdate(info, target, columns)) as RowUpdate
  const all = [...values, encoded(row, info.key, target)]
  if (returning.length > 0)
    return sent(
      info,
      () => (reads === null ? database.all(plan.statement, all) : writeAndRead(plan, reads, all, database)),
      ([back]) => {
        if (back === undefined) return null
        return { layout, values, returning, back: narrowed(back, returning, reads ?? plan, database) }
      },
    )
  return sent(
    info,
    () => database.run(plan.statement, all),
    ({ changes }) => (changes === 0 ? null : { layout, values, returning, back: [] }),
  )
}

function rowUpdate(info: ModelInfo, { orm, database }: Target, columns: readonly ColumnInfo[]): RowUpdate {
  const returning = info.columns.filter((column) => column.generated !== null)
  const given = updatesReturn(database.database)
  const update = { kind: 'updateRow', model: info, columns, returning: given ? returning : [] } as const
  const read = { kind: 'readRow', model: info, columns: returning } as const
  const reads = given || returning.length === 0 ? null : compile(read, database.database)
  const plan = compile(update, database.database)
  return { plan, returning, layout: orm.layout(info, database, false), reads }
}

/** Where an UPDATE gives nothing back: what it computed is read in the same transaction. */
function writeAndRead(
  plan: Plan,
  reads: Plan,
  all: readonly DatabaseValue[],
  database: Database,
): Promise<readonly Row[]> {
  return database.atomic(async () => {
    const { changes } = await database.run(plan.statement, all)
    return changes === 0 ? [] : database.all(reads.statement, [all.at(-1)!])
  })
}

/** The row holds what was written of it, and what the database computed. */
export function keepsWritten(
  row: AnyRow,
  info: ModelInfo,
  { database }: Target,
  columns: readonly ColumnInfo[],
  { layout, values, returning, back }: Written,
): void {
  const all = returning.length === 0 ? columns : [...columns, ...returning]
  const decoders = all.map((column) => layout.decoders[info.columns.indexOf(column)]!)
  const before = row[raw]
  takeIn(row, all, [...values, ...back], decoders)
  const rest = info.columns.some((column) => !column.primaryKey && !all.includes(column) && isLoadedColumn(row, column))
  updatedIn(row, before, database, rest)
  for (let i = 0; i < returning.length; i++) read(row, returning[i]!, layout, back[i]!)
}
