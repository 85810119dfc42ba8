import { use } from '../../base/context/index.ts'
import type { ColumnInfo, Conflicts, DatabaseValue, ModelInfo } from '../query/index.ts'
import { insertsLists, maxParameters } from '../sql/index.ts'
import { checkList, checkOptions, checkSize, isRecord, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { ExpressionRuntime } from './expressions.ts'
import { settle } from './generic/refs.ts'
import { ormService } from './orm.ts'
import { plainPlan } from './plans.ts'
import { querySetOf } from './queryset.ts'
import { refreshRow } from './refresh.ts'
import { checkRelated } from './refs.ts'
import { sent } from './refused.ts'
import { withFiles, withSizes } from './row-files.ts'
import { buildRow, ownColumn, unsavedBatch, writtenColumn } from './rows.ts'
import { marks, type ShapeNode } from './shape.ts'
import { type AnyRow, type Batch, isRow, keyOf, raw } from './state.ts'
import { insertedIn } from './undone.ts'
import { fits, modelOf } from './walk.ts'
import {
  encoded,
  type InsertForm,
  joins,
  keepsWritten,
  narrowed,
  newBatch,
  prepare,
  pushValues,
  singleAt,
  type Target,
  targetIn,
  walkInsert,
} from './writing.ts'

type Values = Readonly<Record<string, unknown>>

/** What `bulkCreate` may do otherwise. */
export interface BulkCreateOptions {
  /** Rows of one statement at the most. */
  readonly batchSize?: number
  /** Passes over rows that a unique rule refuses. The rows that are given back know no keys then. */
  readonly ignoreConflicts?: boolean
  /** Writes `fields` into the row that already has the values of `unique`. */
  readonly updateConflicts?: { readonly fields: readonly string[]; readonly unique: readonly string[] }
}

/** The most rows of one INSERT: beyond, a longer statement gains nothing. */
const longest = 256
/** The same where each column's values are one parameter, and from how many rows on that is done. */
const longestLists = 2000
const fewForLists = 16

/**
 * Inserts rows in as few statements as fit; resolves to the rows, with their keys. Semantics: Django's `bulk_create`.
 */
export async function bulkCreateRows(
  info: ModelInfo,
  given: readonly (Values | object)[],
  options: BulkCreateOptions | null,
  databaseName: string | null,
): Promise<object[]> {
  const where = `bulkCreate() of ${info.name}`
  checkList(where, given)
  if (options !== null) checkOptions(where, options)
  const { batchSize = Number.MAX_SAFE_INTEGER } = options ?? {}
  checkSize(`\`batchSize\` of ${where}`, batchSize)
  const conflicts = conflictsOf(info, where, options)
  const built = unsavedBatch(info)
  const rows = given.map((each) =>
    isRow(each) ? ofModel(each, info, where) : (buildRow(info, each as Values, built) as AnyRow),
  )
  if (rows.length === 0) return rows
  const target = targetIn(use(ormService), info, databaseName)
  await settle(rows, info, target)
  for (const row of rows) {
    checkRelated(row, info, target.database)
    prepare(row, info, true)
  }
  await withFiles(rows, info, target, null, () => insertRows(rows, info, target, conflicts, batchSize))
  return rows
}

async function insertRows(
  rows: readonly AnyRow[],
  info: ModelInfo,
  target: Target,
  conflicts: Conflicts | null,
  batchSize: number,
): Promise<void> {
  const groups = grouped(rows, info, target, conflicts)
  const limit = maxParameters(target.database.database)
  const parts = groups.flatMap((group) => {
    const { columns } = group.form
    const fitting = Math.max(1, Math.floor(limit / Math.max(1, columns.length)))
    const lists = group.rows.length >= fewForLists && insertsLists(columns, target.database.database)
    const size = columns.length === 0 ? 1 : Math.min(lists ? longestLists : Math.min(longest, fitting), batchSize)
    return Array.from({ length: Math.ceil(group.rows.length / size) }, (_, i) => ({
      ...group,
      lists,
      rows: group.rows.slice(i * size, (i + 1) * size),
    }))
  })
  const together = newBatch(target.orm.layout(info, target.database, false), target)
  const work = async () => {
    for (const part of parts) await insertPart(part, info, target, conflicts, together)
  }
  await (parts.length === 1 ? work() : target.database.atomic(work))
}

function ofModel(row: AnyRow, info: ModelInfo, where: string): AnyRow {
  if (fits(modelOf(row)!, info)) return row
  throw ormErrors.WRONG_MODEL({ where, model: info.name, given: kindOf(row) })
}

function conflictsOf(info: ModelInfo, where: string, options: BulkCreateOptions | null): Conflicts | null {
  const update = options?.updateConflicts
  if (update === undefined) return options?.ignoreConflicts === true ? { kind: 'ignore' } : null
  const bad = (needs: string, given: string) => ormErrors.BAD_ARGUMENT({ where, needs, given })
  if (options?.ignoreConflicts === true) throw bad('one of `ignoreConflicts` and `updateConflicts`', 'both')
  if (!isRecord(update)) throw bad('`updateConflicts` as { fields, unique }', kindOf(update))
  checkList(`\`updateConflicts.fields\` of ${where}`, update.fields)
  checkList(`\`updateConflicts.unique\` of ${where}`, update.unique)
  const columns = update.fields.map((name) => writtenColumn(info, name))
  const unique = update.unique.map((name) => ownColumn(info, name))
  if (columns.length === 0 || columns.includes(info.key))
    throw bad('columns other than the key in `updateConflicts.fields`', columns.length === 0 ? 'none' : 'the key')
  if (unique.length === 0) throw bad('the columns of a unique rule in `updateConflicts.unique`', 'none')
  return { kind: 'update', columns, unique }
}

/** Rows that are inserted in the same way. */
interface Group {
  readonly node: ShapeNode
  readonly form: InsertForm
  readonly rows: AnyRow[]
}

/** Rows with a key come first, as in Django. */
function grouped(
  rows: readonly AnyRow[],
  info: ModelInfo,
  target: Target,
  conflicts: Conflicts | null,
): readonly Group[] {
  const start = target.orm.plans(target.database).root.child(marks.insert)
  const groups = new Map<ShapeNode, Group>()
  for (const withKey of [true, false])
    for (const row of rows) {
      if ((keyOf(row) !== null) !== withKey) continue
      const node = walkInsert(start, row, info)
      let group = groups.get(node)
      if (group === undefined) {
        const { form } = singleAt(node, row, info, target)
        groups.set(
          node,
          (group = { node, form: conflicts === null ? form : upserting(form, info, conflicts), rows: [] }),
        )
      }
      group.rows.push(row)
    }
  return [...groups.values()]
}

/** What comes back where a row may have been there: all of it, or nothing. */
function upserting(form: InsertForm, info: ModelInfo, conflicts: Conflicts): InsertForm {
  const returning = conflicts.kind === 'update' ? info.columns : []
  return { ...form, returning, counted: false, places: info.columns.map((_, i) => form.columns.length + i) }
}

async function insertPart(
  { node, form, rows, lists }: Group & { readonly lists: boolean },
  info: ModelInfo,
  target: Target,
  conflicts: Conflicts | null,
  together: Batch,
): Promise<void> {
  const { database } = target
  const { columns, returning, counted } = form
  const values: DatabaseValue[] = []
  for (const row of rows) pushValues(row, form, values)
  const count = lists ? ('lists' as const) : rows.length
  const at = walkConflicts(node.child(marks.list).child(count), conflicts)
  const operation = { kind: 'insert', model: info, columns, rows: count, conflicts, returning } as const
  const given = lists ? byColumn(values, columns.length) : values
  const plan = plainPlan(at, database, () => operation)
  const join = (back: (i: number) => readonly DatabaseValue[], key: (i: number) => number | null) => {
    const { transaction } = database
    const made = !columns.includes(info.key)
    rows.forEach((row, i) => {
      joins(row, together, form, values, i * columns.length, back(i), key(i))
      insertedIn(row, transaction, made)
    })
  }
  if (returning.length > 0) {
    const found = await sent(info, () => database.all(plan.statement, given), same)
    if (found.length === rows.length)
      join(
        (i) => narrowed(found[i]!, returning, plan, database),
        () => null,
      )
    return
  }
  const { lastKey } = await sent(info, () => database.run(plan.statement, given), same)
  // Rows of one INSERT get keys that follow each other.
  const first = counted && lastKey !== null ? Number(lastKey) - rows.length + 1 : null
  if (conflicts === null)
    join(
      () => nothing,
      (i) => (first === null ? null : first + i),
    )
}

const nothing: readonly DatabaseValue[] = []
const same = <T>(value: T) => value

/** Values that stand row by row, as one list for each of `width` columns. */
function byColumn(values: readonly DatabaseValue[], width: number): DatabaseValue[][] {
  const length = values.length / width
  return Array.from({ length: width }, (_, column) => {
    const list = new Array<DatabaseValue>(length)
    for (let i = 0, at = column; i < length; i++, at += width) list[i] = values[at]!
    return list
  })
}

function walkConflicts(node: ShapeNode, conflicts: Conflicts | null): ShapeNode {
  if (conflicts === null) return node
  if (conflicts.kind === 'ignore') return node.child(marks.ignore)
  let next = node.child(marks.update)
  for (const column of conflicts.columns) next = next.child(column)
  next = next.child(marks.end)
  for (const column of conflicts.unique) next = next.child(column)
  return next
}

/**
 * Writes some columns of many rows, many rows a statement; resolves to how many of them there are. A value may be an
 * expression, which is read back. Semantics: Django's `bulk_update`.
 */
export async function bulkUpdateRows(
  info: ModelInfo,
  rows: readonly object[],
  fields: readonly string[],
  options: { readonly batchSize?: number },
  databaseName: string | null,
): Promise<number> {
  const where = `bulkUpdate() of ${info.name}`
  checkOptions(where, options)
  const { batchSize = longest } = options
  for (const given of [rows, fields]) checkList(where, given)
  checkSize(`\`batchSize\` of ${where}`, batchSize)
  const names = withSizes(info, fields)
  const columns: ColumnInfo[] = names.map((name) => writtenColumn(info, name))
  if (columns.length === 0 || columns.includes(info.key))
    throw ormErrors.BAD_UPDATE({
      model: info.name,
      name: fields.join(', '),
      problem: 'name columns other than the key',
    })
  const target = targetIn(use(ormService), info, databaseName)
  const byKey = new Map<unknown, AnyRow>()
  for (const each of rows) {
    if (!isRow(each)) throw ormErrors.WRONG_MODEL({ where, model: info.name, given: kindOf(each) })
    const row = ofModel(each, info, where)
    const key = keyOf(row)
    if (key === null) throw ormErrors.NOT_SAVED({ model: info.name, what: 'bulkUpdate()' })
    checkRelated(row, info, target.database)
    // The first of several rows with one key counts.
    if (!byKey.has(key)) byKey.set(key, row)
  }
  await settle([...byKey.values()], info, target)
  return withFiles([...byKey.values()], info, target, names, () =>
    updateRows([...byKey.values()], info, target, columns, batchSize),
  )
}

function updateRows(
  rows: readonly AnyRow[],
  info: ModelInfo,
  target: Target,
  columns: readonly ColumnInfo[],
  batchSize: number,
): Promise<number> {
  const isComputed = (row: AnyRow) => columns.some((column) => row[column.attribute] instanceof ExpressionRuntime)
  const computed = rows.filter(isComputed)
  const plain = rows.filter((row) => !isComputed(row))
  const fitting = Math.max(1, Math.floor(maxParameters(target.database.database) / (columns.length + 1)))
  const size = Math.min(longest, fitting, batchSize)
  const parts = Array.from({ length: Math.ceil(plain.length / size) }, (_, i) => plain.slice(i * size, (i + 1) * size))
  const work = async () => {
    let count = 0
    for (const part of parts) count += await updatePart(part, info, target, columns)
    for (const row of computed) count += await updateComputed(row, info, target, columns)
    return count
  }
  return parts.length + computed.length > 1 ? target.database.atomic(work) : work()
}

async function updatePart(
  rows: readonly AnyRow[],
  info: ModelInfo,
  target: Target,
  columns: readonly ColumnInfo[],
): Promise<number> {
  const { orm, database } = target
  const all = [info.key, ...columns]
  const values = rows.flatMap((row) => all.map((column) => encoded(row, column, target)))
  let node = orm.plans(database).root.child(marks.updateRows).child(info).child(rows.length)
  for (const column of columns) node = node.child(column)
  const plan = plainPlan(node, database, () => ({ kind: 'updateRows', model: info, columns, rows: rows.length }))
  const { changes } = await database.run(plan.statement, values)
  if (changes !== rows.length) return changes
  const layout = orm.layout(info, database, false)
  rows.forEach((row, i) => {
    const at = i * all.length + 1
    const written = { layout, values: values.slice(at, at + columns.length), returning: [], back: [] }
    if (row[raw] !== null) keepsWritten(row, info, target, columns, written)
  })
  return changes
}

/** A row with values that the database computes: by itself, and read back. */
async function updateComputed(
  row: AnyRow,
  info: ModelInfo,
  { database }: Target,
  columns: readonly ColumnInfo[],
): Promise<number> {
  const rows = querySetOf(info.model).using(database.name)
  const changes = Object.fromEntries(columns.map(({ attribute }) => [attribute, row[attribute]]))
  const count = await rows.filter({ pk: keyOf(row) }).update(changes)
  if (count > 0)
    await refreshRow(
      row,
      columns.map(({ property }) => property),
    )
  return count
}
