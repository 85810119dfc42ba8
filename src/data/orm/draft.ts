import type {
  Bound,
  Condition,
  Expression,
  ModelInfo,
  NamedExpression,
  OrderTerm,
  Query,
  RelatedRow,
  RelationInfo,
  Selection,
  Source,
} from '../query/index.ts'
import { all, hasAggregate } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import type { OrderRuntime } from './expressions.ts'
import type { Sharing, Slots } from './paths.ts'
import { Resolver } from './resolve.ts'
import { PlanCache, type ShapeNode } from './shape.ts'

/** A query tree in the making. */
export class Draft {
  readonly info: ModelInfo
  readonly resolver: Resolver
  readonly conditions: Condition[] = []
  /** Null while nobody asked for an order: then the model's own holds. */
  order: readonly OrderItem[] | null = null
  reversed = false
  distinct = false
  group: Query['group'] = null
  /** Null for whole rows. */
  values: { readonly named: NamedExpression[]; readonly form: 'record' | 'list' | 'flat' } | null = null
  readonly named: NamedExpression[] = []
  readonly relatedPaths: string[] = []
  /** Values that travel beside the rows: keys of the rows that they were found for. */
  readonly hidden: Expression[] = []
  /** To-many rows that the next filter shares with the relation that it is filtered through. */
  sticky: Sharing | null = null

  constructor(info: ModelInfo, slots: Slots) {
    this.info = info
    this.resolver = new Resolver(info, slots)
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
    const order = this.#order()
    const related = relatedRows(resolver, resolver.root, this.relatedPaths, info)
    const select: Selection =
      this.values === null
        ? {
            kind: 'rows',
            columns: info.columns,
            related,
            named: [...this.named, ...this.hidden.map((expression) => ({ name: '', expression }))],
          }
        : { kind: 'values', named: this.values.named }
    return {
      model: info,
      root: resolver.root,
      where: all(this.conditions),
      select,
      group: this.group,
      order,
      distinct: this.distinct,
      limit,
      offset,
    }
  }

  #order(): readonly OrderTerm[] {
    const own = Array.isArray(this.group)
      ? []
      : this.info.ordering.map(({ path, descending }) => ({ path, descending }))
    const terms = (this.order ?? own).flatMap((item) => this.#terms(item))
    return this.reversed ? terms.map(flipped) : terms
  }

  #terms(item: OrderItem): OrderTerm[] {
    if ('path' in item) return orderTerms(this.resolver, item.path, item.descending)
    const { next } = this.slots
    this.slots.next = item.slot
    const by = this.resolver.expression(item.term.expression, null, null)
    this.slots.next = next
    if (this.group === null && hasAggregate(by)) this.groupRows()
    return [{ by, descending: item.term.descending, nulls: item.term.nulls }]
  }
}

export type OrderItem =
  | { readonly path: string; readonly descending: boolean }
  | { readonly term: OrderRuntime; readonly slot: number }

function flipped(term: OrderTerm): OrderTerm {
  const nulls = term.nulls === null ? null : term.nulls === 'first' ? 'last' : 'first'
  return { by: term.by, descending: !term.descending, nulls }
}

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

/** The rows that `selectRelated` paths name, as a tree. */
function relatedRows(resolver: Resolver, source: Source, paths: readonly string[], model: ModelInfo): RelatedRow[] {
  const heads = new Map<string, string[]>()
  for (const path of paths) {
    const at = path.indexOf('__')
    const head = at < 0 ? path : path.slice(0, at)
    const tails = heads.get(head) ?? []
    if (at >= 0) tails.push(path.slice(at + 2))
    heads.set(head, tails)
  }
  return [...heads].map(([property, tails]) => {
    const relation = source.model.relations.get(property)
    if (relation === undefined) {
      if (source.model.column(property) !== undefined) throw ormErrors.NOT_TO_ONE({ model: model.name, path: property })
      const known = [...source.model.relations.keys()]
      throw ormErrors.NOT_A_RELATION({ model: source.model.name, path: property, name: property, known })
    }
    if (!relation.toOne) throw ormErrors.NOT_TO_ONE({ model: source.model.name, path: property })
    const far = resolver.hop(source, relation, null)
    return { property, source: far, related: relatedRows(resolver, far, tails, model) }
  })
}
