import type { RelationInfo } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import { ManyRuntime } from './many.ts'
import { after, type Maybe } from './maybe.ts'
import { type QuerySetRuntime, querySetOf, sameDatabase } from './queryset.ts'
import { isLoaded } from './refs.ts'
import { reversed } from './relations.ts'
import { type AnyRow, batch, isRow, loaded, raw, setLoaded } from './state.ts'

/** A path to load for the rows of a result; `rows` narrows or orders what its last relation gives. */
export interface PrefetchSpec {
  readonly path: string
  readonly rows: QuerySetRuntime | null
}

/** Loads each path for all rows at once, one query a relation. Semantics: Django's `prefetch_related`. */
export function prefetch(rows: readonly object[], specs: readonly PrefetchSpec[]): Maybe<void> {
  const start: Maybe<void> = undefined
  return specs.reduce<Maybe<void>>(
    (done, spec) => after(done, () => along(rows as readonly AnyRow[], spec.path.split('__'), spec)),
    start,
  )
}

function along(rows: readonly AnyRow[], properties: readonly string[], spec: PrefetchSpec): Maybe<void> {
  if (rows.length === 0 || properties.length === 0) return
  const [property, ...rest] = properties
  const { info } = rows[0]![batch].layout
  const relation = info.relations.get(property!)
  if (relation === undefined) {
    const known = [...info.relations.keys()]
    throw ormErrors.NOT_A_RELATION({ model: info.name, path: spec.path, name: property!, known })
  }
  const narrowed = rest.length === 0 ? spec.rows : null
  narrowed?.mustGive(relation.to, `prefetchRelated({ ${spec.path} })`)
  const lacking = narrowed === null ? rows.filter((row) => !isLoaded(row, relation)) : rows
  return after(prefetchRelation(lacking, relation, narrowed), () => along(farRows(rows, relation), rest, spec))
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

/** Loads one relation for all of `rows` in one query and hangs the rows found on them. */
export function prefetchRelation(
  rows: readonly AnyRow[],
  relation: RelationInfo,
  narrowed: QuerySetRuntime | null,
): Maybe<void> {
  const { near, far } = relation
  const keys = [...new Set(rows.map((row) => row[near.attribute]))].filter((key) => key !== null && key !== undefined)
  const base = narrowed ?? querySetOf(relation.to.model)
  const from = rows[0] === undefined ? base : sameDatabase(base, rows[0])
  if (relation.kind === 'manyToMany') return many(rows, relation, keys, from)
  const found =
    keys.length === 0
      ? []
      : from
          .needing(far)
          .filter({ [`${far.attribute}__in`]: keys })
          .rows()
  return after(found, (list) => {
    const byKey = Map.groupBy(list as AnyRow[], (row) => row[far.attribute])
    if (relation.toOne) {
      for (const row of rows) {
        const one = byKey.get(row[near.attribute])?.[0]
        if (one !== undefined) setLoaded(row, relation.property, one)
        else if (relation.kind === 'reverseOne') setLoaded(row, relation.property, null)
      }
      if (relation.kind === 'reverseOne') pointBack(rows, relation, byKey)
      return
    }
    for (const row of rows) hang(row, relation, byKey.get(row[near.attribute]) ?? [])
    pointBack(rows, relation, byKey)
  })
}

const nowhere = { at: -1, decode: null }

function many(
  rows: readonly AnyRow[],
  relation: RelationInfo,
  keys: readonly unknown[],
  from: QuerySetRuntime,
): Maybe<void> {
  const linked = from.linked(reversed(relation), keys, true)
  const { at, decode } = keys.length === 0 ? nowhere : linked.hiddenKey()
  return after(keys.length === 0 ? [] : linked.rows(), (list) => {
    const byKey = Map.groupBy(list as AnyRow[], (row) => {
      const key = row[raw]![at]!
      return decode === null ? key : decode(key)
    })
    for (const row of rows) hang(row, relation, byKey.get(row[relation.near.attribute]) ?? [])
  })
}

function hang(row: AnyRow, relation: RelationInfo, far: AnyRow[]): void {
  setLoaded(row, relation.property, new ManyRuntime(row, relation, far))
}

/** Rows found through a foreign key that points here know the row that it points at. */
function pointBack(rows: readonly AnyRow[], relation: RelationInfo, byKey: ReadonlyMap<unknown, AnyRow[]>): void {
  const back = relation.far.relation
  if (back === null) return
  for (const row of rows)
    for (const each of byKey.get(row[relation.near.attribute]) ?? []) setLoaded(each, back.property, row)
}
