import type { Database } from '../drivers/index.ts'
import type { ModelInfo, RelationInfo } from '../query/index.ts'
import { cleaned } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { ManyRuntime } from './many.ts'
import { after, type Maybe, promised } from './maybe.ts'
import { prefetchRelation } from './prefetch.ts'
import { querySetOf } from './queryset.ts'
import { type AnyRow, batch, isRow, loaded, related, setLoaded, waiting } from './state.ts'
import { fits, keyed, modelOf, readable } from './walk.ts'

/** How templates and other generic code recognise a relation that is not loaded: a function that says so. */
export const unloaded: unique symbol = Symbol.for('nuages.unloaded')

/** A related row of which only the key is known. `load()` reads it, for every row of the same result at once. */
export abstract class RefRuntime {
  abstract readonly pk: unknown
  /** The class of the row that is meant. */
  abstract readonly model: ModelInfo['model']
  abstract load(): Promise<object | null>
  abstract [unloaded](): string

  get [keyed](): true {
    return true
  }

  toJSON(): unknown {
    return this.pk
  }
}

/** A key that no row has brought along. */
class FreeRef extends RefRuntime {
  readonly pk: unknown
  readonly model: ModelInfo['model']

  constructor(model: ModelInfo['model'], pk: unknown) {
    super()
    this.model = model
    this.pk = pk
  }

  override load(): Promise<object> {
    return promised(() => querySetOf(this.model).filter({ pk: this.pk }).one() as Maybe<object>)
  }

  override [unloaded](): string {
    return `The ${this.model.name} is not loaded.`
  }
}

/** The far end of a row's relation, not loaded. */
class RowRef extends RefRuntime {
  readonly #row: AnyRow
  readonly #relation: RelationInfo
  readonly #key: unknown

  constructor(row: AnyRow, relation: RelationInfo, key: unknown) {
    super()
    this.#row = row
    this.#relation = relation
    this.#key = key
  }

  get model(): ModelInfo['model'] {
    return this.#relation.to.model
  }

