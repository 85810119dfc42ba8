import type {
  Bound,
  ColumnInfo,
  Condition,
  Expression,
  Field,
  ModelInfo,
  NamedExpression,
  OrderTerm,
  Query,
  RelationInfo,
  Selection,
} from '../query/index.ts'
import { all, hasAggregate } from '../query/index.ts'
import { type CombinedDraft, combine } from './combining.ts'
import { integerField } from './computed.ts'
import { type PageDraft, paged } from './cursor-page.ts'
import type { OrderRuntime } from './expressions.ts'
import { everything, type Loading, type Mask, maskOf } from './loading.ts'
import { type LockDraft, lockOf } from './locking.ts'
import type { Sharing, Slots } from './paths.ts'
import { readRows } from './related-rows.ts'
import { Resolver } from './resolve.ts'
import { PlanCache, type ShapeNode } from './shape.ts'
import { flipped } from './steps.ts'

/** A query tree in the making. */
export class Draft {
  readonly info: ModelInfo
  readonly resolver: Resolver
  readonly conditions: Condition[] = []
  /** Null while nobody asked for an order: then the model's own holds. */
  order: readonly OrderItem[] | null = null
  reversed = false
  distinct: Query['distinct'] = false
  /** The rows are those of a set operation. */
  combined: CombinedDraft | null = null
  /** The values that were asked of the set operation's result. */
  asked: { readonly paths: readonly string[]; readonly form: 'record' | 'list' | 'flat' } | null = null
  recursion: Query['recursion'] = null
  materialized = false
  lock: LockDraft | null = null
  /** Rows of one page only. */
  page: PageDraft | null = null
  /** What the last values of each row are, that say where it stands. */
  places: readonly Field[] = []
  /** Annotations that are no part of the results. */
  readonly aliases = new Set<string>()
  group: Query['group'] = null
  /** Null for whole rows. */
  values: { readonly named: NamedExpression[]; readonly form: 'record' | 'list' | 'flat' } | null = null
  readonly named: NamedExpression[] = []
  /** Null for every to-one relation that may not be null. */
  relatedPaths: readonly string[] | null = []
  /** Which columns are loaded. */
  loading: Loading = everything
  /** Columns that are loaded in any case. */
  readonly needed: ColumnInfo[] = []
  /** Values that travel beside the rows: keys of the rows that they were found for. */
  readonly hidden: Expression[] = []
  /** To-many rows that the next filter shares with the relation that it is filtered through. */
  sticky: Sharing | null = null

  /** Of the rows that share a value, only those between two places in the order, given in slots. */
  part: { readonly by: Expression; readonly from: number; readonly to: number | null } | null = null

  constructor(info: ModelInfo, slots: Slots, outer: Resolver | null = null) {
    this.info = info
    this.resolver = new Resolver(info, slots, outer)
  }

  get slots(): Slots {
    return this.resolver.slots
  }

  /** Takes the slots of something that is resolved later, and says where they begin. */
  reserve(step: { walk(node: ShapeNode, values: unknown[]): ShapeNode }): number {
    const first = this.slots.next
    const values: unknown[] = []
    step.walk(new PlanCache().root, values)
    this.slots.next += values.length
    return first
  }

  /** For an aggregate: one group per row of the model, or per combination of the values that were asked for before. */
  groupRows(): void {
    const { values } = this
    this.group =
      values === null ? 'rows' : values.named.map((each) => each.expression).filter((each) => !hasAggregate(each))
  }

  finish(limit: Bound, offset: Bound): Query {
    const { resolver, info } = this
    const combined = this.combined === null ? null : combine(this, this.combined)
    const order = this.page === null ? this.terms() : paged(this, this.page)
    const select: Selection =
      this.values === null
        ? {
            kind: 'rows',
            ...readRows(resolver, this.relatedPaths, this.#mask()),
            named: [...this.named, ...this.hidden.map((expression) => ({ name: '', expression }))],
          }
        : { kind: 'values', named: this.values.named }
    return {
      model: info,
      root: resolver.root,
      where: all([...this.conditions, ...this.#places(order)]),
      select,
      group: this.group,
      order,
      distinct: this.distinct,
      combined,
      recursion: this.recursion,
      materialized: this.materialized,
      lock: this.lock === null ? null : lockOf(resolver, select, this.lock),
      limit,
      offset,
    }
  }

  /** Takes from `at` on the slots that were reserved before. */
  within<R>(at: number, work: () => R): R {
    const { next } = this.slots
    this.slots.next = at
    try {
      return work()
    } finally {
      this.slots.next = next
    }
  }

  #mask(): Mask | null {
    const mask = maskOf(this.info, this.loading)
    if (mask !== null) for (const column of this.needed) mask.columns.add(column)
    return mask
  }

  #places(order: readonly OrderTerm[]): Condition[] {
    if (this.part === null) return []
    const { by, from, to } = this.part
    const of: Expression = { kind: 'call', function: 'rowNumber', of: [], options: {}, output: integerField }
    const left: Expression = { kind: 'window', of, partition: [by], order, frame: null, output: integerField }
    const bound = (lookup: string, slot: number): Condition => ({
      kind: 'compare',
      left,
      lookup,
      right: { kind: 'value', slot, output: integerField },
    })
    return [bound('gt', from), ...(to === null ? [] : [bound('lte', to)])]
  }

  /** What the rows are ordered by. */
  terms(): readonly OrderTerm[] {
    const own = Array.isArray(this.group)
      ? []
      : this.info.ordering.map(({ path, descending }) => ({ path, descending }))
    const terms = (this.order ?? own).flatMap((item) => this.#terms(item))
    return this.reversed ? terms.map(flipped) : terms
  }

  #terms(item: OrderItem): OrderTerm[] {
    if ('path' in item) return orderTerms(this.resolver, item.path, item.descending)
    const by = this.within(item.slot, () => this.resolver.expression(item.term.expression, null, null))
    if (this.group === null && hasAggregate(by)) this.groupRows()
    return [{ by, descending: item.term.descending, nulls: item.term.nulls }]
  }
}

export type OrderItem =
  | { readonly path: string; readonly descending: boolean }
  | { readonly term: OrderRuntime; readonly slot: number }

/** What a path orders by: a relation by the order of its model, or its key. */
function orderTerms(resolver: Resolver, path: string, descending: boolean, depth = 0): OrderTerm[] {
  if (path === '?') return [{ by: null, descending: false, nulls: null }]
  const relation = relationAt(resolver, path)
  if (relation !== null && relation.to.ordering.length > 0 && depth < 5)
    return relation.to.ordering.flatMap((inner) =>
      orderTerms(resolver, `${path}__${inner.path}`, descending !== inner.descending, depth + 1),
    )
  return [{ by: resolver.path(path), descending, nulls: null }]
}

/** The relation that a path ends in; null where it ends in a column. */
function relationAt(resolver: Resolver, path: string): RelationInfo | null {
  let info = resolver.info
  let relation: RelationInfo | null = null
  if (resolver.annotations.has(path.split('__')[0]!)) return null
  for (const name of path.split('__')) {
    relation = info.relations.get(name) ?? null
    if (relation === null) return null
    info = relation.to
  }
  return relation
}
