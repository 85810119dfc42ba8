import type { Condition, Expression, Field, Operand, Query, RelationInfo, Source } from '../query/index.ts'
import { all, always, columnOf, hasAggregate, never, not, some } from '../query/index.ts'
import { entriesOf } from './arguments.ts'
import { decimalField, floatField, integerField } from './computed.ts'
import { ormErrors } from './errors.ts'
import { Aggregate, Arithmetic, ExpressionRuntime, PathExpression, ValueExpression } from './expressions.ts'
import { computed, numeric, wider } from './numbers.ts'
import { type Context, isMember, open, PathResolver, type Sharing, type Slots } from './paths.ts'
import { QRuntime } from './q.ts'
import { bucket } from './shape.ts'
import { modelOf } from './walk.ts'

/** Something that resolves to a query of its own: a queryset as a value. */
export interface Subquery {
  /** The query and the one value that each of its rows gives; takes its slots. */
  resolveRows(slots: Slots): { readonly query: Query; readonly select: Expression }
}
export const subquery: unique symbol = Symbol('nuages.subquery')

const joined: Context = { ...open, joined: true }

/** Resolves the conditions and expressions of one query against the metadata of its model. */
export class Resolver extends PathResolver {
  /** Resolving what `aggregate()` computes. */
  #overall = false

  // ---- conditions ----------------------------------------------------------------------------------------------------

  /** Lookups or a Q, as one `filter` or `exclude` has them. */
  condition(condition: object, denied: boolean, sharing: Sharing | null): Condition {
    const context = { denied, inside: denied, joined: false, sharing }
    const out = this.#condition(condition, context)
    return denied ? not(out) : out
  }

  #condition(condition: object, context: Context): Condition {
    if (!(condition instanceof QRuntime))
      return all(entriesOf(condition).map(([path, value]) => this.#lookup(path, value, context)))
    const inner = condition.kind === 'not' ? { ...context, denied: !context.denied, inside: true } : context
    const parts = condition.parts.filter((part) => !saysNothing(part)).map((part) => this.#condition(part, inner))
    if (parts.length === 0) return always
    return condition.kind === 'or' ? some(parts) : condition.kind === 'not' ? not(all(parts)) : all(parts)
  }

  #lookup(path: string, value: unknown, context: Context): Condition {
    const segments = path.split('__')
    const named = this.annotations.get(segments[0]!)
    if (named !== undefined) return this.#compared(named, segments.slice(1), value, path, context, true)
    return this.#from(this.root, segments, 0, value, path, context)
  }

  #from(
    source: Source,
    segments: readonly string[],
    start: number,
    value: unknown,
    path: string,
    context: Context,
    first: RelationInfo | null = null,
  ): Condition {
    const split = this.follow(source, segments, start, path, context, first)
    if (split.kind === 'found') return this.#compared(split.expression, split.rest, value, path, context, false)
    // Denied conditions on to-many relations: there is no such row. Each is asked for itself, as in Django.
    const { relation, onward, at } = split
    const far: Source = Object.freeze({ model: relation.to, parent: split.source, relation })
    const inner: Context = { ...open, sharing: new Map() }
    const bare = onward === null && (at >= segments.length || !isMember(far.model, segments[at]!))
    const condition = bare
      ? this.#compared(columnOf(far, far.model.key), segments.slice(at), value, path, inner, false)
      : this.#from(far, segments, at, value, path, inner, onward)
    const related: Condition = Object.freeze({ kind: 'related', source: far, condition })
    const absent = value === null || (value === true && segments.at(-1) === 'isnull')
    if (!absent) return related
    const any: Condition = Object.freeze({ kind: 'related', source: far, condition: all([]) })
    return some([related, not(any)])
  }

