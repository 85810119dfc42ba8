import type { Asked } from '../drivers/index.ts'
import type { ModelInfo, RelationInfo } from '../query/index.ts'
import { checkList, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { remember } from './generic/refs.ts'
import { ManyRuntime } from './many.ts'
import { after, type Maybe, promised } from './maybe.ts'
import { type PrefetchSpec, specsOf } from './prefetch-spec.ts'
import { QuerySetRuntime, querySetOf, sameDatabase } from './queryset.ts'
import { isLoaded } from './refs.ts'
import { backOf, reversed } from './relations.ts'
import { type AnyRow, batch, isRow, loaded, raw, setLoaded } from './state.ts'

/**
 * A property that leads to rows in a way of its own, as a generic foreign key does. A model's prototype holds them, by
 * property, under `loaders`.
 */
export interface Loader {
  isLoaded(row: AnyRow): boolean
  /** Loads it for all of `rows` and remembers what it found. */
  load(rows: readonly AnyRow[]): Maybe<void>
  /** What is loaded: rows of any models. */
  found(row: AnyRow): readonly AnyRow[]
}
export const loaders: unique symbol = Symbol('nuages.loaders')

function loaderOf(info: ModelInfo, property: string): Loader | null {
  const own = info.model.prototype as { readonly [loaders]?: ReadonlyMap<string, Loader> }
  return own[loaders]?.get(property) ?? null
}

/** Loads paths for rows that are there already. Django's `prefetch_related_objects`. */
export function prefetchRelatedObjects(rows: readonly object[], ...given: readonly unknown[]): Promise<void> {
  return promised(() => {
    const where = 'prefetchRelatedObjects()'
    checkList(where, rows)
    for (const row of rows)
      if (!isRow(row)) throw ormErrors.BAD_ARGUMENT({ where, needs: 'a list of rows', given: kindOf(row) })
    return prefetch(
      rows,
      specsOf(where, given, (value) => value instanceof QuerySetRuntime),
    )
  })
}

/** Loads each path for all rows at once, one query a relation. Semantics: Django's `prefetch_related`. */
export function prefetch(rows: readonly object[], specs: readonly PrefetchSpec[], asked?: Asked): Maybe<void> {
  if (rows.length === 0) return
  const run = new Prefetching(rows as readonly AnyRow[], asked)
  const start: Maybe<void> = undefined
  return specs.reduce<Maybe<void>>((done, spec) => after(done, () => run.follow(spec)), start)
}

/** The paths of one call, which share what they find on their way. */
class Prefetching {
  readonly #rows: readonly AnyRow[]
  readonly #asked: Asked | undefined
  /** Rows by the path to them, names of `toAttr` in it; gathered where a longer path asks for them. */
  readonly #found = new Map<string, () => readonly AnyRow[]>()
  /** Paths that a queryset of an earlier path loaded. */
  readonly #inner = new Set<string>()

  constructor(rows: readonly AnyRow[], asked: Asked | undefined) {
    this.#rows = rows
    this.#asked = asked
  }

  follow(spec: PrefetchSpec): Maybe<void> {
    const names = spec.path.split('__')
    const target = targetOf(spec)
    if (!this.#found.has(target) && !this.#inner.has(target)) return this.#along(this.#rows, names, 0, '', spec)
    if (spec.rows !== null) throw ormErrors.PREFETCHED_TWICE({ path: target })
  }

  #along(
    rows: readonly AnyRow[],
    names: readonly string[],
    level: number,
    before: string,
    spec: PrefetchSpec,
  ): Maybe<void> {
    if (rows.length === 0 || level === names.length) return
    const last = level === names.length - 1
    const name = names[level]!
    const toAttr = last ? spec.toAttr : null
    const path = `${before}${toAttr ?? name}`
    const known = this.#found.get(path)
    const next = (far: readonly AnyRow[]) => this.#along(far, names, level + 1, `${path}__`, spec)
    if (known !== undefined) return last ? undefined : next(known())
    const kinds = [...Map.groupBy(rows, (row) => row[batch].layout.info)].filter(([info]) => leadsOn(info, name))
    if (kinds.length === 0) {
      const far = last ? null : attached(rows, name)
      if (far === null) throw notFound(rows[0]![batch].layout.info, name, spec.path)
      return next(far)
    }
    const far: (() => readonly AnyRow[])[] = []
    const start: Maybe<void> = undefined
    const done = kinds.reduce<Maybe<void>>(
      (before, [info, own]) =>
        after(before, () =>
          after(this.#load(info, own, name, last ? spec : null, path), (found) => {
            far.push(found)
          }),
        ),
      start,
    )
    return after(done, () => (last ? undefined : next([...new Set(far.flatMap((found) => found()))])))
  }

  /** Loads one relation of rows of one model where they lack it, and gives what tells the rows at its far end. */
  #load(
    info: ModelInfo,
    rows: readonly AnyRow[],
    name: string,
    spec: PrefetchSpec | null,
    path: string,
  ): Maybe<() => readonly AnyRow[]> {
    const relation = info.relations.get(name)
    if (relation === undefined) {
      const loader = loaderOf(info, name)!
      if (spec !== null && (spec.rows !== null || spec.toAttr !== null))
        throw ormErrors.BAD_ARGUMENT({
          where: `prefetchRelated({ ${path} })`,
          needs: 'the path alone, for rows of any model',
          given: spec.rows === null ? '`toAttr`' : 'a queryset',
        })
      const lacking = rows.filter((row) => !loader.isLoaded(row))
      return after(
        lacking.length === 0 ? undefined : loader.load(lacking),
        () => () => rows.flatMap((row) => loader.found(row)),
      )
    }
    const narrowed = spec?.rows ?? null
    const toAttr = spec?.toAttr ?? null
    narrowed?.mustGive(relation.to, `prefetchRelated({ ${path} })`)
    if (toAttr !== null) checkAttribute(info, toAttr)
    const lacking =
      toAttr !== null
        ? rows.filter((row) => !Object.hasOwn(row, toAttr))
        : narrowed === null
          ? rows.filter((row) => !isLoaded(row, relation))
          : rows
    const done = lacking.length === 0 ? undefined : prefetchRelation(lacking, relation, narrowed, toAttr, this.#asked)
    return after(done, () => {
      const far = () => (toAttr === null ? farRows(rows, relation) : attached(rows, toAttr)!)
      if (lacking.length > 0) {
        this.#found.set(path, far)
        if (narrowed !== null) this.#note(narrowed, path)
      }
      return far
    })
  }

  /** What a queryset prefetches by itself is not to be loaded once more. */
  #note(rows: QuerySetRuntime, before: string): void {
    for (const spec of rows.prefetches) {
      const names = targetOf(spec).split('__')
      names.forEach((_, i) => {
        this.#inner.add(`${before}__${names.slice(0, i + 1).join('__')}`)
      })
      if (spec.rows !== null) this.#note(spec.rows, `${before}__${targetOf(spec)}`)
    }
  }
}