  get pk(): unknown {
    if (this.#key !== undefined) return this.#key
    const { from, property } = this.#relation
    throw ormErrors.NOT_LOADED({ model: from.name, property, what: 'The key' })
  }

  override load(): Promise<object | null> {
    return promised(() => this.#load())
  }

  #load(): Maybe<object | null> {
    const relation = this.#relation
    const row = this.#row
    return after(loadPeers(row, relation), () => {
      const found = loaded(row, relation.property)
      if (isRow(found)) return found
      if (relation.kind === 'reverseOne') return null
      throw ormErrors.DOES_NOT_EXIST({ model: relation.to.name, lookups: `the key ${String(this.#key)}` })
    })
  }

  override [unloaded](): string {
    const { from, property } = this.#relation
    return `${from.name}.${property} is not loaded: add .selectRelated('${property}') to the query.`
  }
}

/** Loads a relation for every row of the batch that does not have it. */
export function loadPeers(row: AnyRow, relation: RelationInfo): Maybe<void> {
  const own = row[batch]
  const { property } = relation
  const running = own.loading?.get(property)
  if (running !== undefined) return running
  const lacking = own.rows.filter((each) => Object.hasOwn(each, relation.near.attribute) && !isLoaded(each, relation))
  if (!lacking.includes(row)) lacking.push(row)
  const done = after(prefetchRelation(lacking, relation, null), () => {})
  if (!(done instanceof Promise)) return done
  own.loading ??= new Map()
  own.loading.set(property, done)
  return done.finally(() => own.loading?.delete(property))
}

/** Whether a relation of a row needs no query. */
export function isLoaded(row: AnyRow, relation: RelationInfo): boolean {
  const found = loaded(row, relation.property)
  if (found instanceof ManyRuntime) return found.known !== null
  if (isRow(found))
    return (
      !hasNearKey(relation) ||
      !Object.hasOwn(row, relation.near.attribute) ||
      found[relation.far.attribute] === row[relation.near.attribute]
    )
  return found === null
}

const hasNearKey = (relation: RelationInfo) => relation.kind === 'foreignKey' || relation.kind === 'oneToOne'

/** `Author.ref(3)`: a relation's value by key. `load()` reads the row. */
export function makeRef(model: ModelInfo['model'], pk: unknown): RefRuntime {
  return new FreeRef(model, pk)
}

/**
 * What `row.<property>` answers for a relation: null, the loaded row, a `RefRuntime`, or for to-many a `ManyRuntime`.
 * The registry defines accessors on the model's prototype that call it.
 */
export function relationValue(row: object, property: string): unknown {
  const from = row as AnyRow
  const found = from[related]?.[property]
  const relation = from[batch].layout.info.relations.get(property)!
  if (!relation.toOne) {
    if (found !== undefined) return found
    const many = new ManyRuntime(from, relation)
    setLoaded(from, property, many)
    return many
  }
  if (!hasNearKey(relation)) {
    if (found !== undefined) return found
    const ref = new RowRef(from, relation, undefined)
    return ref
  }
  if (isRow(found) && !Object.hasOwn(from, relation.near.attribute)) return found
  const key = from[relation.near.attribute]
  if (found !== undefined && found !== null) {
    // A row that was unsaved when it was assigned has its key by now.
    const at = found instanceof RefRuntime ? found.pk : ((found as AnyRow)[relation.far.attribute] ?? null)
    if (at === key) return found
    if (isRow(found) && key === null && from[related]![waiting]?.has(property)) return found
  }
  if (key === null || key === undefined) return null
  const ref = new RowRef(from, relation, key)
  setLoaded(from, property, ref)
  return ref
}

/** What `row.<property> = value` does for a foreign key or one-to-one: takes null, a row, a ref or a bare key. */
export function setRelationValue(row: object, property: string, value: unknown): void {
  const from = row as AnyRow
  const relation = from[batch].layout.info.relations.get(property)!
  assignRelation(from, relation, value)
}

export function assignRelation(row: AnyRow, relation: RelationInfo, value: unknown): void {
  const { near, far, property, from, to } = relation
  if (typeof value === 'object' && value !== null) readable(value, `A ${from.name}`, property)
  if (value === undefined) throw ormErrors.UNDEFINED({ where: from.name, name: property })
  if (!hasNearKey(relation))
    throw ormErrors.BAD_UPDATE({ model: from.name, name: property, problem: 'it is no column of the model' })
  const model = modelOf(value)
  if (model !== null && !fits(model, to))
    throw ormErrors.WRONG_MODEL({ where: `${from.name}.${property}`, model: to.name, given: model.name })
  row[related]?.[waiting]?.delete(property)
  if (isRow(value)) {
    checkSameDatabase(relation, row[batch].source?.database, value)
    const key = value[far.attribute] ?? null
    row[near.attribute] = key
    setLoaded(row, property, value)
    if (key === null) {
      const known = row[related]!
      known[waiting] ??= new Set()
      known[waiting].add(property)
    }
    return
  }
  const key = typeof value === 'object' && value !== null && keyed in value ? (value as RefRuntime).pk : value
  row[near.attribute] = cleaned(near, key, property)
  if (row[related] !== null && property in row[related]) delete row[related][property]
}

function checkSameDatabase({ from, to, property }: RelationInfo, database: Database | undefined, far: AnyRow): void {
  const { source } = far[batch]
  if (database === undefined || source === null || source.database === database) return
  // A replica's row is the row that is written elsewhere.
  const { orm } = source
  if (orm.writing(to, source.database) === orm.writing(from, database)) return
  throw ormErrors.OTHER_DATABASE({ model: from.name, property, database: database.name, other: source.database.name })
}

/**
 * Before a row is written: a related row that was given before it had a key has one by now, and is in the same database.
 * Throws `NUAGES_ORM_UNSAVED_VALUE` and `NUAGES_ORM_OTHER_DATABASE`.
 */
export function checkRelated(row: AnyRow, info: ModelInfo, database: Database): void {
  const known = row[related]
  if (known === null) return
  for (const property of Object.keys(known)) {
    const found = known[property]
    const relation = info.relations.get(property)
    if (!isRow(found) || relation === undefined || !hasNearKey(relation)) continue
    const { near, far } = relation
    const key = found[far.attribute] ?? null
    if (known[waiting]?.has(property)) {
      if ((row[near.attribute] ?? null) === null) {
        if (key === null) throw ormErrors.UNSAVED_VALUE({ model: relation.to.name })
        row[near.attribute] = key
      }
      known[waiting].delete(property)
    }
    if (key !== null && row[near.attribute] === key) checkSameDatabase(relation, database, found)
  }
}
