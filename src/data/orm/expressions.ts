import type { AggregateFunction, ArithmeticOperator } from '../query/index.ts'
import { checkPath } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import { walkCondition, walkValue } from './walk.ts'

/** Something that the database computes. Immutable; says nothing of a model until a query resolves it. */
export abstract class ExpressionRuntime implements Walkable {
  abstract [walk](node: ShapeNode, values: unknown[]): ShapeNode

  plus(other: unknown): ExpressionRuntime {
    return new Arithmetic('+', this, other)
  }
  minus(other: unknown): ExpressionRuntime {
    return new Arithmetic('-', this, other)
  }
  times(other: unknown): ExpressionRuntime {
    return new Arithmetic('*', this, other)
  }
  dividedBy(other: unknown): ExpressionRuntime {
    return new Arithmetic('/', this, other)
  }
  modulo(other: unknown): ExpressionRuntime {
    return new Arithmetic('%', this, other)
  }
  /** As a term of `orderBy`. */
  asc(options?: NullsOption): OrderRuntime {
    return new OrderRuntime(this, false, options?.nulls ?? null)
  }
  desc(options?: NullsOption): OrderRuntime {
    return new OrderRuntime(this, true, options?.nulls ?? null)
  }
}

export interface NullsOption {
  /** Where rows without a value go; left out, the database decides. */
  readonly nulls?: 'first' | 'last'
}

/** An expression to order by. */
export class OrderRuntime implements Walkable {
  readonly expression: ExpressionRuntime
  readonly descending: boolean
  readonly nulls: 'first' | 'last' | null

  constructor(expression: ExpressionRuntime, descending: boolean, nulls: 'first' | 'last' | null) {
    if (nulls !== null && nulls !== 'first' && nulls !== 'last')
      throw ormErrors.BAD_ARGUMENT({ where: '`nulls`', needs: "'first' or 'last'", given: 'something else' })
    this.expression = expression
    this.descending = descending
    this.nulls = nulls
  }

  [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    return this.expression[walk](
      node
        .child(marks.order)
        .child(this.descending)
        .child(this.nulls ?? ''),
      values,
    )
  }
}

/** The value at a path. */
export class PathExpression extends ExpressionRuntime {
  readonly path: string

  constructor(path: string) {
    super()
    checkPath('An expression', path)
    this.path = path
  }

  override [walk](node: ShapeNode): ShapeNode {
    return node.child(marks.path).child(this.path)
  }
}

/** A value as an expression: what stands beside a path in arithmetic. */
export class ValueExpression extends ExpressionRuntime {
  readonly value: unknown

  constructor(value: unknown) {
    super()
    this.value = value
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    // Whole numbers and fractions are computed with differently.
    const kind = typeof this.value === 'number' ? Number.isInteger(this.value) : typeof this.value
    return walkValue(node.child(marks.value).child(kind), this.value, values, 'An expression', 'value')
  }
}

export class Arithmetic extends ExpressionRuntime {
  readonly operator: ArithmeticOperator
  readonly left: ExpressionRuntime
  readonly right: ExpressionRuntime

  constructor(operator: ArithmeticOperator, left: ExpressionRuntime, right: unknown) {
    super()
    this.operator = operator
    this.left = left
    this.right = right instanceof ExpressionRuntime ? right : new ValueExpression(right)
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    const left = this.left[walk](node.child(marks.arithmetic).child(this.operator), values)
    return this.right[walk](left, values)
  }
}

export interface AggregateOptions {
  /** Each value once. */
  readonly distinct?: boolean
  /** Lookups or a Q: only rows for which they hold. */
  readonly filter?: object
}

export class Aggregate extends ExpressionRuntime {
  readonly function: AggregateFunction
  /** Null counts rows. */
  readonly of: ExpressionRuntime | null
  readonly distinct: boolean
  readonly filter: object | null

  constructor(name: AggregateFunction, of: string | ExpressionRuntime, options?: AggregateOptions | null) {
    super()
    this.function = name
    this.of = of === '*' ? null : of instanceof ExpressionRuntime ? of : new PathExpression(of)
    this.distinct = options?.distinct ?? false
    this.filter = options?.filter ?? null
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.aggregate).child(this.function).child(this.distinct)
    next = this.of === null ? next.child('*') : this.of[walk](next, values)
    if (this.filter === null) return next
    return walkCondition(next.child(marks.filter), this.filter, values, 'An aggregate').child(marks.end)
  }
}

/** The value at a path of the same row: `F('price').times(2)`, `filter({ updated__gt: F('created') })`. Django's `F`. */
export function F(path: string): ExpressionRuntime {
  return new PathExpression(path)
}

/** How many values there are at a path ('*': how many rows). 0 where there is none. */
export function Count(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return new Aggregate('count', of, options)
}

/** The sum of the values at a path; null where there is none. */
export function Sum(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return new Aggregate('sum', of, options)
}

/** The mean of the values at a path; null where there is none. */
export function Avg(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return new Aggregate('avg', of, options)
}

/** The smallest value at a path; null where there is none. */
export function Min(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return new Aggregate('min', of, options)
}

/** The greatest value at a path; null where there is none. */
export function Max(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return new Aggregate('max', of, options)
}