/** The path under which a spec's rows are found. */
function targetOf({ path, toAttr }: PrefetchSpec): string {
  return toAttr === null ? path : path.slice(0, path.lastIndexOf('__') + (path.includes('__') ? 2 : 1)) + toAttr
}

function leadsOn(info: ModelInfo, name: string): boolean {
  return info.relations.has(name) || loaderOf(info, name) !== null
}

function notFound(info: ModelInfo, name: string, path: string): Error {
  return ormErrors.NOT_A_RELATION({ model: info.name, path, name, known: [...info.relations.keys()] })
}

function checkAttribute(info: ModelInfo, name: string): void {
  if (info.column(name) !== undefined || info.relations.has(name) || name in (info.model.prototype as object))
    throw ormErrors.BAD_TO_ATTR({ model: info.name, name })
}

/** Rows that an earlier prefetch put under a name of its own, each once; null where there is no such name. */
function attached(rows: readonly AnyRow[], name: string): AnyRow[] | null {
  const having = rows.filter((row) => Object.hasOwn(row, name))
  const far = new Set<AnyRow>()
  for (const row of having) {
    const value = row[name]
    for (const each of Array.isArray(value) ? (value as unknown[]) : value === null ? [] : [value]) {
      if (!isRow(each)) return null
      far.add(each)
    }
  }
  return having.length === 0 ? null : [...far]
}

