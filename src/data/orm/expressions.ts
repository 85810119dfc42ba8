import type { ArithmeticOperator, Expression, Field } from '../query/index.ts'
import { checkPath, kindOf } from './arguments.ts'
import { decimalField, fieldOfValue, integerField, kindOfValue } from './computed.ts'
import { ormErrors } from './errors.ts'
import { BaseField } from './fields/base.ts'
import { computed, numeric, wider } from './numbers.ts'
import type { Sharing } from './paths.ts'
import type { Resolver } from './resolve.ts'
import { marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import { lookups, walkValue } from './walk.ts'

/** Where in a query an expression stands. */
export interface Place {
  /** The to-many rows that the conditions of the same `filter()` share; null outside of one. */
  readonly sharing: Sharing | null
  /** The field that a bare value is compared or computed with. */
  readonly beside: Field | null
}

/**
 * Something that the database computes. Immutable; says nothing of a model until a query resolves it. `[walk]` adds it to a
 * query's shape (all that is no value), `resolve` makes the tree's node of it; both take the same values in the same order.
 */
export abstract class ExpressionRuntime implements Walkable {
  abstract [walk](node: ShapeNode, values: unknown[]): ShapeNode
  abstract resolve(resolver: Resolver, place: Place): Expression

  /** A truth value may stand among conditions; the resolver refuses another. */
  get [lookups](): true {
    return true
  }

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
  power(other: unknown): ExpressionRuntime {
    return new Arithmetic('power', this, other)
  }
  bitAnd(other: unknown): ExpressionRuntime {
    return new Arithmetic('bitAnd', this, other)
  }
  bitOr(other: unknown): ExpressionRuntime {
    return new Arithmetic('bitOr', this, other)
  }
  bitXor(other: unknown): ExpressionRuntime {
    return new Arithmetic('bitXor', this, other)
  }
  bitLeftShift(other: unknown): ExpressionRuntime {
    return new Arithmetic('shiftLeft', this, other)
  }
  bitRightShift(other: unknown): ExpressionRuntime {
    return new Arithmetic('shiftRight', this, other)
  }
  /** The same, read as the kind of value that a field has: `F('price').times(F('n')).output(field.decimal({ … }))`. */
  output(field: unknown): ExpressionRuntime {
    return new Output(this, fieldGiven('output()', field))
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

  override resolve(resolver: Resolver, { sharing }: Place): Expression {
    return resolver.path(this.path, sharing)
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
    const kind = kindOfValue(this.value) ?? marks.null
    return walkValue(node.child(marks.value).child(kind), this.value, values, 'An expression', 'value')
  }

  override resolve(resolver: Resolver, { beside }: Place): Expression {
    const output = numeric(this.value, beside) ?? fieldOfValue(this.value)
    return Object.freeze({ kind: 'value', slot: resolver.slots.next++, output, ...constantOf(this.value) })
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

  override resolve(resolver: Resolver, { sharing, beside }: Place): Expression {
    const left = this.left.resolve(resolver, { sharing, beside })
    const right = this.right.resolve(resolver, { sharing, beside: left.output ?? beside })
    for (const { output } of [left, right])
      if (output !== null && !computed.has(output.describe().kind))
        throw ormErrors.NOT_A_NUMBER({ model: resolver.info.name, operator: this.operator, type: output.type })
    const wide = wider(left.output, right.output) ?? integerField
    const output = wide.describe().kind === 'decimal' ? decimalField : wide
    return Object.freeze({ kind: 'arithmetic', operator: this.operator, left, right, output })
  }
}

/** An expression whose value is read as a field's. Django's `ExpressionWrapper`. */
export class Output extends ExpressionRuntime {
  readonly of: ExpressionRuntime
  readonly field: Field

  constructor(of: ExpressionRuntime, field: Field) {
    super()
    this.of = of
    this.field = field
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    return this.of[walk](node.child(marks.output).child(fieldToken(this.field)), values)
  }

  override resolve(resolver: Resolver, { sharing }: Place): Expression {
    return Object.freeze({ ...this.of.resolve(resolver, { sharing, beside: this.field }), output: this.field })
  }
}

/** A field as a token of a shape: two that are declared alike are the same kind of value. */
export function fieldToken(field: Field): string {
  return JSON.stringify(field.deconstruct())
}

/** A field function's result, as `output()` and `Cast` take it. */
export function fieldGiven(where: string, field: unknown): Field {
  if (field instanceof BaseField) return field
  throw ormErrors.BAD_ARGUMENT({ where, needs: 'a field such as `field.integer()`', given: kindOf(field) })
}

function constantOf(value: unknown): { readonly constant?: null | boolean } {
  return value === null || typeof value === 'boolean' ? { constant: value } : {}
}
