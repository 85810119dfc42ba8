import { marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import { walkCondition } from './walk.ts'

/**
 * Conditions that can be joined and denied. Immutable. Semantics: Django's `Q`
 * (https://docs.djangoproject.com/en/stable/topics/db/queries/#complex-lookups-with-q-objects).
 */
export class QRuntime implements Walkable {
  readonly kind: 'and' | 'or' | 'not'
  /** Lookups by path, or further Qs. */
  readonly parts: readonly object[]

  constructor(kind: 'and' | 'or' | 'not', parts: readonly object[]) {
    this.kind = kind
    this.parts = parts
  }

  /** Both hold. */
  and(...others: readonly object[]): QRuntime {
    return new QRuntime('and', [this, ...others])
  }

  /** One of them holds. */
  or(...others: readonly object[]): QRuntime {
    return new QRuntime('or', [this, ...others])
  }

  /** It does not hold. */
  not(): QRuntime {
    return new QRuntime('not', [this])
  }

  [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks[this.kind])
    for (const part of this.parts) next = walkCondition(next.child(marks.record), part, values, 'Q')
    return next.child(marks.end)
  }
}

/** Lookups as a condition: `Q({ age__lt: 5 }).or({ age__gt: 90 })`. Several are joined with and; none holds always. */
export function Q(...conditions: readonly object[]): QRuntime {
  return new QRuntime('and', conditions)
}
