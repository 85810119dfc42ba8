import { use } from '../../../base/context/index.ts'
import type { Database } from '../../drivers/index.ts'
import type { GenericInfo, ModelInfo } from '../../query/index.ts'
import { kindOf } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { after, type Maybe, promised } from '../maybe.ts'
import { ormService } from '../orm.ts'
import type { Loader } from '../prefetch.ts'
import { querySetOf } from '../queryset.ts'
import { RefRuntime, unloaded } from '../refs.ts'
import { type AnyRow, batch, isRow, keyOf, loaded, related, setLoaded } from '../state.ts'
import type { Target } from '../writing.ts'
import { knownType, labelsOf, typeOf } from './content-types.ts'

/** What a generic foreign key was given or found, for as long as its two columns stay what they were. */
class Held {
  readonly row: AnyRow | null
  readonly type: unknown
  readonly key: unknown
  /** The columns do not name the row yet: its content type or its key has to be found before the row is written. */
  readonly pending: boolean

  constructor(row: AnyRow | null, type: unknown, key: unknown, pending: boolean) {
    this.row = row
    this.type = type
    this.key = key
    this.pending = pending
  }

  isOf(row: AnyRow, { type, key }: GenericInfo): boolean {
    return row[type.attribute] === this.type && row[key.attribute] === this.key
  }
}

function heldBy(row: AnyRow, generic: GenericInfo): Held | null {
  const found = loaded(row, generic.property)
  return found instanceof Held && found.isOf(row, generic) ? found : null
}

function genericOf(row: AnyRow, property: string): GenericInfo {
  return row[batch].layout.info.generics.get(property)!
}

/** A row of any model, of which only the columns are known that name it. */
class GenericRef extends RefRuntime {
  readonly #row: AnyRow
  readonly #generic: GenericInfo
  readonly type: unknown
  readonly pk: unknown

  constructor(row: AnyRow, generic: GenericInfo) {
    super()
    this.#row = row
    this.#generic = generic
    this.type = row[generic.type.attribute]
    this.pk = row[generic.key.attribute]
  }

  /** Which model it is stands in the database. */
  get model(): ModelInfo['model'] {
    const { from, property } = this.#generic
    throw ormErrors.NOT_LOADED({ model: from.name, property, what: 'The model' })
  }

