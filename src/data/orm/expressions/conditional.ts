import type { Expression, Field } from '../../query/index.ts'
import { booleanField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, type Place } from '../expressions.ts'
import type { Resolver } from '../resolve.ts'
import { marks, type ShapeNode, walk } from '../shape.ts'
import { walkCondition } from '../walk.ts'

/** Whether lookups or a Q hold, as a value. */
export class Condition extends ExpressionRuntime {
  readonly condition: object

  constructor(condition: object) {
    super()
    this.condition = condition
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    return walkCondition(node.child(marks.condition), this.condition, values, 'An expression').child(marks.end)
  }

  override resolve(resolver: Resolver): Expression {
    return Object.freeze({ kind: 'condition', condition: resolver.joined(this.condition), output: booleanField })
  }
}

/** A branch of a `Case`. */
export class WhenRuntime {
  readonly condition: object
  readonly value: ExpressionRuntime

  constructor(condition: object, value: ExpressionRuntime) {
    this.condition = condition
    this.value = value
  }
}

/** The value of the first branch whose condition holds. Semantics: Django's `Case` and `When`. */
export class CaseRuntime extends ExpressionRuntime {
  readonly branches: readonly WhenRuntime[]
  readonly otherwise: ExpressionRuntime | null

  constructor(branches: readonly WhenRuntime[], otherwise: ExpressionRuntime | null) {
    super()
    this.branches = branches
    this.otherwise = otherwise
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.case).child(this.branches.length)
    for (const { condition, value } of this.branches)
      next = value[walk](walkCondition(next, condition, values, 'When()').child(marks.end), values)
    return this.otherwise === null ? next.child(marks.end) : this.otherwise[walk](next.child(marks.otherwise), values)
  }

  override resolve(resolver: Resolver, { sharing, beside, said = false }: Place): Expression {
    const place = { sharing, beside }
    const branches = this.branches.map(({ condition, value }) => ({
      condition: resolver.joined(condition),
      value: value.resolve(resolver, place),
    }))
    const otherwise = this.otherwise?.resolve(resolver, place) ?? null
    const all = [...branches.map(({ value }) => value), ...(otherwise === null ? [] : [otherwise])]
    return Object.freeze({
      kind: 'case',
      branches,
      otherwise,
      output: said ? beside : (commonOutput(all, 'A Case') ?? beside),
    })
  }
}

/** The kind of value that several expressions have in common: of numbers the widest. Throws where there is none. */
export function commonOutput(of: readonly Expression[], what: string): Field | null {
  const known = of.flatMap(({ output }) => (output === null ? [] : [output]))
  return known.reduce<Field | null>((a, b) => {
    if (a === null) return b
    const [first, second] = [familyOf(a), familyOf(b)]
    if (first !== second) throw ormErrors.MIXED_KINDS({ what, first: a.type, second: b.type })
    return widest(a, b)
  }, null)
}

const families: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  bigint: 'number',
  decimal: 'number',
  relation: 'number',
}

/** Kinds of values that go together. */
function familyOf(field: Field): string {
  const { kind } = field.describe()
  return families[kind] ?? kind
}

const ranks: Readonly<Record<string, number>> = { integer: 1, bigint: 2, number: 3, decimal: 4 }

function widest(a: Field, b: Field): Field {
  const [left, right] = [ranks[a.describe().kind] ?? 0, ranks[b.describe().kind] ?? 0]
  return right > left && left > 0 ? b : a
}
