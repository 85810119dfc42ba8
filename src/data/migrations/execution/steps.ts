import type { Migration } from '../files/migration.ts'
import type { Operation } from '../operations/operation.ts'
import type { ProjectState } from '../state.ts'

/** An operation with the models before it and after it. */
export interface Step {
  readonly operation: Operation
  readonly before: ProjectState
  readonly after: ProjectState
}

/** The operations of a migration, each with the state before and after it. */
export function stepsOf({ app, operations }: Pick<Migration, 'app' | 'operations'>, state: ProjectState): Step[] {
  let before = state
  return operations.map((operation) => {
    const step = { operation, before, after: operation.changeState(before, app) }
    before = step.after
    return step
  })
}
