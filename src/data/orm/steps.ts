import type {
  ColumnInfo,
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
import { all, type Bound, type Condition, columnOf, hasAggregate, never } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import type { ExpressionRuntime, OrderRuntime } from './expressions.ts'
import { names, Resolver, type Sharing, type Slots } from './resolve.ts'
import { bucket, marks, PlanCache, type ShapeNode, walk } from './shape.ts'
import { walkCondition } from './walk.ts'

/**
 * What a queryset says, one step at a time. A step adds itself to the query's shape (cheap, at every run) and, when a plan
 * is made, to the draft of the query tree (once per shape). Both take values in the same order.
 */
export interface Step {
  walk(node: ShapeNode, values: unknown[]): ShapeNode
  draft(draft: Draft): void
}

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
    return [{ by, descending: item.term.descending, nulls: item.term.nulls }]
  }
}

type OrderItem =
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

// ---- the steps -------------------------------------------------------------------------------------------------------

/** `filter(…)`, `exclude(…)`. */
export class FilterStep implements Step {
  readonly conditions: readonly object[]
  readonly denied: boolean

  constructor(conditions: readonly object[], denied: boolean) {
    this.conditions = conditions
    this.denied = denied
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    const where = this.denied ? 'exclude()' : 'filter()'
    let next = node.child(this.denied ? marks.exclude : marks.filter)
    const { conditions } = this
    for (let i = 0; i < conditions.length; i++) {
      if (i > 0) next = next.child(marks.record)
      next = walkCondition(next, conditions[i]!, values, where)
    }
    return next
  }

  draft(draft: Draft): void {
    const sharing: Sharing = draft.sticky ?? new Map()
    draft.sticky = null
    if (!this.denied) {
      for (const condition of this.conditions)
        draft.conditions.push(draft.resolver.condition(condition, false, sharing))
      return
    }
    const { conditions } = this
    const one = conditions.length === 1 ? conditions[0]! : null
    draft.conditions.push(
      one !== null
        ? draft.resolver.condition(one, true, sharing)
        : denyAll(conditions.map((each) => draft.resolver.condition(each, true, sharing))),
    )
  }
}

/** Not all of them: each part is already denied. */
function denyAll(denied: readonly Condition[]): Condition {
  if (denied.length === 0) return never
  return denied.length === 1 ? denied[0]! : { kind: 'some', of: denied }
}

/**
 * Rows that stand in `relation` to one of several keys: what a to-many accessor and a prefetch are filtered by.
 * `reveal` reads along which key each row was found for.
 */
export class LinkStep implements Step {
  readonly relation: RelationInfo
  readonly keys: readonly unknown[]
  readonly reveal: boolean

  constructor(relation: RelationInfo, keys: readonly unknown[], reveal: boolean) {
    this.relation = relation
    this.keys = keys
    this.reveal = reveal
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    const next = node.child(marks.link).child(this.relation).child(this.reveal)
    if (this.keys.length === 1) {
      values.push(this.keys[0])
      return next.child(1)
    }
    values.push(this.keys)
    return next.child(marks.list).child(bucket(this.keys.length))
  }

  draft(draft: Draft): void {
    const { resolver } = draft
    const slot = draft.slots.next++
    let left: Expression
    const { relation } = this
    if (relation.kind === 'foreignKey' || relation.kind === 'oneToOne') left = columnOf(resolver.root, relation.near)
    else {
      draft.sticky = new Map()
      left = resolver.keyOf(relation, draft.sticky)
    }
    const size = bucket(this.keys.length)
    const output = left.output
    draft.conditions.push(
      this.keys.length === 0
        ? never
        : this.keys.length === 1
          ? { kind: 'compare', left, lookup: 'exact', right: { kind: 'value', slot, output } }
          : { kind: 'compare', left, lookup: 'in', right: { kind: 'list', slot, size } },
    )
    if (this.reveal) draft.hidden.push(left)
  }
}

/** `orderBy(…)`: replaces what was there. */
export class OrderStep implements Step {
  readonly terms: readonly (string | OrderRuntime)[]