  #compared(
    start: Expression,
    rest: readonly string[],
    value: unknown,
    path: string,
    context: Context,
    named: boolean,
  ): Condition {
    let left = start
    let lookup = 'exact'
    for (const [i, name] of rest.entries()) {
      const known = left.output?.lookups.has(name) === true
      if (known && i === rest.length - 1) lookup = name
      else if (known && left.output?.transform(name) == null) throw this.unknownLookup(left, rest[i + 1]!, path)
      else left = this.transformed(left, name, path)
    }
    const json = left.output?.describe().kind === 'json'
    const bad = (needs: string) => ormErrors.BAD_OPERAND({ model: this.info.name, path, needs })
    if (lookup === 'isnull') {
      if (typeof value !== 'boolean') throw bad('true or false')
      this.slots.next++
      return Object.freeze({ kind: 'isNull', of: left, is: value })
    }
    if (value === null && !(json && lookup === 'exact')) {
      if (lookup !== 'exact' && lookup !== 'iexact') throw ormErrors.NULL_COMPARED({ model: this.info.name, path })
      this.slots.next++
      return Object.freeze({ kind: 'isNull', of: left, is: true })
    }
    const operand = this.#operand(left, lookup, value, path, context.sharing, bad)
    if (operand === null) return never
    const compare: Condition = Object.freeze({ kind: 'compare', left, lookup, right: operand })
    if (!context.denied || named || value === null) return compare
    // Under a negation a row without a value must not vanish: it does not match, so that its denial holds.
    const column = columnUnder(left)
    const guards: Condition[] = []
    if (column !== null && mayBeNull(column)) guards.push(Object.freeze({ kind: 'isNull', of: column, is: false }))
    if (operand.kind === 'column' && mayBeNull(operand))
      guards.push(Object.freeze({ kind: 'isNull', of: operand, is: false }))
    return all([compare, ...guards])
  }

  /** The right side of a comparison; null where it can never hold. Takes its slots. */
  #operand(
    left: Expression,
    lookup: string,
    value: unknown,
    path: string,
    sharing: Sharing | null,
    bad: (needs: string) => Error,
  ): Operand | null {
    const kind = left.output?.lookups.get(lookup)
    for (const item of Array.isArray(value) || value instanceof Set ? value : [value])
      this.#checkModel(left, item, path, bad)
    if (value instanceof ExpressionRuntime) {
      const right = this.expression(value, sharing, left.output)
      if (hasAggregate(right)) throw ormErrors.MISPLACED_AGGREGATE({ where: 'a lookup' })
      if (kind === 'list' || kind === 'range') throw bad(kind === 'list' ? 'a list' : 'two values')
      return right
    }
    if (isSubquery(value)) {
      if (kind !== 'list') throw bad('a value, not a queryset')
      const rows = value[subquery].resolveRows(this.slots)
      return Object.freeze({ kind: 'rows', ...rows })
    }
    const slot = this.slots.next++
    if (kind === 'list') {
      if (!Array.isArray(value) && !(value instanceof Set)) throw bad('a list')
      const items = [...value]
      if (items.every((item) => item === null)) return null
      return Object.freeze({ kind: 'list', slot, size: bucket(items.length), path })
    }
    if (kind === 'range') {
      if (!Array.isArray(value) || value.length !== 2) throw bad('two values')
      if (value.includes(null)) throw ormErrors.NULL_COMPARED({ model: this.info.name, path })
      return Object.freeze({ kind: 'range', slot, path })
    }
    const json = left.output?.describe().kind === 'json'
    if (Array.isArray(value) && !json) throw bad('one value, not a list')
    const constant = value === null || typeof value === 'boolean' ? { constant: value } : {}
    return Object.freeze({ kind: 'value', slot, output: left.output, path, ...constant })
  }

  /** A row stands for its key: only where that model's key is compared. */
  #checkModel(left: Expression, value: unknown, path: string, bad: (needs: string) => Error): void {
    const given = modelOf(value)
    if (given === null) return
    const column = left.kind === 'column' ? left.column : null
    const wanted = column?.relation?.to ?? (column?.primaryKey ? column.model : null)
    if (wanted === null) throw bad('a value, not a row')
    if (wanted.model !== given)
      throw ormErrors.WRONG_MODEL({ where: `'${path}' on ${this.info.name}`, model: wanted.name, given: given.name })
  }

  // ---- expressions ---------------------------------------------------------------------------------------------------

  /** An expression; `beside` is the field that a bare value is compared or computed with. */
  expression(expression: ExpressionRuntime, sharing: Sharing | null, beside: Field | null): Expression {
    if (expression instanceof PathExpression) return this.path(expression.path, sharing)
    if (expression instanceof ValueExpression)
      return Object.freeze({ kind: 'value', slot: this.slots.next++, output: numeric(expression.value, beside) })
    if (expression instanceof Arithmetic) {
      const left = this.expression(expression.left, sharing, beside)
      const right = this.expression(expression.right, sharing, left.output ?? beside)
      for (const { output } of [left, right])
        if (output !== null && !computed.has(output.describe().kind))
          throw ormErrors.NOT_A_NUMBER({ model: this.info.name, operator: expression.operator, type: output.type })
      const wide = wider(left.output, right.output) ?? integerField
      const output = wide.describe().kind === 'decimal' ? decimalField : wide
      return Object.freeze({ kind: 'arithmetic', operator: expression.operator, left, right, output })
    }
    if (expression instanceof Aggregate) return this.aggregate(expression)
    throw ormErrors.NOT_AN_EXPRESSION({ where: 'The query', name: 'expression' })
  }

  /** An expression of aggregates over all rows: what those are of may be an aggregate of each row. */
  summary(expression: ExpressionRuntime): Expression {
    this.#overall = true
    try {
      return this.expression(expression, null, null)
    } finally {
      this.#overall = false
    }
  }

  aggregate(aggregate: Aggregate): Extract<Expression, { kind: 'aggregate' }> {
    const overall = this.#overall
    this.#overall = false
    const of = aggregate.of === null ? null : this.expression(aggregate.of, null, null)
    this.#overall = overall
    if (!overall && of !== null && hasAggregate(of)) throw ormErrors.MISPLACED_AGGREGATE({ where: 'another aggregate' })
    const filter = aggregate.filter === null ? null : this.#condition(aggregate.filter, joined)
    const source = of?.output ?? integerField
    const output =
      aggregate.function === 'count'
        ? integerField
        : aggregate.function !== 'avg'
          ? source
          : source.describe().kind === 'decimal'
            ? decimalField
            : floatField
    return Object.freeze({
      kind: 'aggregate',
      function: aggregate.function,
      of,
      distinct: aggregate.distinct,
      filter,
      output,
    })
  }
}

/** No lookups at all, as in a `Q` that is to be filled in a loop: it neither narrows nor widens what it is joined with. */
export function saysNothing(condition: object): boolean {
  return condition instanceof QRuntime ? condition.parts.every(saysNothing) : entriesOf(condition).length === 0
}

function isSubquery(value: unknown): value is { readonly [subquery]: Subquery } {
  return typeof value === 'object' && value !== null && subquery in value
}

/** The column that a chain of transforms reads. */
function columnUnder(expression: Expression): Extract<Expression, { kind: 'column' }> | null {
  if (expression.kind === 'transform') return columnUnder(expression.of)
  return expression.kind === 'column' ? expression : null
}

function mayBeNull({ source, column }: Extract<Expression, { kind: 'column' }>): boolean {
  if (column.null) return true
  for (let each: Source | null = source; each?.relation != null; each = each.parent) {
    const { kind, nullable } = each.relation
    if (nullable || (kind !== 'foreignKey' && kind !== 'oneToOne')) return true
  }
  return false
}
