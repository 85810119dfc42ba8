import type { Expression, Frame } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, type OrderRuntime, type Place } from '../expressions.ts'
import type { Resolver } from '../resolve.ts'
import { marks, type ShapeNode, walk } from '../shape.ts'

/** A function over the rows of a partition. Semantics: Django's `Window`. */
export class WindowRuntime extends ExpressionRuntime {
  readonly of: ExpressionRuntime
  readonly partition: readonly ExpressionRuntime[]
  readonly order: readonly OrderRuntime[]
  readonly frame: Frame | null

  constructor(
    of: ExpressionRuntime,
    partition: readonly ExpressionRuntime[],
    order: readonly OrderRuntime[],
    frame: Frame | null,
  ) {
    super()
    this.of = of
    this.partition = partition
    this.order = order
    this.frame = frame
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = this.of[walk](node.child(marks.window), values).child(marks.partition).child(this.partition.length)
    for (const each of this.partition) next = each[walk](next, values)
    next = next.child(marks.order).child(this.order.length)
    for (const each of this.order) next = each[walk](next, values)
    const { frame } = this
    if (frame === null) return next.child(marks.end)
    const bound = (at: number | null) => at ?? 'unbounded'
    return next
      .child(marks.frame)
      .child(frame.kind)
      .child(bound(frame.from))
      .child(bound(frame.to))
      .child(frame.exclude ?? '')
  }

  override resolve(resolver: Resolver, _place: Place): Expression {
    const place: Place = { sharing: null, beside: null }
    const of = resolver.ofAggregates(() => this.of.resolve(resolver, place))
    if (of.kind !== 'call' && of.kind !== 'aggregate' && of.kind !== 'sql')
      throw ormErrors.BAD_ARGUMENT({ where: 'Window()', needs: 'a function or an aggregate', given: 'something else' })
    const partition = this.partition.map((each) => each.resolve(resolver, place))
    const order = this.order.map(({ expression, descending, nulls }) => ({
      by: expression.resolve(resolver, place),
      descending,
      nulls,
    }))
    return Object.freeze({ kind: 'window', of, partition, order, frame: this.frame, output: of.output })
  }
}
