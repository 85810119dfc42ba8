import { ormErrors } from './errors.ts'
import { marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import { lookups, walkCondition } from './walk.ts'

/** How often one Q may stand inside another. SQLite itself stops at 1000. */
const deepest = 500

/**
 * Conditions that can be joined and denied. Immutable. Semantics: Django's `Q`
 * (https://docs.djangoproject.com/en/stable/topics/db/queries/#complex-lookups-with-q-objects).
 */
export class QRuntime implements Walkable {
  readonly kind: 'and' | 'or' | 'xor' | 'not'
  /** Lookups by path, or further Qs. */
  readonly parts: readonly object[]
  readonly #depth: number

  constructor(kind: 'and' | 'or' | 'xor' | 'not', parts: readonly object[]) {
    this.kind = kind
    this.parts = parts
    let depth = 0
    for (const part of parts) if (isQ(part) && part.#depth > depth) depth = part.#depth
    this.#depth = depth + 1
    if (depth === deepest) throw ormErrors.TOO_DEEP({ deepest })
  }

  get [lookups](): true {
    return true
  }

  /** Both hold. */
  and(...others: readonly object[]): QRuntime {
    return this.#joined('and', others)
  }

  /** One of them holds. */
  or(...others: readonly object[]): QRuntime {
    return this.#joined('or', others)
  }

  /** An odd number of them holds: of two, just one. */
  xor(...others: readonly object[]): QRuntime {
    return this.#joined('xor', others)
  }

  /** A chain of the same kind stays one list, so that a loop may build a long one. */
  #joined(kind: 'and' | 'or' | 'xor', others: readonly object[]): QRuntime {
    return new QRuntime(kind, this.kind === kind ? [...this.parts, ...others] : [this, ...others])
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

/** A proxy may refuse to say what it is. */
function isQ(part: object): part is QRuntime {
  try {
    return part instanceof QRuntime
  } catch (cause) {
    throw ormErrors.UNREADABLE({ where: 'Q', name: 'conditions' }, { cause })
  }
}

/** Lookups as a condition: `Q({ age__lt: 5 }).or({ age__gt: 90 })`. Several are joined with and; none holds always. */
export function Q(...conditions: readonly object[]): QRuntime {
  return new QRuntime('and', conditions)
}
