import { use } from '../../base/context/index.ts'
import type { ModelInfo } from '../query/index.ts'
import { maxParameters } from '../sql/index.ts'
import { checkList, checkSize } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { ormService } from './orm.ts'
import { plainPlan } from './plans.ts'
import { buildRow, encoded, ownColumn, prepare, stands, type Target, writeRow } from './rows.ts'
import { marks } from './shape.ts'
import { type AnyRow, isRow, keyOf } from './state.ts'

type Values = Readonly<Record<string, unknown>>

/** The longest INSERT: a power of two, so that any number of rows is a few statements of few lengths. */
const longest = 256

/** Inserts rows in as few statements as fit; resolves to the rows, with their keys. */
export async function bulkCreateRows(
  info: ModelInfo,
  given: readonly (Values | object)[],
  options: { readonly batchSize?: number; readonly ignoreConflicts?: boolean } | null,
  databaseName: string | null,
): Promise<object[]> {
  const where = `bulkCreate() of ${info.name}`
  checkList(where, given)
  const { batchSize = longest, ignoreConflicts: ignore = false } = options ?? {}
  checkSize(`\`batchSize\` of ${where}`, batchSize)
  const rows = given.map((each) => (isRow(each) ? each : (buildRow(info, each as Values) as AnyRow)))
  if (rows.length === 0) return rows
  const orm = use(ormService)
  const target = { orm, database: orm.database(databaseName) }
  for (const row of rows) prepare(row, info, true)
  const fitting = Math.max(1, Math.floor(maxParameters(target.database.database) / info.columns.length))
  const size = Math.min(longest, fitting, batchSize)
  const work = async () => {
    await insertAll(
      rows.filter((row) => keyOf(row) !== null),
      info,
      target,
      true,
      size,
      ignore,
    )
    await insertAll(
      rows.filter((row) => keyOf(row) === null),
      info,
      target,
      false,
      size,
      ignore,
    )
  }
  await (rows.length === 1 ? work() : target.database.atomic(work))
  return rows
}

async function insertAll(
  rows: readonly AnyRow[],
  info: ModelInfo,
  target: Target,
  withKey: boolean,
  size: number,
  ignoreConflicts: boolean,
): Promise<void> {
  const columns = withKey ? info.columns : info.columns.filter((column) => column !== info.key)
  const { orm, database } = target
  for (let start = 0; start < rows.length; ) {
    const left = rows.length - start
    const count = left >= size ? size : 2 ** Math.floor(Math.log2(left))
    const part = rows.slice(start, start + count)
    const values = part.flatMap((row) => columns.map((column) => encoded(row, column, target)))
    const node = orm
      .plans(database)
      .root.child(marks.insert)
      .child(info)
      .child(withKey)
      .child(ignoreConflicts)
      .child(count)
    const plan = plainPlan(node, database, () => ({
      kind: 'insert',
      model: info,
      columns,
      rows: count,
      ignoreConflicts,
    }))
    const { lastKey } = await database.run(plan.statement, values)
    if (!ignoreConflicts)
      part.forEach((row, i) => {
        // Rows of one INSERT get keys that follow each other.
        const key = withKey ? encoded(row, info.key, target) : lastKey === null ? null : Number(lastKey) - count + 1 + i
        const own = values.slice(i * columns.length, (i + 1) * columns.length)
        const stored = withKey
          ? own
          : [...own.slice(0, info.columns.indexOf(info.key)), key, ...own.slice(info.columns.indexOf(info.key))]
        stands(row, info, target, stored, withKey)
      })
    start += count
  }
}

/** Writes some columns of many rows, in one transaction; resolves to how many rows there were. */
export async function bulkUpdateRows(
  info: ModelInfo,
  rows: readonly object[],
  fields: readonly string[],
  _options: { readonly batchSize?: number },
  databaseName: string | null,
): Promise<number> {
  for (const given of [rows, fields]) checkList(`bulkUpdate() of ${info.name}`, given)
  const columns = fields.map((name) => ownColumn(info, name))
  if (columns.length === 0 || columns.includes(info.key))
    throw ormErrors.BAD_UPDATE({
      model: info.name,
      name: fields.join(', '),
      problem: 'name columns other than the key',
    })
  const orm = use(ormService)
  const target = { orm, database: orm.database(databaseName) }
  let count = 0
  await target.database.atomic(async () => {
    for (const each of rows) {
      if (keyOf(each as AnyRow) === null) throw ormErrors.NOT_SAVED({ model: info.name, what: 'bulkUpdate()' })
      if ((await writeRow(each as AnyRow, info, target, columns)) !== null) count++
    }
  })
  return count
}
