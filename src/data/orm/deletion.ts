import { use } from '../../base/context/index.ts'
import type { Database } from '../drivers/index.ts'
import type { ColumnInfo, ModelInfo, OnDelete, RelationInfo } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import { type Orm, ormService } from './orm.ts'
import { type QuerySetRuntime, querySetOf } from './queryset.ts'
import { type AnyRow, batch, keyOf, raw } from './state.ts'

/** Rows of one model that a deletion takes with it, changes or runs against. */
export interface RelatedObjects {
  readonly model: ModelInfo
  readonly rows: readonly object[]
  readonly onDelete: OnDelete
}

type Counts = [number, Record<string, number>]

/**
 * Finds what a deletion takes with it. Semantics: Django's `on_delete`
 * (https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.ForeignKey.on_delete).
 */
class Collector {
  readonly #database: Database
  /** Whether rows are wanted, not only their deletion: then nothing is deleted unread. */
  readonly #reading: boolean
  readonly rows = new Map<ModelInfo, Map<unknown, AnyRow>>()
  /** Rows that nothing depends on: deleted by one statement each, unread. */
  readonly #unread: {
    readonly relation: RelationInfo
    /** Of the rows that they point at. */
    readonly keys: ReadonlySet<unknown>
    readonly rows: QuerySetRuntime
  }[] = []
  readonly #updates: { readonly column: ColumnInfo; readonly rows: QuerySetRuntime; readonly value: unknown }[] = []
  readonly related: { model: ModelInfo; rows: AnyRow[]; onDelete: OnDelete }[] = []
  readonly #protected: { readonly row: AnyRow; readonly by: AnyRow[]; readonly relation: RelationInfo }[] = []
  readonly #restricted: { readonly row: AnyRow; readonly by: AnyRow[]; readonly relation: RelationInfo }[] = []

  constructor(database: Database, reading: boolean) {
    this.#database = database
    this.#reading = reading
  }

  #query(info: ModelInfo): QuerySetRuntime {
    return querySetOf(info.model).using(this.#database.name)
  }

  async collect(info: ModelInfo, rows: readonly AnyRow[]): Promise<void> {
    let known = this.rows.get(info)
    if (known === undefined) this.rows.set(info, (known = new Map()))
    const fresh = rows.filter((row) => !known.has(keyOf(row)))
    for (const row of fresh) known.set(keyOf(row), row)
    if (fresh.length === 0) return
    for (const relation of info.dependents) await this.#dependents(relation, fresh)
  }

  async #dependents(relation: RelationInfo, rows: readonly AnyRow[]): Promise<void> {
    const { near, far, from, onDelete } = relation
    if (onDelete === 'doNothing') return
    const keys = rows.map((row) => row[far.attribute])
    const pointing = this.#query(from)
      .filter({ [`${near.attribute}__in`]: keys })
      .orderBy()
    if (onDelete === 'cascade' && from.dependents.length === 0 && !this.#reading) {
      this.#unread.push({ relation, keys: new Set(keys), rows: pointing })
      return
    }
    if ((onDelete === 'setNull' || onDelete === 'setDefault') && !this.#reading) {
      const value = onDelete === 'setNull' ? null : (near.field.defaultValue() ?? null)
      this.#updates.push({ column: near, rows: pointing, value })
      return
    }
    const found = (await pointing) as AnyRow[]
    if (found.length === 0) return
    this.related.push({ model: from, rows: found, onDelete })
    if (onDelete === 'cascade') await this.collect(from, found)
    else if (onDelete === 'protect') this.#protected.push({ row: rows[0]!, by: found, relation })
    else if (onDelete === 'restrict') this.#restricted.push({ row: rows[0]!, by: found, relation })
  }

  /** Refuses what is protected, and what is restricted by rows that do not go as well. */
  check(): void {
    for (const { row, by, relation } of this.#protected) throw protectedError(row, by, relation)
    for (const { row, by, relation } of this.#restricted) {
      const staying = by.filter((each) => !this.#goes(relation.from, each))
      if (staying.length > 0) throw protectedError(row, staying, relation)
    }
  }

  /** Whether a row is deleted as well, read or unread. */
  #goes(info: ModelInfo, row: AnyRow): boolean {
    if (this.rows.get(info)?.has(keyOf(row))) return true
    return this.#unread.some(({ relation, keys }) => relation.from === info && keys.has(row[relation.near.attribute]))
  }

  async delete(): Promise<Counts> {
    const counts = new Map<ModelInfo, number>()
    const add = (info: ModelInfo, count: number) => counts.set(info, (counts.get(info) ?? 0) + count)
    for (const { relation, rows } of this.#unread) add(relation.from, await rows.deleteDirectly())
    for (const { column, rows, value } of this.#updates) await rows.update({ [column.attribute]: value })
    // What was found later depends on what was found before.
    for (const [info, rows] of [...this.rows].reverse())
      add(
        info,
        await this.#query(info)
          .filter({ pk__in: [...rows.keys()] })
          .deleteDirectly(),
      )
    for (const [info, rows] of this.rows)
      for (const row of rows.values()) {
        row[info.key.attribute] = null
        row[raw] = null
      }
    return summed(counts)
  }
}

function summed(counts: ReadonlyMap<ModelInfo, number>): Counts {
  const byModel: Record<string, number> = {}
  let total = 0
  for (const [info, count] of counts) {
    if (count === 0) continue
    total += count
    byModel[`${info.app}.${info.name}`] = count
  }
  return [total, byModel]
}

function protectedError(row: AnyRow, by: readonly AnyRow[], relation: RelationInfo): Error {
  const { from, to, property } = relation
  const named = `${by.length} ${by.length === 1 ? from.verboseName : from.verboseNamePlural}`
  return ormErrors.PROTECTED({
    model: to.name,
    key: String(keyOf(row)),
    by: `${named} (${from.name}.${property})`,
    rows: by,
  })
}

/** Deletes rows of one model and what depends on them, in one transaction. */
export async function deleteRows(
  info: ModelInfo,
  rows: readonly AnyRow[],
  _orm: Orm,
  database: Database,
): Promise<Counts> {
  return database.atomic(async () => {
    const collector = new Collector(database, false)
    await collector.collect(info, rows)
    collector.check()
    return collector.delete()
  })
}

/** Deletes the rows of a queryset; without reading them where nothing depends on them. */
export async function deleteQuery(rows: QuerySetRuntime, info: ModelInfo, database: Database): Promise<Counts> {
  if (info.dependents.length === 0) return summed(new Map([[info, await rows.orderBy().deleteDirectly()]]))
  return database.atomic(async () => {
    const found = await rows.orderBy()
    const collector = new Collector(database, false)
    await collector.collect(info, found as AnyRow[])
    collector.check()
    return collector.delete()
  })
}

/** What deleting `row` would touch, model by model, for the pages that ask before they delete. */
export async function relatedObjects(row: object): Promise<readonly RelatedObjects[]> {
  const { layout, source } = (row as AnyRow)[batch]
  const collector = new Collector(source?.database ?? use(ormService).database(), true)
  await collector.collect(layout.info, [row as AnyRow])
  return collector.related
}
