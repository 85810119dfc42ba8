import type { Operation } from '../operations/operation.ts'
import { known } from './known.ts'
import { reduced } from './reduce.ts'
import { commute } from './touches.ts'

/**
 * A shorter list of operations that leads to the same models and the same tables: what is made and changed later is made
 * so at once, what is made and removed is not made. Operations change places only where neither speaks of what the other
 * changes; a function and a statement stay where they are. Django's `MigrationOptimizer`.
 */
export function optimize(operations: readonly Operation[], app: string): Operation[] {
  let list = [...operations]
  for (;;) {
    const shorter = step(list, app)
    if (shorter === null) return list
    list = shorter
  }
}

/** The list with one pair of operations put together; null where no pair can be. */
function step(list: readonly Operation[], app: string): Operation[] | null {
  for (const [i, first] of list.entries()) {
    for (let j = i + 1; j < list.length; j++) {
      const second = list[j]!
      const together = reduced(first, second, app)
      if (together === null) {
        // Nothing passes what nobody can look into, which may have made what those beyond it speak of.
        if (known(second) === null) break
        continue
      }
      const between = list.slice(i + 1, j)
      const [before, after] = [list.slice(0, i), list.slice(j + 1)]
      if (between.every((each) => commute(first, each, app))) return [...before, ...between, ...together, ...after]
      if (between.every((each) => commute(each, second, app))) return [...before, ...together, ...between, ...after]
      // What is in the way of the nearest one is in the way of those beyond it.
      break
    }
  }
  return null
}
