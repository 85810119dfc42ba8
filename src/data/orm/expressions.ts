import type { ArithmeticOperator, Expression, Field } from '../query/index.ts'
import { checkPath, kindOf } from './arguments.ts'
import { decimalField, fieldOfValue, integerField, kindOfValue } from './computed.ts'
import { ormErrors } from './errors.ts'
import { BaseField } from './fields/base.ts'
import { besideOf, computed, numeric, timely, wider } from './numbers.ts'
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
  /** `beside` is what the program said that the expression is. */
  readonly said?: boolean
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
  /** A part of a text, by characters counted from 0: `F('name').slice(0, 3)`. */
  slice(from: number, to?: number): ExpressionRuntime {
    return new Slice(this, from, to)
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
    if (!isValue(value))
      throw ormErrors.BAD_ARGUMENT({
        where: 'An expression',
        needs: 'a value that a column can hold',
        given: kindOf(value),
      })
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

/** Whether something may stand in a statement as a value: what does more than that has a place of its own. */
function isValue(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false
  if (typeof value !== 'object' || value === null) return true
  try {
    return !(walk in value) && !('then' in value) && !(value instanceof BaseField)
  } catch {
    return false
  }
}

const depthOf = (of: ExpressionRuntime) => (of instanceof Arithmetic ? of.depth : 0)

/** How often arithmetic may stand inside arithmetic. SQLite itself stops at 1000. */
const deepest = 500

export class Arithmetic extends ExpressionRuntime {
  readonly depth: number
  readonly operator: ArithmeticOperator
  readonly left: ExpressionRuntime
  readonly right: ExpressionRuntime

  constructor(operator: ArithmeticOperator, left: ExpressionRuntime, right: unknown) {
    super()
    this.operator = operator
    this.left = left
    this.right = right instanceof ExpressionRuntime ? right : new ValueExpression(right)
    this.depth = 1 + Math.max(depthOf(left), depthOf(this.right))
    if (this.depth > deepest) throw ormErrors.TOO_LONG({ deepest })
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    const left = this.left[walk](node.child(marks.arithmetic).child(this.operator), values)
    return this.right[walk](left, values)
  }

  override resolve(resolver: Resolver, { sharing, beside, said = false }: Place): Expression {
    const left = this.left.resolve(resolver, { sharing, beside })
    const given = this.right instanceof ValueExpression ? this.right.value : null
    const right = this.right.resolve(resolver, {
      sharing,
      beside: left.output === null ? beside : besideOf(left.output, this.operator, given),
    })
    const time = timely(left.output, this.operator, right.output)
    if (time !== undefined) {
      const output = said ? beside : time
      if (output !== null) return Object.freeze({ kind: 'arithmetic', operator: this.operator, left, right, output })
      const [first, second] = [left.output?.type ?? 'null', right.output?.type ?? 'null']
      throw ormErrors.MIXED_KINDS({ what: `'${this.operator}' in a query of ${resolver.info.name}`, first, second })
    }
    for (const { output } of [left, right])
      if (output !== null && !computed.has(output.describe().kind))
        throw ormErrors.NOT_A_NUMBER({ model: resolver.info.name, operator: this.operator, type: output.type })
    const wide = wider(left.output, right.output) ?? integerField
    const output = wide.describe().kind === 'decimal' ? decimalField : wide
    return Object.freeze({ kind: 'arithmetic', operator: this.operator, left, right, output })
  }
}

/** Some characters of a text, or items of a list. Semantics: Django's slices of `F`. */
class Slice extends ExpressionRuntime {
  readonly of: ExpressionRuntime
  readonly from: number
  readonly to: number | null

  constructor(of: ExpressionRuntime, from: number, to: number | undefined) {
    super()
    const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
    if (!whole(from) || (to !== undefined && (!whole(to) || to < from)))
      throw ormErrors.BAD_ARGUMENT({
        where: 'slice() of an expression',
        needs: 'whole numbers from 0 on, the second not below the first',
        given: 'others',
      })
    this.of = of
    this.from = from
    this.to = to ?? null
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    const next = node
      .child(marks.slice)
      .child(this.from)
      .child(this.to ?? marks.null)
    return this.of[walk](next, values)
  }

  override resolve(resolver: Resolver, place: Place): Expression {
    const of = this.of.resolve(resolver, { sharing: place.sharing, beside: null })
    const kind = of.output?.describe().kind
    const items = kind === 'array' ? of.output?.transform(`${this.from}_${this.to ?? 999_999_999}`) : null
    if (items != null) return Object.freeze({ kind: 'transform', of, transform: items, output: items.output })
    if (kind !== 'string' && kind !== 'text')
      throw ormErrors.BAD_ARGUMENT({
        where: 'slice() of an expression',
        needs: 'a text or a list',
        given: `a ${of.output?.type ?? 'value'}`,
      })
    const options = { from: this.from, to: this.to }
    return Object.freeze({ kind: 'call', function: 'slice', of: [of], options, output: of.output })
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
    return Object.freeze({
      ...this.of.resolve(resolver, { sharing, beside: this.field, said: true }),
      output: this.field,
    })
  }
}

/** A field as a token of a shape: two that are declared alike are the same kind of value. */
export function fieldToken(field: Field): string {
  return JSON.stringify(field.deconstruct())
}

const checked = new WeakSet<Field>()

/** The options of a field that no model holds: they become part of a statement, and nobody looked at them before. */
function checkedField(where: string, field: BaseField): Field {
  if (checked.has(field)) return field
  const [problem] = field.problems()
  if (problem !== undefined) throw ormErrors.BAD_OPTION({ model: where, property: field.type, problem })
  checked.add(field)
  return field
}

/** A field function's result, as `output()` and `Cast` take it. */
export function fieldGiven(where: string, field: unknown): Field {
  if (field instanceof BaseField) return checkedField(where, field)
  throw ormErrors.BAD_ARGUMENT({ where, needs: 'a field such as `field.integer()`', given: kindOf(field) })
}

function constantOf(value: unknown): { readonly constant?: null | boolean } {
  return value === null || typeof value === 'boolean' ? { constant: value } : {}
}
