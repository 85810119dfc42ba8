import { type AnyQuerySet, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo, OnDelete, RelationInfo } from '../../../data/query/index.ts'
import { contentTypeKey } from '../../auth/index.ts'
import { mayDelete } from '../access.ts'
import { registrationOf } from '../history/seen.ts'
import { runnableRows } from '../list/actions/may-run.ts'
import type { AdminRequest } from '../request.ts'

/*
 * What a deletion does, by queries that count: no row is read, however many there are. Rows that go are subqueries of each other along the
 * relations that cascade; where models point at each other in a circle, their keys are read, up to a limit.
 */

/** Rows of one model and what becomes of them. */
export interface ImpactGroup {
  readonly info: ModelInfo
  readonly rows: AnyQuerySet
  readonly count: number
}

/** Rows that are in the way. */
export interface Blocker extends ImpactGroup {
  readonly relation: RelationInfo
  /** They point at the rows themselves that are to be deleted, not at others that would go with them. */
  readonly direct: boolean
  /** `needs`: they need it; `denied`: they would go with it, and are not this person's to delete. */
  readonly why: 'needs' | 'denied'
}

/** What deleting rows of a model does. */
export interface Impact {
  readonly goes: readonly ImpactGroup[]
  readonly stays: readonly (ImpactGroup & { readonly relation: RelationInfo })[]
  readonly blocks: readonly Blocker[]
  /** False where a circle of models was too large to be counted. */
  readonly isWhole: boolean
}

/** Keys that are read of models that point at each other in a circle. */
const mostInCircle = 5000
const deleting = { permissions: ['delete'] }

/** Finds what deleting `rows` of a model would do. */
export async function impactOf(admin: AdminRequest, info: ModelInfo, rows: AnyQuerySet): Promise<Impact> {
  const roots = rows.orderBy()
  const { going, isWhole } = await goingRows(info.concrete, roots)
  const goes: ImpactGroup[] = []
  const stays: (ImpactGroup & { relation: RelationInfo })[] = []
  const blocks: Blocker[] = []
  for (const [from, its] of going) {
    const all = from === info.concrete ? its.exclude({ pk__in: roots.values('pk') }) : its
    const count = await all.count()
    if (count > 0) goes.push({ info: from, rows: all, count })
  }
  const add = async (relation: RelationInfo, direct: boolean, pointed: AnyQuerySet) => {
    const { from, onDelete } = relation
    const way = fateOf(relation)
    if (way === null) return
    const found = await pointingRows(relation, pointed)
    if (found === null) return
    const pointing = found.rows
    if (way === 'goes') {
      const denied = await deniedRows(admin, from, pointing)
      const count = denied === null ? 0 : await denied.rows.count()
      if (denied !== null && count > 0)
        blocks.push({ info: from, rows: denied.rows, count, relation, direct, why: 'denied' })
      return
    }
    const goingToo = going.get(from.concrete)
    const exempt = way === 'blocks' && onDelete === 'protect'
    const left = goingToo === undefined || exempt ? pointing : pointing.exclude({ pk__in: goingToo.values('pk') })
    const count = await left.count()
    if (count === 0) return
    if (way === 'stays') stays.push({ info: from, rows: left, count, relation })
    else blocks.push({ info: from, rows: left, count, relation, direct, why: 'needs' })
  }
  for (const relation of info.dependents) await add(relation, true, roots)
  for (const group of goes) for (const relation of group.info.dependents) await add(relation, false, group.rows)
  return { goes, stays, blocks, isWhole }
}

type Fate = 'goes' | 'stays' | 'blocks'

function fateOf({ from, onDelete }: { readonly from: ModelInfo; readonly onDelete: OnDelete }): Fate | null {
  if (from.automatic) return 'stays'
  if (onDelete === 'cascade') return 'goes'
  if (onDelete === 'setNull' || onDelete === 'setDefault') return 'stays'
  return onDelete === 'doNothing' ? null : 'blocks'
}

const cascades = (info: ModelInfo) => info.dependents.filter((relation) => fateOf(relation) === 'goes')

