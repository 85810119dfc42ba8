import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import { checkList } from './arguments.ts'
import { deferredColumns, isLoadedColumn, takeIn } from './deferred.ts'
import { ormErrors } from './errors.ts'
import { after, type Maybe, promised } from './maybe.ts'
import { querySetOf, sameDatabase } from './queryset.ts'
import { ownColumn } from './rows.ts'
import { type AnyRow, batch, keyOf, raw, related } from './state.ts'

/**
 * Reads the row again (all columns that it has, or those of `fields`), and forgets its loaded relations, or those that
 * `fields` name. What `only()` or `defer()` left out stays out unless it is named. Semantics: Django's `refresh_from_db`.
 */
export function refreshRow<R extends object>(row: R, fields?: readonly string[]): Promise<R> {
  return promised(() => {
    const old = row as AnyRow
    const { info } = old[batch].layout
    const key = keyOf(old)
    if (key === null) throw ormErrors.NOT_SAVED({ model: info.name, what: 'refresh()' })
    if (fields !== undefined) checkList(`refresh() of ${info.name}`, fields)
    const own = fields?.filter((name) => !forgets(old, info, name))
    if (own?.length === 0 && fields!.length > 0) return row
    const missing = deferredColumns(old)
    const columns =
      own?.map((name) => ownColumn(info, name)) ?? info.columns.filter((column) => !missing.includes(column))
    const rows = sameDatabase(querySetOf(info.model), old).filter({ pk: key })
    const every = columns.length === info.columns.length
    return after((every ? rows : rows.only(...columns.map(({ property }) => property))).one(), (found) => {
      const fresh = found as AnyRow
      if (own === undefined || old[raw] === null) {
        for (const column of columns) old[column.attribute] = fresh[column.attribute]
        old[raw] = fresh[raw]
        old[batch] = { ...fresh[batch], rows: [old] }
        old[related] = null
      } else {
        for (const { relation } of columns)
          if (relation !== null && old[related] !== null) delete old[related][relation.property]
        takeFrom(old, columns, fresh)
      }
      return row
    })
  })
}

/** A to-many relation among the names of `refresh()`: nothing is read, but what was loaded is forgotten. */
function forgets(row: AnyRow, info: ModelInfo, name: string): boolean {
  if (typeof name !== 'string' || info.column(name) !== undefined || !info.relations.has(name)) return false
  if (row[related] !== null) delete row[related][name]
  return true
}

function takeFrom(row: AnyRow, columns: readonly ColumnInfo[], fresh: AnyRow): void {
  const { layout, offset } = fresh[batch]
  const at = columns.map((column) => layout.columns.indexOf(column))
  for (const { attribute } of columns) row[attribute] = fresh[attribute]
  takeIn(
    row,
    columns,
    at.map((index) => fresh[raw]![offset + index]!),
    at.map((index) => layout.decoders[index]!),
  )
}

/** Reads columns that `only()` or `defer()` left out, for every row of the same result that lacks them, in one query. */
export function loadColumns<R extends object>(row: R, fields: readonly string[]): Promise<R> {
  return promised(() => {
    const one = row as AnyRow
    const { info } = one[batch].layout
    const columns = fields.map((name) => ownColumn(info, name))
    return after(loadForPeers(one, info, columns), () => {
      const gone = columns.find((column) => !isLoadedColumn(one, column))
      if (gone !== undefined) throw ormErrors.ROW_GONE({ model: info.name, key: keyOf(one) })
      return row
    })
  })
}

function loadForPeers(row: AnyRow, info: ModelInfo, columns: readonly ColumnInfo[]): Maybe<void> {
  const own = row[batch]
  const lacks = (each: AnyRow) => columns.some((column) => !isLoadedColumn(each, column))
  if (!lacks(row)) return
  const name = `=${columns.map(({ attribute }) => attribute).join()}`
  const running = own.loading?.get(name)
  if (running !== undefined) return running
  const lacking = own.rows.filter((each) => each[raw] !== null && lacks(each))
  if (!lacking.includes(row)) lacking.push(row)
  const keys = lacking.map(keyOf)
  const found = sameDatabase(querySetOf(info.model), row)
    .filter({ pk__in: keys })
    .orderBy()
    .only(...columns.map(({ property }) => property))
    .rows()
  const done = after(found, (rows) => {
    const byKey = new Map((rows as AnyRow[]).map((each) => [keyOf(each), each]))
    for (const each of lacking) {
      const fresh = byKey.get(keyOf(each))
      if (fresh === undefined) continue
      const missing = columns.filter((column) => !isLoadedColumn(each, column))
      if (missing.length > 0) takeFrom(each, missing, fresh)
    }
  })
  if (!(done instanceof Promise)) return done
  own.loading ??= new Map()
  own.loading.set(name, done)
  return done.finally(() => own.loading?.delete(name))
}

/**
 * The attributes of a row (`text`, `author_id`) that `only()` or `defer()` left out and that nothing has loaded or set
 * since. Django's `get_deferred_fields`.
 */
export function deferredFields(row: object): string[] {
  return deferredColumns(row as AnyRow).map(({ attribute }) => attribute)
}