/** The loaded rows at the far end, each once. */
function farRows(rows: readonly AnyRow[], relation: RelationInfo): AnyRow[] {
  const far = new Set<AnyRow>()
  for (const row of rows) {
    const found = loaded(row, relation.property)
    if (found instanceof ManyRuntime) for (const each of found.known ?? []) far.add(each as AnyRow)
    else if (isRow(found)) far.add(found)
  }
  return [...far]
}

/**
 * Loads one relation for all of `rows` in one query and hangs the rows found on them: at the relation, or under the name
 * `toAttr` as a plain list or row.
 */
export function prefetchRelation(
  rows: readonly AnyRow[],
  relation: RelationInfo,
  narrowed: QuerySetRuntime | null,
  toAttr: string | null = null,
  asked?: Asked,
): Maybe<void> {
  const { near, far } = relation
  const keys = [...new Set(rows.map((row) => row[near.attribute]))].filter((key) => key !== null && key !== undefined)
  const all = narrowed ?? querySetOf(relation.to.model)
  const base = asked === undefined ? all : all.askedAs(asked)
  const from = rows[0] === undefined || base.databaseName !== null ? base : sameDatabase(base, rows[0])
  if (relation.kind === 'manyToMany') return many(rows, relation, keys, from, toAttr)
  const whole = from.needing(far)
  const linked = () =>
    relation.kind === 'reverse'
      ? whole.linked(reversed(relation), keys, false)
      : whole.filter({ [`${far.attribute}__in`]: keys })
  const found = keys.length === 0 ? [] : linked().rows()
  return after(found, (list) => {
    const byKey = Map.groupBy(list as AnyRow[], (row) => row[far.attribute])
    const { generic } = relation
    const back = backOf(relation)
    for (const row of rows) {
      const key = row[near.attribute]
      const own = byKey.get(generic === null ? key : generic.key.field.clean(key)) ?? []
      if (generic !== null) for (const each of own) remember(each, generic, row)
      if (relation.toOne) put(row, relation, own[0] ?? null, toAttr)
      else hang(row, relation, own, toAttr)
      if (back !== null) for (const each of own) setLoaded(each, back, row)
    }
  })
}

const nowhere = { at: -1, decode: null }

function many(
  rows: readonly AnyRow[],
  relation: RelationInfo,
  keys: readonly unknown[],
  from: QuerySetRuntime,
  toAttr: string | null,
): Maybe<void> {
  const linked = from.linked(reversed(relation), keys, true)
  const { at, decode } = keys.length === 0 ? nowhere : linked.hiddenKey()
  return after(keys.length === 0 ? [] : linked.rows(), (list) => {
    const byKey = Map.groupBy(list as AnyRow[], (row) => {
      const key = row[raw]![at]!
      return decode === null ? key : decode(key)
    })
    for (const row of rows) hang(row, relation, byKey.get(row[relation.near.attribute]) ?? [], toAttr)
  })
}

function hang(row: AnyRow, relation: RelationInfo, far: AnyRow[], toAttr: string | null): void {
  if (toAttr === null) setLoaded(row, relation.property, new ManyRuntime(row, relation, far))
  else row[toAttr] = far
}

function put(row: AnyRow, relation: RelationInfo, far: AnyRow | null, toAttr: string | null): void {
  if (toAttr !== null) row[toAttr] = far
  // A key whose row was not found is still a key, which can be loaded.
  else if (far !== null || relation.kind === 'reverseOne') setLoaded(row, relation.property, far)
}
