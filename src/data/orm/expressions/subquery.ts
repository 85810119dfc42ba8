import type { Condition, Expression } from '../../query/index.ts'
import { not } from '../../query/index.ts'
import { kindOf } from '../arguments.ts'
import { booleanField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, PathExpression } from '../expressions.ts'
import { QRuntime } from '../q.ts'
import { type Resolver, type SubqueryGiven, subquery } from '../resolve.ts'
import { marks, type ShapeNode, type Walkable, walk } from '../shape.ts'

/** The one value of a queryset's first row. Semantics: Django's `Subquery`. */
export class SubqueryExpression extends ExpressionRuntime {
  readonly rows: SubqueryGiven

  constructor(rows: SubqueryGiven) {
    super()
    this.rows = rows
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    return (this.rows as unknown as Walkable)[walk](node.child(marks.subquery), values)
  }

  override resolve(resolver: Resolver): Expression {
    const { query, select } = this.rows[subquery].resolveRows(resolver.slots, resolver)
    return Object.freeze({ kind: 'subquery', query, select, output: select.output })
  }
}

/** Whether a queryset has a row: a condition, and a value. Semantics: Django's `Exists`. */
export class ExistsRuntime extends ExpressionRuntime {
  readonly rows: SubqueryGiven
  readonly denied: boolean

  constructor(rows: SubqueryGiven, denied = false) {
    super()
    this.rows = rows
    this.denied = denied
  }

  /** There is no such row. */
  not(): ExistsRuntime {
    return new ExistsRuntime(this.rows, !this.denied)
  }
  and(...others: readonly object[]): QRuntime {
    return new QRuntime('and', [this, ...others])
  }
  or(...others: readonly object[]): QRuntime {
    return new QRuntime('or', [this, ...others])
  }
  xor(...others: readonly object[]): QRuntime {
    return new QRuntime('xor', [this, ...others])
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    const next = node.child(marks.exists).child(this.denied)
    return (this.rows as unknown as Walkable)[walk](next, values)
  }

  condition(resolver: Resolver): Condition {
    const { query } = this.rows[subquery].resolveQuery(resolver.slots, resolver)
    const exists: Condition = Object.freeze({ kind: 'exists', query })
    return this.denied ? not(exists) : exists
  }

  override resolve(resolver: Resolver): Expression {
    return Object.freeze({ kind: 'condition', condition: this.condition(resolver), output: booleanField })
  }
}

/** A path of the enclosing query's row, inside a subquery. Semantics: Django's `OuterRef`. */
export class OuterReference extends ExpressionRuntime {
  readonly of: ExpressionRuntime

  constructor(of: string | OuterReference) {
    super()
    if (typeof of !== 'string' && !((of as unknown) instanceof OuterReference))
      throw ormErrors.BAD_ARGUMENT({ where: 'OuterRef()', needs: 'a path, or another OuterRef', given: kindOf(of) })
    this.of = typeof of === 'string' ? new PathExpression(of) : of
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    return this.of[walk](node.child(marks.outer), values)
  }

  override resolve(resolver: Resolver): Expression {
    if (resolver.outer === null) throw ormErrors.NO_OUTER_QUERY({ model: resolver.info.name })
    return this.of.resolve(resolver.outer, { sharing: null, beside: null })
  }
}
