import type { CallOptions, Expression, Field } from '../../query/index.ts'
import { integerField, jsonField, textField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, fieldToken, type Place } from '../expressions.ts'
import type { Resolver } from '../resolve.ts'
import { marks, type ShapeNode, walk } from '../shape.ts'
import { commonOutput } from './conditional.ts'

/**
 * What the result of a function is: a field, or made from what its arguments are. Null (as where left out): what the
 * arguments have in common.
 */
export type CallOutput = Field | ((of: readonly Expression[], beside: Field | null) => Field | null) | null

/** A function of the database, known to the SQL compiler's tables by its name. */
export class CallRuntime extends ExpressionRuntime {
  readonly function: string
  readonly of: readonly ExpressionRuntime[]
  readonly options: CallOptions
  readonly result: CallOutput

  constructor(name: string, of: readonly ExpressionRuntime[], output: CallOutput = null, options: CallOptions = {}) {
    super()
    this.function = name
    this.of = of
    this.options = options
    this.result = output
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.call).child(this.function).child(this.of.length)
    for (const name in this.options) next = next.child(name).child(this.options[name] ?? marks.null)
    for (const each of this.of) next = each[walk](next, values)
    return next
  }

  override resolve(resolver: Resolver, place: Place): Expression {
    const { sharing, beside, said = false } = place
    const { result } = this
    // What makes a text, or counts in one, takes texts, whatever stands beside them; a document takes any values.
    let known: Field | null = result === textField || result === integerField ? textField : beside
    const of = this.of.map((each) => {
      const made = each.resolve(resolver, { sharing, beside: result === jsonField ? null : known })
      known ??= made.output
      return made
    })
    const output =
      typeof this.result === 'function'
        ? this.result(of, said ? beside : null)
        : (this.result ?? (said ? beside : (commonOutput(of, `${nameOf(this.function)}()`) ?? beside)))
    return Object.freeze({ kind: 'call', function: this.function, of, options: this.options, output })
  }
}

/** A value as another kind of value. Django's `Cast`. */
export class CastRuntime extends ExpressionRuntime {
  readonly of: ExpressionRuntime
  readonly field: Field

  constructor(of: ExpressionRuntime, field: Field) {
    super()
    if (field.columnType('postgres') === null)
      throw ormErrors.BAD_ARGUMENT({ where: 'Cast()', needs: 'a field with a column', given: `a ${field.type}` })
    this.of = of
    this.field = field
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    return this.of[walk](node.child(marks.cast).child(fieldToken(this.field)), values)
  }

  override resolve(resolver: Resolver, { sharing }: Place): Expression {
    const of = this.of.resolve(resolver, { sharing, beside: null })
    return Object.freeze({ kind: 'cast', of, output: this.field })
  }
}

/** 'coalesce' as programs write it. */
const nameOf = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`
