import type { Expression } from '../../query/index.ts'
import { checkPath } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime } from '../expressions.ts'
import type { Resolver } from '../resolve.ts'
import { marks, type ShapeNode, walk } from '../shape.ts'
import { walkCondition } from '../walk.ts'

/**
 * A relation under a name of its own, joined with conditions: the rows that are there stay, those related to them are only
 * the ones for which the conditions hold. Semantics: Django's `FilteredRelation`.
 */
export class FilteredRelationRuntime extends ExpressionRuntime {
  readonly path: string
  readonly condition: object

  constructor(path: string, condition: object) {
    super()
    checkPath('FilteredRelation()', path)
    this.path = path
    this.condition = condition
  }

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    const next = node.child(marks.related).child(this.path)
    return walkCondition(next, this.condition, values, 'FilteredRelation()').child(marks.end)
  }

  /** It has no value: `annotate` and `alias` give it a name, and paths lead on from there. */
  override resolve(_resolver: Resolver): Expression {
    throw ormErrors.BAD_ARGUMENT({
      where: 'An expression',
      needs: 'a value',
      given: 'a FilteredRelation, which annotate() and alias() take',
    })
  }
}