/** The rows that go with others, by model: those of the model itself among them, where its rows point at each other. */
async function goingRows(
  root: ModelInfo,
  roots: AnyQuerySet,
): Promise<{ readonly going: ReadonlyMap<ModelInfo, AnyQuerySet>; readonly isWhole: boolean }> {
  const going = new Map<ModelInfo, AnyQuerySet>()
  const order = ordered(root)
  if (order === null) return circle(root, roots)
  for (const info of order) {
    const its = info === root ? roots : going.get(info)
    if (its === undefined) continue
    for (const relation of cascades(info)) {
      const pointing = await pointingRows(relation, its)
      if (pointing === null) continue
      const from = relation.from.concrete
      const known = going.get(from)
      going.set(from, known === undefined ? pointing.rows : known.or(pointing.rows))
    }
  }
  return { going, isWhole: true }
}

/** The models that cascades reach, each after those that it hangs on; null where they go in a circle. */
function ordered(root: ModelInfo): ModelInfo[] | null {
  const done: ModelInfo[] = []
  const open = new Set<ModelInfo>()
  const visit = (info: ModelInfo): boolean => {
    if (done.includes(info)) return true
    if (open.has(info)) return false
    open.add(info)
    const fine = cascades(info).every((relation) => visit(relation.from.concrete))
    open.delete(info)
    done.push(info)
    return fine
  }
  return visit(root) ? done.reverse() : null
}

/** The same by keys, round by round, for models that point at each other. */
async function circle(root: ModelInfo, roots: AnyQuerySet) {
  const keys = new Map<ModelInfo, Set<unknown>>()
  let fresh = new Map<ModelInfo, readonly unknown[]>()
  fresh.set(root, (await roots.valuesList('pk', { flat: true }).slice(0, mostInCircle)) as unknown[])
  const first = new Set(fresh.get(root))
  let total = 0
  while (fresh.size > 0 && total < mostInCircle) {
    const next = new Map<ModelInfo, unknown[]>()
    for (const [info, some] of fresh)
      for (const relation of cascades(info)) {
        const from = relation.from.concrete
        const pointing = await pointingRows(relation, untyped(info).filter({ pk__in: some }).orderBy())
        if (pointing === null) continue
        const known = keys.get(from) ?? new Set()
        keys.set(from, known)
        const found = (await pointing.rows.valuesList('pk', { flat: true }).slice(0, mostInCircle)) as unknown[]
        const unknown = found.filter((key) => !known.has(key) && !(from === root && first.has(key)))
        for (const key of unknown) known.add(key)
        total += unknown.length
        if (unknown.length > 0) next.set(from, [...(next.get(from) ?? []), ...unknown])
      }
    fresh = next
  }
  const going = new Map<ModelInfo, AnyQuerySet>()
  for (const [info, its] of keys)
    if (its.size > 0)
      going.set(
        info,
        untyped(info)
          .filter({ pk__in: [...its] })
          .orderBy(),
      )
  return { going, isWhole: total < mostInCircle }
}

/** Rows that are not read yet: a promise of a queryset would read them. */
interface Unread {
  readonly rows: AnyQuerySet
}

/** The rows that point at others by a relation; null where none can. */
async function pointingRows({ generic, near, far, from, to }: RelationInfo, rows: AnyQuerySet): Promise<Unread | null> {
  const all = untyped(from).all().orderBy()
  if (generic === null) return { rows: all.filter({ [`${near.attribute}__in`]: rows.orderBy().values(far.property) }) }
  // Keys of any model stand in a column of another kind: they are compared as values.
  const found = (await rows.valuesList('pk', { flat: true }).slice(0, mostInCircle)) as unknown[]
  if (found.length === 0) return null
  const keys = found.map((key) => generic.key.field.clean(String(key)))
  const type = await contentTypeKey(to)
  return { rows: all.filter({ [generic.type.attribute]: type, [`${generic.key.attribute}__in`]: keys }) }
}

/** The rows of a model that this person may not delete; null where that is none. */
async function deniedRows(admin: AdminRequest, info: ModelInfo, rows: AnyQuerySet): Promise<Unread | null> {
  const model = registrationOf(admin, info)
  if (model === undefined) return null
  if (!mayDelete(admin, model)) return { rows }
  const allowed = await runnableRows(admin, model, deleting, rows)
  if (allowed === null) return { rows }
  return allowed.rows === rows ? null : { rows: rows.exclude({ pk__in: allowed.rows.orderBy().values('pk') }) }
}

/** How many rows go, and how many are in the way. */
export function sumOf(groups: readonly ImpactGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0)
}
