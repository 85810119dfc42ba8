import type { Database } from '../drivers/index.ts'
import type { ColumnInfo, ModelInfo, OnDelete, RelationInfo } from '../query/index.ts'
import { schemaFacts } from '../sql/index.ts'
import { ormErrors } from './errors.ts'
import { type Heard, tell } from './events.ts'
import type { ForeignKeyField } from './fields/foreignKey/foreign-key.ts'
import type { OldFile } from './files-gone.ts'
import { forgetTypes } from './generic/content-types.ts'
import type { Orm } from './orm.ts'
import { type QuerySetRuntime, querySetOf } from './queryset.ts'
import { discardOnCommit, fileColumns, filesOf } from './row-files.ts'
import { type AnyRow, batch, keyOf, raw } from './state.ts'
import { targetOf } from './writing.ts'

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
  readonly #orm: Orm
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

  constructor(orm: Orm, database: Database, reading: boolean) {
    this.#orm = orm
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
    const all = this.#query(from)
    const pointing = (
      relation.generic === null ? all.filter({ [`${near.attribute}__in`]: keys }) : all.linked(relation, keys, false)
    ).orderBy()
    // Rows that go by their content type as well have to be known, for whoever asks whether one of them goes.
    if (onDelete === 'cascade' && relation.generic === null && this.#mayStayUnread(from)) {
      this.#unread.push({ relation, keys: new Set(keys), rows: pointing })
      return
    }
    if ((onDelete === 'setNull' || onDelete === 'setDefault') && !this.#reading) {
      const value = await (near.field as ForeignKeyField).replacement()
      this.#updates.push({ column: near, rows: pointing, value })
      return
    }
    const found = (await (onDelete === 'cascade' ? this.#read(pointing, from) : pointing)) as AnyRow[]
    if (found.length === 0) return
    this.related.push({ model: from, rows: found, onDelete })
    if (onDelete === 'cascade') await this.collect(from, found)
    else if (onDelete === 'protect') this.#protected.push({ row: rows[0]!, by: found, relation })
    else if (onDelete === 'restrict') this.#restricted.push({ row: rows[0]!, by: found, relation })
  }

  /** Whether the rows of a model go without anybody having to know which they are. */
  #mayStayUnread(info: ModelInfo): boolean {
    return !this.#reading && standsAlone(info) && !mustKnow(this.#orm, info)
  }

  /** Rows that are only deleted need not be read whole. */
  #read(rows: QuerySetRuntime, info: ModelInfo): PromiseLike<unknown[]> {
    return this.#reading || tellsDeletions(this.#orm, info) !== null ? rows : rows.only(...neededBy(info))
  }

  /** Refuses what is protected, and what is restricted by rows that do not go as well. */
  check(): void {
    for (const { row, by, relation } of this.#protected) throw refusal(row, by, relation, ormErrors.PROTECTED)
    for (const { row, by, relation } of this.#restricted) {
      const staying = by.filter((each) => !this.#goes(relation.from, each))
      if (staying.length > 0) throw refusal(row, staying, relation, ormErrors.RESTRICTED)
    }
  }

  /** Whether a row is deleted as well, read or unread. */
  #goes(info: ModelInfo, row: AnyRow): boolean {
    if (this.rows.get(info)?.has(keyOf(row))) return true
    return this.#unread.some(({ relation, keys }) => relation.from === info && keys.has(row[relation.near.attribute]))
  }

  async delete(): Promise<Counts> {
    const database = this.#database.name
    const told = [...this.rows].flatMap(([info, rows]) => {
      const heard = tellsDeletions(this.#orm, info)
      return heard === null ? [] : [{ heard, rows: [...rows].map(([key, row]) => ({ row, event: { key, database } })) }]
    })
    for (const { heard, rows } of told) for (const { row, event } of rows) await tell(heard.beforeDelete, row, event)
    const target = { orm: this.#orm, database: this.#database }
    const files: OldFile[] = []
    for (const [info, rows] of this.rows)
      if (fileColumns(info) !== null) files.push(...(await filesOf(info, [...rows.values()], target)))
    const counts = await this.#deleteAll()
    await discardOnCommit(files, target)
    for (const { heard, rows } of told)
      for (const { row, event } of rows) {
        await tell(heard.afterDelete, row, event)
        const { afterCommit } = heard
        if (afterCommit !== undefined)
          void this.#database.onCommit(() => tell(afterCommit, row, { ...event, change: 'deleted' }))
      }
    return summed(counts)
  }

  /** The rows that were deleted are new ones from here on: only once the deletion stands. */
  forget(): void {
    for (const [info, rows] of this.rows)
      for (const row of rows.values()) {
        row[info.key.attribute] = null
        row[raw] = null
      }
  }

  async #deleteAll(): Promise<ReadonlyMap<ModelInfo, number>> {
    const counts = new Map<ModelInfo, number>()
    const add = (info: ModelInfo, count: number) => counts.set(info, (counts.get(info) ?? 0) + count)
    for (const { relation, rows } of this.#unread) add(relation.from, await rows.deleteDirectly())
    for (const { column, rows, value } of this.#updates) await rows.update({ [column.attribute]: value })
    for (const [info, rows] of await this.#ordered()) {
      const keys = [...rows.keys()]
      forgetTypes(this.#database, info)
      for (let at = 0; at < keys.length; at += batchSize) {
        const some = this.#query(info).filter({ pk__in: keys.slice(at, at + batchSize) })
        add(info, await some.deleteDirectly())
      }
    }
    return counts
  }

  /**
   * The rows of each model in the order of their deletion. What was found later depends on what was found before; where
   * the database looks at keys with each statement, what points at rows goes before them, and in a circle points nowhere
   * first, where it may.
   */
  async #ordered(): Promise<readonly (readonly [ModelInfo, ReadonlyMap<unknown, AnyRow>])[]> {
    const found = [...this.rows].reverse()
    if (schemaFacts(this.#database.database).deferredKeys) return found
    const out: (typeof found)[number][] = []
    const left = new Map(found)
    while (left.size > 0) {
      const pointing = (at: ModelInfo) =>
        [...left.keys()].flatMap((info) =>
          pointers(info).filter(({ to }) => to === at && (info !== at || left.get(at)!.size > 1)),
        )
      const free = [...left.keys()].find((info) => pointing(info).length === 0)
      const next =
        free ?? [...left.keys()].find((info) => pointing(info).every(({ near }) => near.null)) ?? [...left.keys()][0]!
      for (const { from, near } of pointing(next).filter(({ near }) => near.null)) await this.#pointsNowhere(from, near)
      out.push([next, left.get(next)!])
      left.delete(next)
    }
    return out
  }

  async #pointsNowhere(info: ModelInfo, column: ColumnInfo): Promise<void> {
    const keys = [...this.rows.get(info)!.keys()]
    for (let at = 0; at < keys.length; at += batchSize)
      await this.#query(info)
        .filter({ pk__in: keys.slice(at, at + batchSize) })
        .update({ [column.attribute]: null })
  }
}

/** Relations of a model by which its rows point at one row of another. */
const pointers = (info: ModelInfo): RelationInfo[] =>
  [...info.relations.values()].filter(
    ({ kind, from }) => from === info && (kind === 'foreignKey' || kind === 'oneToOne'),
  )

/** Keys of one DELETE. */
const batchSize = 10_000

/** Nothing has to be looked at before rows of the model go. */
const standsAlone = (info: ModelInfo) => info.dependents.every(({ onDelete }) => onDelete === 'doNothing')

/** Who is to be told of deletions of a model; the links of an automatic table are nobody's rows. */
function tellsDeletions(orm: Orm, info: ModelInfo): Heard | null {
  const heard = info.automatic ? null : orm.heard(info)
  if (heard === null) return null
  return (heard.beforeDelete ?? heard.afterDelete ?? heard.afterCommit) ? heard : null
}

/** Whether rows of a model are not deleted unread: somebody is to be told, or their files go with them. */
function mustKnow(orm: Orm, info: ModelInfo): boolean {
  return fileColumns(info) !== null || tellsDeletions(orm, info) !== null
}

/** The columns that a deletion has to know of a row: its key, what other rows point at, and names of files. */
function neededBy(info: ModelInfo): string[] {
  return [...new Set([info.key, ...info.dependents.map(({ far }) => far), ...(fileColumns(info) ?? [])])].map(
    ({ property }) => property,
  )
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

function refusal(
  row: AnyRow,
  by: readonly AnyRow[],
  relation: RelationInfo,
  make: typeof ormErrors.PROTECTED | typeof ormErrors.RESTRICTED,
): Error {
  const { from, to, property } = relation
  const named = `${by.length} ${by.length === 1 ? from.verboseName : from.verboseNamePlural}`
  return make({ model: to.name, key: String(keyOf(row)), by: `${named} (${from.name}.${property})`, rows: by })
}

/** Deletes rows of one model and what depends on them, in one transaction. */
export async function deleteRows(
  info: ModelInfo,
  rows: readonly AnyRow[],
  orm: Orm,
  database: Database,
): Promise<Counts> {
  const collector = new Collector(orm, database, false)
  const work = async () => {
    await collector.collect(info, rows)
    collector.check()
    return collector.delete()
  }
  // One statement needs no transaction.
  const alone = rows.length === 1 && standsAlone(info) && tellsDeletions(orm, info) === null
  const counts = await (alone ? work() : database.atomic(work))
  collector.forget()
  return counts
}

/** Deletes the rows of a queryset; without reading them where nothing depends on them. */
export async function deleteQuery(
  rows: QuerySetRuntime,
  info: ModelInfo,
  orm: Orm,
  database: Database,
): Promise<Counts> {
  const told = tellsDeletions(orm, info) !== null
  forgetTypes(database, info)
  if (standsAlone(info) && !mustKnow(orm, info)) return summed(new Map([[info, await rows.orderBy().deleteDirectly()]]))
  return database.atomic(async () => {
    const found = await (told ? rows.orderBy() : rows.orderBy().only(...neededBy(info)))
    const collector = new Collector(orm, database, false)
    await collector.collect(info, found as AnyRow[])
    collector.check()
    return collector.delete()
  })
}

/** What deleting `row` would touch, model by model, for the pages that ask before they delete. */
export async function relatedObjects(row: object): Promise<readonly RelatedObjects[]> {
  const { orm, database } = targetOf(row as AnyRow)
  const collector = new Collector(orm, database, true)
  await collector.collect((row as AnyRow)[batch].layout.info, [row as AnyRow])
  return collector.related
}