  constructor(terms: readonly (string | OrderRuntime)[]) {
    this.terms = terms
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.order)
    for (const term of this.terms) next = typeof term === 'string' ? next.child(term) : term[walk](next, values)
    return next
  }

  draft(draft: Draft): void {
    draft.reversed = false
    draft.order = this.terms.map((term): OrderItem => {
      if (typeof term === 'string') {
        const descending = term.startsWith('-')
        const path = descending || term.startsWith('+') ? term.slice(1) : term
        if (path !== '?') draft.resolver.path(path)
        return { path, descending }
      }
      return { term, slot: draft.reserve({ walk: (node, values) => term[walk](node, values) }) }
    })
  }
}

/** `reverse()`, `distinct()`, `none()`. */
export class MarkStep implements Step {
  readonly what: 'reverse' | 'distinct' | 'none'

  constructor(what: 'reverse' | 'distinct' | 'none') {
    this.what = what
  }

  walk(node: ShapeNode): ShapeNode {
    return node.child(marks[this.what])
  }

  draft(draft: Draft): void {
    if (this.what === 'reverse') draft.reversed = !draft.reversed
    else if (this.what === 'distinct') draft.distinct = true
    else draft.conditions.push(never)
  }
}

/** `values(…)`, `valuesList(…)`. */
export class ValuesStep implements Step {
  readonly paths: readonly string[]
  readonly form: 'record' | 'list' | 'flat'

  constructor(paths: readonly string[], form: 'record' | 'list' | 'flat') {
    this.paths = paths
    this.form = form
  }

  walk(node: ShapeNode): ShapeNode {
    let next = node.child(marks.values).child(this.form)
    for (const path of this.paths) next = next.child(path)
    return next
  }

  draft(draft: Draft): void {
    const every = () => [
      ...draft.info.columns.map((column: ColumnInfo) => column.attribute),
      ...draft.resolver.annotations.keys(),
    ]
    const paths = this.paths.length > 0 ? this.paths : every()
    const named = paths.map((name) => ({ name, expression: draft.resolver.path(name) }))
    draft.values = { named, form: this.form }
  }
}

/** `annotate(…)`. */
export class AnnotateStep implements Step {
  readonly named: Readonly<Record<string, ExpressionRuntime>>

  constructor(named: Readonly<Record<string, ExpressionRuntime>>) {
    this.named = named
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.annotate)
    for (const name in this.named) next = this.named[name]![walk](next.child(name), values)
    return next
  }

  draft(draft: Draft): void {
    for (const [name, expression] of Object.entries(this.named)) {
      checkName(draft, name)
      const resolved = draft.resolver.expression(expression, null, null)
      draft.resolver.annotations.set(name, resolved)
      if (draft.values !== null) draft.values.named.push({ name, expression: resolved })
      else draft.named.push({ name, expression: resolved })
      if (hasAggregate(resolved)) draft.group = grouping(draft)
    }
  }
}

/** One group per row of the model, or per combination of the values that were asked for before. */
function grouping(draft: Draft): Query['group'] {
  if (draft.values === null) return 'rows'
  return draft.values.named.map((each) => each.expression).filter((each) => !hasAggregate(each))
}

function checkName(draft: Draft, name: string): void {
  const bad = (problem: string) => ormErrors.BAD_ANNOTATION({ model: draft.info.name, name, problem })
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) throw bad('it is no plain name')
  if (name.includes('__')) throw bad('two underscores separate the parts of a path')
  if (names(draft.info).includes(name)) throw bad('the model has a field of that name')
  if (name in draft.info.model.prototype) throw bad('rows have a member of that name')
}

/** `selectRelated(…)`. */
export class RelatedStep implements Step {
  readonly paths: readonly string[]

  constructor(paths: readonly string[]) {
    this.paths = paths
  }

  walk(node: ShapeNode): ShapeNode {
    let next = node.child(marks.related)
    for (const path of this.paths) next = next.child(path)
    return next
  }

  draft(draft: Draft): void {
    draft.relatedPaths.push(...this.paths)
  }
}
