import type { Operation } from '../operations/index.ts'
import { withCreated } from './created.ts'
import { withField } from './fields.ts'
import { known } from './known.ts'
import { withModel } from './models.ts'

/** What one operation and a later one come to together; null where both are needed as they are. */
export function reduced(first: Operation, second: Operation, app: string): readonly Operation[] | null {
  if (first.elidable === true) return [second]
  if (second.elidable === true) return [first]
  const [a, b] = [known(first), known(second)]
  if (a === null || b === null) return null
  return a.kind === 'createModel' ? withCreated(a, b, app) : (withField(a, b) ?? withModel(a, b))
}
