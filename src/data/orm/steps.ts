import type { ColumnInfo, Expression, ModelInfo, OrderTerm, RelationInfo } from '../query/index.ts'
import { columnOf, hasAggregate, never, some } from '../query/index.ts'
import type { Draft, OrderItem } from './draft.ts'
import { ormErrors } from './errors.ts'
import { FilteredRelationRuntime } from './expressions/filtered-relation.ts'
import type { ExpressionRuntime, OrderRuntime } from './expressions.ts'
import { named } from './generic/named.ts'
import { everything, withDefer, withOnly } from './loading.ts'
import { names, type Sharing } from './paths.ts'
import { saysNothing } from './resolve.ts'
import { bucket, marks, type ShapeNode, type Token, walk } from './shape.ts'
import { walkCondition } from './walk.ts'

/**
 * What a queryset says, one step at a time. A step adds itself to the query's shape (cheap, at every run) and, when a plan
 * is made, to the draft of the query tree (once per shape). Both take values in the same order.
 */
export interface Step {
  walk(node: ShapeNode, values: unknown[]): ShapeNode
  draft(draft: Draft): void
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
    const conditions = this.conditions.filter((each) => !saysNothing(each))
    if (conditions.length === 0) return
    // Not all of them: one of them denied is enough.
    draft.conditions.push(some(conditions.map((each) => draft.resolver.condition(each, true, sharing))))
  }
}

/**
 * Rows that stand in `relation` to one of several keys: what a to-many accessor and a prefetch are filtered by.
 * `reveal` reads along which key each row was found for.
 */
export class LinkStep implements Step {
  readonly relation: RelationInfo
  readonly keys: readonly unknown[]
  readonly reveal: boolean
  /** Of the rows for each key, only those between two places in the order. */
  readonly part: { readonly from: number; readonly to: number | null } | null

  constructor(relation: RelationInfo, keys: readonly unknown[], reveal: boolean, part: LinkStep['part']) {
    this.relation = relation
    this.keys = keys
    this.reveal = reveal
    this.part = part
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.link).child(this.relation).child(this.reveal)
    if (this.part !== null) {
      const { from, to } = this.part
      values.push(from)
      if (to !== null) values.push(to)
      next = next.child(marks.partition).child(to !== null)
    }
    if (this.keys.length === 1) {
      values.push(this.keys[0])
      return next.child(1)
    }
    values.push(this.keys)
    return next.child(marks.list).child(bucket(this.keys.length))
  }

  draft(draft: Draft): void {
    const { resolver } = draft
    const { relation, part } = this
    const [from, to] = part === null ? [0, null] : [draft.slots.next++, part.to === null ? null : draft.slots.next++]
    const slot = draft.slots.next++
    let left: Expression
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
    if (relation.generic !== null && relation.kind === 'foreignKey')
      draft.conditions.push(named(resolver.root, relation.generic, relation.to))
    if (part !== null) draft.part = { by: left, from, to }
    if (this.reveal) draft.hidden.push(left)
  }
}

/** `orderBy(…)`: replaces what was there; as in Django a `reverse()` before it still holds. */
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
    draft.order = this.terms.map((term): OrderItem => {
      if (typeof term === 'string') {
        const descending = term.startsWith('-')
        const path = descending || term.startsWith('+') ? term.slice(1) : term
        // What a combination has is known once it is put together.
        if (path !== '?' && draft.combined === null) draft.resolver.path(path)
        return { path, descending }
      }
      return { term, slot: draft.reserve({ walk: (node, values) => term[walk](node, values) }) }
    })
  }
}

/** `reverse()`, `none()`, `materialized()`. */
export class MarkStep implements Step {
  readonly what: 'reverse' | 'none' | 'materialized'

  constructor(what: 'reverse' | 'none' | 'materialized') {
    this.what = what
  }

  walk(node: ShapeNode): ShapeNode {
    return node.child(marks[this.what])
  }

  draft(draft: Draft): void {
    if (this.what === 'reverse') draft.reversed = !draft.reversed
    else if (this.what === 'materialized') draft.materialized = true
    else draft.conditions.push(never)
  }
}

/** `distinct()`; with paths, rows that differ in these values. */
export class DistinctStep implements Step {
  readonly paths: readonly string[]

  constructor(paths: readonly string[]) {
    this.paths = paths
  }

  walk(node: ShapeNode): ShapeNode {
    return along(node.child(marks.distinct), this.paths).child(marks.end)
  }

  draft(draft: Draft): void {
    draft.distinct = this.paths.length === 0 ? true : this.paths.map((path) => draft.resolver.path(path))
  }
}

/** A path, or an expression by name; without a name in a list of values. */
export type Selected = string | { readonly name: string | null; readonly expression: ExpressionRuntime }

/** `values(…)`, `valuesList(…)`. */
export class ValuesStep implements Step {
  readonly items: readonly Selected[]
  readonly form: 'record' | 'list' | 'flat'

  constructor(items: readonly Selected[], form: 'record' | 'list' | 'flat') {
    this.items = items
    this.form = form
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.values).child(this.form)
    for (const item of this.items)
      next =
        typeof item === 'string'
          ? next.child(item)
          : item.expression[walk](next.child(marks.annotate).child(item.name ?? marks.null), values)
    return next.child(marks.end)
  }

  draft(draft: Draft): void {
    const { form } = this
    if (draft.combined !== null) {
      // What the whole has is what its members select.
      const paths = this.items.map((item) => {
        if (typeof item === 'string') return item
        const { operator } = draft.combined!
        throw ormErrors.COMBINED({ model: draft.info.name, what: 'values() with expressions', operator })
      })
      draft.asked = { paths, form }
      return
    }
    // Computed values are there before rows become values: an aggregate among them is one of each row.
    const computed = this.items.map((item) => (typeof item === 'string' ? null : compute(draft, item)))
    const items: readonly Selected[] = this.items.length > 0 ? this.items : everyName(draft)
    draft.values = {
      named: items.map((item, i) => {
        const name = typeof item === 'string' ? item : (item.name ?? `#${i}`)
        return { name, expression: computed[i] ?? selectedPath(draft, name) }
      }),
      form,
    }
  }
}