  override load(): Promise<object | null> {
    return promised(() => {
      const { property } = this.#generic
      return after(loadPeers(this.#row, this.#generic), () => {
        const found = loaded(this.#row, property)
        return found instanceof Held ? found.row : null
      })
    })
  }

  override [unloaded](): string {
    const { from, property } = this.#generic
    return `${from.name}.${property} is not loaded: add .prefetchRelated('${property}') to the query.`
  }
}

/** What `row.<property>` answers: null, the loaded row, or a reference that loads it. */
export function genericValue(from: object, property: string): unknown {
  const row = from as AnyRow
  const generic = genericOf(row, property)
  const held = heldBy(row, generic)
  if (held !== null) return held.row
  return isEmpty(row, generic) ? null : new GenericRef(row, generic)
}

function isEmpty(row: AnyRow, { type, key }: GenericInfo): boolean {
  return (row[type.attribute] ?? null) === null || (row[key.attribute] ?? null) === null
}

/** What `row.<property> = value` does: takes a row or null. */
export function setGenericValue(from: object, property: string, value: unknown): void {
  const row = from as AnyRow
  assignGeneric(row, genericOf(row, property), value)
}

export function assignGeneric(row: AnyRow, generic: GenericInfo, value: unknown): void {
  const { property, from, type, key } = generic
  if (value === undefined) throw ormErrors.UNDEFINED({ where: from.name, name: property })
  const known = row[related]
  if (known !== null) delete known[property]
  if (value === null || value instanceof GenericRef) {
    row[type.attribute] = value === null ? null : value.type
    row[key.attribute] = value === null ? null : value.pk
    return
  }
  if (!isRow(value))
    throw ormErrors.BAD_ARGUMENT({ where: `${from.name}.${property}`, needs: 'a row or null', given: kindOf(value) })
  const source = row[batch].source ?? value[batch].source
  const { info } = value[batch].layout
  const found = source === null ? undefined : knownType(generic, info, source.database)
  const own = keyOf(value)
  row[type.attribute] = found ?? null
  row[key.attribute] = own === null ? null : key.field.clean(own)
  remember(row, generic, value, found === undefined || own === null)
}

/** The row is known to be the one that the columns name. */
export function remember(row: AnyRow, generic: GenericInfo, far: AnyRow | null, pending = false): void {
  const { property, type, key } = generic
  setLoaded(row, property, new Held(far, row[type.attribute], row[key.attribute], pending))
}

/**
 * Before rows are written: what they were given gets its two columns. Throws `NUAGES_ORM_UNSAVED_VALUE` for a row that has no
 * key, and `NUAGES_ORM_OTHER_DATABASE`.
 */
export function settle(rows: readonly AnyRow[], info: ModelInfo, { database }: Target): Maybe<void> {
  const open: [AnyRow, GenericInfo, AnyRow][] = []
  for (const generic of info.generics.values())
    for (const row of rows) {
      const held = heldBy(row, generic)
      if (held === null || held.row === null) continue
      checkSameDatabase(generic, database, held.row)
      if (held.pending) open.push([row, generic, held.row])
    }
  if (open.length > 0) return settleEach(open, database)
}

function checkSameDatabase({ from, property }: GenericInfo, database: Database, far: AnyRow): void {
  const { source, layout } = far[batch]
  if (source === null || source.database === database) return
  const { orm } = source
  if (orm.writing(layout.info, source.database) === orm.writing(from, database)) return
  throw ormErrors.OTHER_DATABASE({ model: from.name, property, database: database.name, other: source.database.name })
}

async function settleEach(open: readonly [AnyRow, GenericInfo, AnyRow][], database: Database): Promise<void> {
  for (const [row, generic, far] of open) {
    const { type, key } = generic
    const { info } = far[batch].layout
    const own = keyOf(far)
    if (own === null) throw ormErrors.UNSAVED_VALUE({ model: info.name })
    row[type.attribute] = await typeOf(generic, info, database)
    row[key.attribute] = key.field.clean(own)
    remember(row, generic, far)
  }
}

// ---- loading -----------------------------------------------------------------------------------------------------------

/** Loads what the rows of a batch name, where they lack it. */
function loadPeers(row: AnyRow, generic: GenericInfo): Maybe<void> {
  const own = row[batch]
  const { property } = generic
  const running = own.loading?.get(property)
  if (running !== undefined) return running
  const loader = loaderFor(property)
  const has = (each: AnyRow) =>
    Object.hasOwn(each, generic.type.attribute) && Object.hasOwn(each, generic.key.attribute)
  const lacking = own.rows.filter((each) => has(each) && !loader.isLoaded(each))
  if (!lacking.includes(row) && !loader.isLoaded(row)) lacking.push(row)
  const done = loadAll(lacking, generic)
  own.loading ??= new Map()
  own.loading.set(property, done)
  return done.finally(() => own.loading?.delete(property))
}

/** One query a model. */
async function loadAll(rows: readonly AnyRow[], generic: GenericInfo): Promise<void> {
  if (rows.length === 0) return
  const { type, key } = generic
  const { source, layout } = rows[0]![batch]
  const { orm, database: home } = source ?? current()
  const database = orm.beside(layout.info, home)
  const byType = Map.groupBy(rows, (row) => row[type.attribute])
  const labels = await labelsOf(generic, new Set(byType.keys()), database)
  for (const [typeKey, own] of byType) {
    const label = labels.get(typeKey)
    // A content type of a model that is gone names nothing.
    const info = label === undefined ? undefined : orm.registry.byLabel(label)
    const found = info === undefined ? new Map() : await rowsOf(info, own, generic, database)
    for (const row of own) remember(row, generic, found.get(keyIn(info, row[key.attribute])) ?? null)
  }
}

async function rowsOf(
  info: ModelInfo,
  rows: readonly AnyRow[],
  { key }: GenericInfo,
  database: Database,
): Promise<ReadonlyMap<unknown, AnyRow>> {
  const keys = [...new Set(rows.map((row) => keyIn(info, row[key.attribute])))].filter((each) => each !== null)
  const found = await querySetOf(info.model).using(database.name).filter({ pk__in: keys }).orderBy()
  return new Map((found as AnyRow[]).map((row) => [comparable(keyOf(row)), row]))
}

/** A stored key as a model has it; null for what cannot be a key of it. */
function keyIn(info: ModelInfo | undefined, key: unknown): unknown {
  if (info === undefined) return null
  try {
    return comparable(info.key.field.clean(key))
  } catch {
    return null
  }
}

/** Keys that are the same are equal: counted keys come as numbers or as bigints. */
function comparable(key: unknown): unknown {
  return typeof key === 'bigint' || key instanceof Date ? String(key) : typeof key === 'number' ? String(key) : key
}

function current(): Target {
  const orm = use(ormService)
  return { orm, database: orm.database() }
}

const made = new Map<string, Loader>()

/** What prefetches load a generic foreign key with. */
export function loaderFor(property: string): Loader {
  let loader = made.get(property)
  if (loader === undefined) {
    loader = {
      isLoaded: (row) => {
        const generic = genericOf(row, property)
        return isEmpty(row, generic) || heldBy(row, generic) !== null
      },
      load: (rows) => loadAll(rows, genericOf(rows[0]!, property)),
      found: (row) => {
        const far = heldBy(row, genericOf(row, property))?.row ?? null
        return far === null ? [] : [far]
      },
    }
    made.set(property, loader)
  }
  return loader
}
