import type { Aggregation, CallOptions, Expression, Field } from '../../query/index.ts'
import { hasAggregate } from '../../query/index.ts'
import { decimalField, floatField, integerField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, OrderRuntime, PathExpression, type Place, ValueExpression } from '../expressions.ts'
import { QRuntime } from '../q.ts'
import type { Resolver } from '../resolve.ts'
import { marks, type ShapeNode, walk } from '../shape.ts'
import { walkCondition } from '../walk.ts'
import { CallRuntime } from './call.ts'
import { operand } from './operand.ts'

export interface AggregateOptions {
  /** Each value once. */
  readonly distinct?: boolean
  /** Lookups or a Q: only rows for which they hold. */
  readonly filter?: object
  /** What the aggregate is over no rows at all, instead of null. */
  readonly default?: unknown
  /** The order in which values are taken, for aggregates that keep one. Paths, `-` for descending, or `asc()`, `desc()`. */
  readonly orderBy?: unknown
}

/** What the result of an aggregate is, from what it is of. */
export type AggregateOutput = (of: Field) => Field

const asItIs: AggregateOutput = (of) => of
const mean: AggregateOutput = (of) =>
  of.describe().kind === 'decimal' ? decimalField : of.describe().kind === 'duration' ? of : floatField

/** How the built-in aggregates make their result's kind; others say theirs when they are made. */
const outputs: Readonly<Record<string, AggregateOutput>> = {
  count: () => integerField,
  avg: mean,
  stddev: mean,
  variance: mean,
}

/** Aggregates that add values up, which days and moments do not. */
const added: ReadonlySet<string> = new Set(['sum', 'avg', 'stddev', 'variance'])
const moments: ReadonlySet<string> = new Set(['date', 'datetime', 'time'])

/** One value of many rows. Semantics: https://docs.djangoproject.com/en/stable/ref/models/querysets/#aggregation-functions */
export class Aggregate extends ExpressionRuntime {
  readonly function: string
  /** Null counts rows. */
  readonly of: ExpressionRuntime | null
  readonly more: readonly ExpressionRuntime[]
  readonly options: CallOptions
  readonly distinct: boolean
  readonly filter: object | null
  readonly order: readonly OrderRuntime[]
  readonly #output: AggregateOutput

  constructor(
    name: string,
    of: unknown,
    given?: AggregateOptions | null,
    more: readonly unknown[] = [],
    options: CallOptions = {},
    output: AggregateOutput = outputs[name] ?? asItIs,
  ) {
    super()
    this.function = name
    this.of =
      of === '*'
        ? null
        : of instanceof ExpressionRuntime || of instanceof QRuntime
          ? operand(of)
          : new PathExpression(of as string)
    this.more = more.map(operand)
    this.options = options
    this.distinct = given?.distinct ?? false
    this.filter = given?.filter ?? null
    this.order = given?.orderBy === undefined ? [] : [given.orderBy].flat().map(orderTerm)
    this.#output = output
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.aggregate).child(this.function).child(this.distinct)
    for (const name in this.options) next = next.child(name).child(this.options[name] ?? marks.null)
    next = this.of === null ? next.child('*') : this.of[walk](next, values)
    for (const each of this.more) next = each[walk](next, values)
    for (const each of this.order) next = each[walk](next, values)
    if (this.filter === null) return next.child(marks.end)
    return walkCondition(next.child(marks.filter), this.filter, values, 'An aggregate').child(marks.end)
  }

  override resolve(resolver: Resolver, _place: Place): Aggregation {
    const place: Place = { sharing: null, beside: null }
    const of = resolver.perRow(() => this.of?.resolve(resolver, place) ?? null)
    if (!resolver.overall && of !== null && hasAggregate(of))
      throw ormErrors.MISPLACED_AGGREGATE({ where: 'another aggregate' })
    const more = this.more.map((each) => each.resolve(resolver, place))
    const order = this.order.map(({ expression, descending, nulls }) => ({
      by: expression.resolve(resolver, place) as Expression,
      descending,
      nulls,
    }))
    const filter = this.filter === null ? null : resolver.joined(this.filter)
    const { distinct, options } = this
    if (added.has(this.function) && of !== null && moments.has(of.output?.describe().kind ?? ''))
      throw ormErrors.NOT_A_NUMBER({ model: resolver.info.name, operator: this.function, type: of.output!.type })
    const output = this.#output(of?.output ?? integerField)
    return Object.freeze({
      kind: 'aggregate',
      function: this.function,
      of,
      more,
      options,
      distinct,
      filter,
      order,
      output,
    })
  }
}

/** A path (`-` for descending), an expression, or an `asc()`/`desc()` of one. */
export function orderTerm(given: unknown): OrderRuntime {
  if (given instanceof OrderRuntime) return given
  if (typeof given !== 'string') return operand(given).asc()
  return given.startsWith('-') ? new PathExpression(given.slice(1)).desc() : new PathExpression(given).asc()
}

/** An aggregate; with `default`, that value where there are no rows. */
export function aggregate(
  name: string,
  of: unknown,
  given?: AggregateOptions | null,
  more: readonly unknown[] = [],
  options: CallOptions = {},
  output?: AggregateOutput,
): ExpressionRuntime {
  const made = new Aggregate(name, of, given, more, options, output)
  const otherwise = given?.default
  if (otherwise === undefined || otherwise === null) return made
  if (name === 'count') throw ormErrors.BAD_ARGUMENT({ where: 'Count()', needs: 'no default', given: 'one: it is 0' })
  const value = otherwise instanceof ExpressionRuntime ? otherwise : new ValueExpression(otherwise)
  return new CallRuntime('coalesce', [made, value])
}