/** An expression among the values: by its name it is an annotation. */
function compute(draft: Draft, { name, expression }: Exclude<Selected, string>): Expression {
  if (name !== null) return annotate(draft, name, expression)
  const resolved = draft.resolver.expression(expression, null, null)
  if (hasAggregate(resolved)) draft.groupRows()
  return resolved
}

/** The names of all columns and annotations. */
export function everyName({ info, resolver, aliases }: Draft): string[] {
  const annotations = [...resolver.annotations.keys()].filter((name) => !aliases.has(name))
  return [...info.columns.map((column: ColumnInfo) => column.attribute), ...annotations]
}

/** The value at a path, for a result. */
export function selectedPath(draft: Draft, path: string): Expression {
  if (draft.aliases.has(path.split('__')[0]!)) throw ormErrors.ALIAS_SELECTED({ model: draft.info.name, path })
  return draft.resolver.path(path)
}

/** `annotate(…)`, `alias(…)`. */
export class AnnotateStep implements Step {
  readonly named: Readonly<Record<string, ExpressionRuntime>>
  /** They become part of the results. */
  readonly selected: boolean

  constructor(named: Readonly<Record<string, ExpressionRuntime>>, selected: boolean) {
    this.named = named
    this.selected = selected
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(this.selected ? marks.annotate : marks.alias)
    for (const name of Object.keys(this.named)) next = this.named[name]![walk](next.child(name), values)
    return next
  }

  draft(draft: Draft): void {
    for (const [name, expression] of Object.entries(this.named)) {
      if (expression instanceof FilteredRelationRuntime) {
        checkName(draft, name)
        const { resolver } = draft
        resolver.filterRelation(name, expression.path, () => resolver.joined(expression.condition))
        continue
      }
      const resolved = annotate(draft, name, expression)
      if (!this.selected) draft.aliases.add(name)
      else if (draft.values !== null) draft.values.named.push({ name, expression: resolved })
      else draft.named.push({ name, expression: resolved })
    }
  }
}

function annotate(draft: Draft, name: string, expression: ExpressionRuntime): Expression {
  checkName(draft, name)
  const resolved = draft.resolver.expression(expression, null, null)
  draft.resolver.annotations.set(name, resolved)
  draft.aliases.delete(name)
  if (hasAggregate(resolved)) draft.groupRows()
  return resolved
}

export function checkName(draft: Draft, name: string): void {
  const problem = annotationProblem(draft.info, name)
  if (problem !== null) throw ormErrors.BAD_ANNOTATION({ model: draft.info.name, name, problem })
}

/** Why an annotation cannot have a name; null where it can. */
export function annotationProblem(info: ModelInfo, name: string): string | null {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return 'it is no plain name'
  if (name.includes('__')) return 'two underscores separate the parts of a path'
  if (names(info).includes(name)) return 'the model has a field of that name'
  return name in info.model.prototype ? 'rows have a member of that name' : null
}

/** `selectRelated(…)`: paths; without any, every relation to one row that is never null; null takes all back. */
export class RelatedStep implements Step {
  readonly paths: readonly string[] | null

  constructor(paths: readonly string[] | null) {
    this.paths = paths
  }

  walk(node: ShapeNode): ShapeNode {
    const next = node.child(marks.related)
    return this.paths === null ? next.child(marks.null) : along(next, this.paths)
  }

  draft(draft: Draft): void {
    const { paths } = this
    if (paths === null) draft.relatedPaths = []
    else draft.relatedPaths = paths.length === 0 ? null : [...(draft.relatedPaths ?? []), ...paths]
  }
}

function along(node: ShapeNode, tokens: readonly Token[]): ShapeNode {
  let next = node
  for (const token of tokens) next = next.child(token)
  return next
}

/** `only(…)`, `defer(…)`; null takes all back. */
export class LoadStep implements Step {
  readonly what: 'only' | 'defer'
  readonly paths: readonly string[] | null

  constructor(what: 'only' | 'defer', paths: readonly string[] | null) {
    this.what = what
    this.paths = paths
  }

  walk(node: ShapeNode): ShapeNode {
    const next = node.child(marks[this.what])
    return this.paths === null ? next.child(marks.null) : along(next, this.paths)
  }

  draft(draft: Draft): void {
    const { paths, what } = this
    if (paths === null) draft.loading = everything
    else if (what === 'only') draft.loading = withOnly(draft.loading, paths, draft.info)
    else draft.loading = withDefer(draft.loading, paths)
  }
}

/** A column that is loaded in any case: what a prefetch sorts rows by. */
export class NeedStep implements Step {
  readonly column: ColumnInfo

  constructor(column: ColumnInfo) {
    this.column = column
  }

  walk(node: ShapeNode): ShapeNode {
    return node.child(marks.need).child(this.column)
  }

  draft(draft: Draft): void {
    draft.needed.push(this.column)
  }
}

/** The opposite order. */
export function flipped(term: OrderTerm): OrderTerm {
  const nulls = term.nulls === null ? null : term.nulls === 'first' ? 'last' : 'first'
  return { by: term.by, descending: !term.descending, nulls }
}
