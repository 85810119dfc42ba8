import { use } from '../../base/context/index.ts'
import type { Asked, Database, Limits } from '../drivers/index.ts'
import {
  type ColumnInfo,
  columnOf,
  type Expression,
  type ModelInfo,
  type Query,
  type RelationInfo,
} from '../query/index.ts'
import { checkPath, checkWithin, isRecord, kindOf } from './arguments.ts'
import { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import { ExpressionRuntime, OrderRuntime } from './expressions.ts'
import { type Orm, ormService } from './orm.ts'
import { Slots } from './paths.ts'
import { type PrefetchSpec, specsOf } from './prefetch-spec.ts'
import { QRuntime } from './q.ts'
import type { QuerySetRuntime } from './queryset.ts'
import { type Resolver, type Subquery, subquery } from './resolve.ts'
import { expressionsNamed, listItems, recordItems } from './selections.ts'
import { marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import {
  AnnotateStep,
  DistinctStep,
  FilterStep,
  LinkStep,
  LoadStep,
  MarkStep,
  NeedStep,
  OrderStep,
  RelatedStep,
  type Step,
  ValuesStep,
} from './steps.ts'
import { fits } from './walk.ts'

export type ModelClass = abstract new (...args: never) => object
/** Lookups by path, or a Q. */
export type Conditions = Readonly<Record<string, unknown>> | object

/** What a queryset says beside its steps. */
export interface Parts {
  readonly parent: QuerySetDescription | null
  readonly step: Step | null
  /** The slice, absolute. */
  readonly from: number
  readonly to: number | null
  readonly prefetches: readonly PrefetchSpec[]
  /** The database's name; null for the default. */
  readonly database: string | null
  /** Rows that are known already: of a prefetched relation. */
  readonly known: readonly unknown[] | null
  /** The row whose to-many relation this is, and the property under which its rows know it. */
  readonly owner: Owner | null
  /** The set operation whose result this is. */
  readonly combined: 'union' | 'intersection' | 'difference' | null
  /** The rows are to be locked: only inside a transaction. */
  readonly locked: boolean
  /** What ends its statements before they are done. */
  readonly limits: Asked | undefined
}
interface Owner {
  readonly row: object
  readonly property: string
}

/**
 * What a queryset says, and nothing that runs: every method gives a new description. It is read in two ways: walked to a
 * shape, by which its plan is found, and drafted to a query, from which that plan is made once.
 */
export abstract class QuerySetDescription implements Walkable, Subquery {
  readonly model: ModelClass
  protected readonly parts: Parts

  constructor(model: ModelClass, parts: Parts) {
    this.model = model
    this.parts = parts
  }

  /** The same kind of queryset with other parts. */
  protected abstract again(parts: Parts): this

  // ---- saying more ---------------------------------------------------------------------------------------------------

  protected further(step: Step | null, change: Partial<Parts> | null = null): this {
    const { from, to, prefetches, database, owner, combined, locked, limits } = this.parts
    const known = null
    const parts: Parts = { parent: this, step, from, to, prefetches, database, known, owner, combined, locked, limits }
    return this.again(change === null ? parts : { ...parts, ...change })
  }

  /** Refuses what the result of a set operation cannot do. Django's rules. */
  uncombined(what: string): void {
    const { combined } = this.parts
    if (combined !== null) throw ormErrors.COMBINED({ model: this.model.name, what, operator: combined })
  }

  unsliced(what: string): void {
    if (this.parts.from !== 0 || this.parts.to !== null) throw ormErrors.SLICED({ model: this.model.name, what })
  }

  all(): this {
    return this
  }

  /** No rows, and no query. */
  none(): this {
    return this.further(new MarkStep('none'), { known: [] })
  }

  filter(...conditions: Conditions[]): this {
    return this.filtered(conditions)
  }

  protected filtered(conditions: readonly Conditions[], what = 'filter()'): this {
    this.unsliced(what)
    this.uncombined(what)
    return this.further(new FilterStep(conditions, false))
  }

  exclude(...conditions: Conditions[]): this {
    this.unsliced('exclude()')
    this.uncombined('exclude()')
    return this.further(new FilterStep(conditions, true))
  }

  /**
   * Rows related to one row, for to-many accessors; `reveal` reads along which of several keys each was found for. A
   * slice counts for each key.
   */
  linked(relation: RelationInfo, keys: readonly unknown[], reveal: boolean): this {
    this.uncombined('A relation')
    const { from, to } = this.parts
    if (from === 0 && to === null) return this.further(new LinkStep(relation, keys, reveal, null))
    return this.further(new LinkStep(relation, keys, reveal, { from, to }), { from: 0, to: null })
  }

  /** The same; each row that comes knows `row` as its `property`. */
  ownedBy(row: object, property: string): this {
    return this.further(null, { owner: { row, property } })
  }

  /** The same, with its rows already read. */
  knowing(rows: readonly unknown[]): this {
    return this.further(null, { known: rows })
  }

  /** Whether its rows come in an order: its own, or its model's. Django's `ordered`. */
  get ordered(): boolean {
    for (let each: QuerySetDescription | null = this; each !== null; each = each.parts.parent) {
      if (each.parts.step instanceof OrderStep) return each.parts.step.terms.length > 0
    }
    return use(ormService).registry.of(this.model).ordering.length > 0
  }

  orderBy(...terms: unknown[]): this {
    this.unsliced('orderBy()')
    const checked = terms.map((term) => {
      if (typeof term === 'string' || term instanceof OrderRuntime) return term
      if (term instanceof ExpressionRuntime) return term.asc()
      throw ormErrors.NOT_AN_EXPRESSION({ where: 'orderBy()', name: kindOf(term) })
    })
    return this.further(new OrderStep(checked))
  }

  reverse(): this {
    this.unsliced('reverse()')
    return this.further(new MarkStep('reverse'))
  }

  /** Each row once; with paths, the first row in the order of each combination of their values (PostgreSQL). */
  distinct(...paths: string[]): this {
    this.unsliced('distinct()')
    this.uncombined('distinct()')
    for (const path of paths) checkPath(`distinct() of ${this.model.name}`, path)
    return this.further(new DistinctStep(paths))
  }

  /** As a subquery, computed once and by itself, whatever the database would rather do: a common table expression. */
  materialized(): this {
    return this.further(new MarkStep('materialized'))
  }

  slice(from: number, to?: number): this {
    const end = to ?? null
    const whole = (value: number) => Number.isSafeInteger(value) && value >= 0
    if (!whole(from) || (end !== null && (!whole(end) || end < from)))
      throw ormErrors.BAD_SLICE({ from: shown(from), to: shown(end) })
    const { from: start, to: stop, known } = this.parts
    const last = end === null ? stop : stop === null ? start + end : Math.min(stop, start + end)
    const first = last === null ? start + from : Math.min(last, start + from)
    if (last !== null && last <= first) return this.further(null, { from: first, to: first, known: [] })
    return this.further(null, { from: first, to: last, known: known?.slice(from, end ?? undefined) ?? null })
  }

  /** Paths, and expressions by name. */
  values(...items: unknown[]): this {
    return this.further(new ValuesStep(recordItems(`values() of ${this.model.name}`, items), 'record'))
  }

  /** Paths and expressions; `{ flat: true }` at the end. */
  valuesList(...given: unknown[]): this {
    const { items, flat } = listItems(`valuesList() of ${this.model.name}`, given)
    if (flat && items.length !== 1) throw ormErrors.TOO_MANY_COLUMNS({ what: 'valuesList(…, { flat: true })' })
    return this.further(new ValuesStep(items, flat ? 'flat' : 'list'))
  }

  annotate(named: Readonly<Record<string, object>>): this {
    return this.#annotated('annotate()', named, true)
  }

  /** Values that conditions, orders and further expressions may name, and that are no part of the results. */
  alias(named: Readonly<Record<string, object>>): this {
    return this.#annotated('alias()', named, false)
  }

  #annotated(what: string, named: Readonly<Record<string, object>>, selected: boolean): this {
    this.unsliced(what)
    this.uncombined(what)
    this.checkNamed(what, named)
    return this.further(new AnnotateStep(expressionsNamed(what, named), selected))
  }

  protected checkNamed(what: string, named: unknown): void {
    if (isRecord(named)) return
    const where = `${what} of ${this.model.name}`
    throw ormErrors.BAD_ARGUMENT({ where, needs: 'expressions by name', given: kindOf(named) })
  }

  /** Paths; without any, every foreign key that may not be null, and those of the rows found there; null takes all back. */
  selectRelated(...paths: (string | null)[]): this {
    return this.further(new RelatedStep(this.#loaded('selectRelated()', paths)))
  }

  /** Rows without these columns; null takes all back. */
  defer(...paths: (string | null)[]): this {
    return this.further(new LoadStep('defer', this.#loaded('defer()', paths)))
  }

  /** Rows with these columns and the key alone. */
  only(...paths: string[]): this {
    return this.further(new LoadStep('only', this.#loaded('only()', paths)))
  }

  /** Rows with this column, whatever `only` and `defer` say. */
  needing(column: ColumnInfo): this {
    return this.says((step) => step instanceof LoadStep) ? this.further(new NeedStep(column)) : this
  }

  #loaded(what: string, paths: readonly (string | null)[]): readonly string[] | null {
    this.uncombined(what)
    if (this.says((step) => step instanceof ValuesStep)) throw ormErrors.NOT_ROWS({ model: this.model.name, what })
    if (paths.length === 1 && paths[0] === null && what !== 'only()') return null
    for (const path of paths) checkPath(`${what} of ${this.model.name}`, path)
    return paths as readonly string[]
  }

  /** Paths, `{ path: queryset }` or `Prefetch(path, { rows, toAttr })`; null takes all back. */
  prefetchRelated(...paths: unknown[]): this {
    if (paths.length === 1 && paths[0] === null) return this.further(null, { prefetches: [] })
    this.uncombined('prefetchRelated()')
    const isRows = (value: unknown): value is QuerySetRuntime => value instanceof QuerySetDescription
    const added = specsOf(`prefetchRelated() of ${this.model.name}`, paths, isRows)
    return this.further(null, { prefetches: [...this.parts.prefetches, ...added] })
  }

  using(database: string): this {
    if (typeof database !== 'string')
      throw ormErrors.BAD_ARGUMENT({ where: 'using()', needs: 'the name of a database', given: kindOf(database) })
    return this.further(null, { database })
  }

  /** Ends its statements when a signal is aborted, or after so many milliseconds each. */
  within(limits: Limits): this {
    checkWithin(`within() of ${this.model.name}`, limits)
    return this.askedAs(limits)
  }

  /** With the limits and the origin of the queryset that it is read for. */
  askedAs(limits: Asked): this {
    return this.further(null, { limits })
  }

  apply<R>(scope: (queryset: never) => R): R {
    if (typeof scope !== 'function')
      throw ormErrors.BAD_ARGUMENT({
        where: `apply() of ${this.model.name}`,
        needs: 'a scope, a function of a queryset',
        given: kindOf(scope),
      })
    return scope(this as never)
  }

  /** Rows that are known without a query. */
  get known(): readonly unknown[] | null {
    return this.parts.known
  }

  /** Refuses to be anything but whole rows of a model. */
  mustGive(info: ModelInfo, where: string): void {
    if (!fits(this.model, info)) throw ormErrors.WRONG_MODEL({ where, model: info.name, given: this.model.name })
    if (this.says((step) => step instanceof ValuesStep)) throw ormErrors.NOT_ROWS({ model: info.name, what: where })
  }

  get prefetches(): readonly PrefetchSpec[] {
    return this.parts.prefetches
  }

  // ---- the description's two readings --------------------------------------------------------------------------------

  /** Adds the steps to a shape, without the slice. */
  protected walkSteps(node: ShapeNode, values: unknown[]): ShapeNode {
    const { parent, step } = this.parts
    const before = parent === null ? node.child(this.model) : parent.walkSteps(node, values)
    return step === null ? before : step.walk(before, values)
  }

  protected walkSlice(node: ShapeNode, values: unknown[]): ShapeNode {
    const { from, to } = this.parts
    let next = node
    if (to !== null) {
      values.push(to - from)
      next = next.child(marks.limit)
    }
    if (from > 0) {
      values.push(from)
      next = next.child(marks.offset)
    }
    return next
  }

  [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    const { database } = this.parts
    const start = node.child(marks.query)
    const next = this.walkSteps(database === null ? start : start.child(database), values)
    return this.walkSlice(next, values).child(marks.end)
  }

  /** Whether one of the steps is such a one. */
  says(such: (step: Step) => boolean): boolean {
    for (let at: QuerySetDescription | null = this; at !== null; at = at.parts.parent)
      if (at.parts.step !== null && such(at.parts.step)) return true
    return false
  }

  /** The steps, oldest first. */
  said(): Step[] {
    const steps: Step[] = []
    for (let at: QuerySetDescription | null = this; at !== null; at = at.parts.parent)
      if (at.parts.step !== null) steps.unshift(at.parts.step)
    return steps
  }

  /** The conditions for an error message: paths only, since values may be secret. */
  protected described(values: readonly unknown[]): string {
    const paths: string[] = []
    for (let at: QuerySetDescription | null = this; at !== null; at = at.parts.parent) {
      const { step } = at.parts
      if (step instanceof FilterStep) paths.unshift(...step.conditions.flatMap(pathsOf))
    }
    return paths.length === 0 && values.length === 0 ? 'the query' : `the query (${paths.join(', ')})`
  }

  protected draft(draft: Draft): Draft {
    const { parent, step } = this.parts
    if (parent !== null) parent.draft(draft)
    step?.draft(draft)
    return draft
  }

  protected drafted(orm: Orm, database: Database): Draft {
    return this.draft(new Draft(orm.registry.of(this.model), new Slots(database.name), null))
  }

  /** As a part of another query: a subquery of `outer`, or a member of a set operation. */
  draftedInside(slots: Slots, outer: Resolver | null): Draft {
    const orm = use(ormService)
    const info = orm.registry.of(this.model)
    this.#mustBeIn(slots.database, orm, info)
    return this.draft(new Draft(info, slots, outer))
  }

  /** A statement is sent to one database: a part may name no other. Rows related to one may come from any copy of their home. */
  #mustBeIn(name: string | null, orm: Orm, info: ModelInfo): void {
    const { database } = this.parts
    if (database === null || name === null || database === name) return
    const home = (of: string) => orm.writing(info, orm.database(of))
    if (this.says((step) => step instanceof LinkStep) && home(database) === home(name)) return
    throw ormErrors.OTHER_DATABASE_INSIDE({ model: info.name, database, outer: name })
  }

  finish(draft: Draft): Query {
    const { from, to } = this.parts
    const limit = to === null ? null : { slot: draft.slots.next++ }
    const offset = from === 0 ? null : { slot: draft.slots.next++ }
    return draft.finish(limit, offset)
  }

  get [subquery](): Subquery {
    return this
  }

  resolveRows(
    slots: Slots,
    outer: Resolver | null,
    far?: ColumnInfo,
  ): { readonly query: Query; readonly select: Expression } {
    const query = this.finish(this.draftedInside(slots, outer))
    const { select, root, model } = query
    if (select.kind === 'rows')
      return {
        query,
        select: columnOf(root, model.columns.find(({ property }) => property === far?.property) ?? model.key),
      }
    if (select.named.length !== 1) throw ormErrors.TOO_MANY_COLUMNS({ what: 'A queryset that is compared with' })
    return { query, select: select.named[0]!.expression }
  }

  resolveQuery(slots: Slots, outer: Resolver): { readonly query: Query } {
    return { query: this.finish(this.draftedInside(slots, outer)) }
  }
}

/** A bound of a slice in a message. */
function shown(bound: unknown): string {
  return typeof bound === 'number' || bound === null ? String(bound) : kindOf(bound)
}

/** The paths that lookups or a Q name. */
function pathsOf(condition: object): string[] {
  return condition instanceof QRuntime ? condition.parts.flatMap(pathsOf) : Object.keys(condition)
}
