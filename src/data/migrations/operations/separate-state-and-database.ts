import type { ProjectState } from '../state.ts'
import type { Operation } from './operation.ts'

export interface SeparateStateAndDatabaseArguments {
  /** What the models become. */
  readonly state?: readonly Operation[]
  /** What is done to the database. */
  readonly database?: readonly Operation[]
}

export type SeparateStateAndDatabase = Operation<'separateStateAndDatabase', SeparateStateAndDatabaseArguments>

/**
 * Changes the models in one way and the database in another: where the database has it already, or gets it otherwise than
 * operations would do it. Nobody checks that both lead to the same. Django's `SeparateDatabaseAndState`.
 */
export function separateStateAndDatabase(given: SeparateStateAndDatabaseArguments): SeparateStateAndDatabase {
  const { state: models = [], database = [] } = given
  return {
    kind: 'separateStateAndDatabase',
    arguments: given,
    description: 'Change state and database separately',
    fragment: null,
    withFields(change) {
      const all = (list: readonly Operation[]) => list.map((each) => each.withFields?.(change) ?? each)
      return separateStateAndDatabase({
        ...(given.state && { state: all(given.state) }),
        ...(given.database && { database: all(given.database) }),
      })
    },
    reversible: database.every(({ reversible }) => reversible),
    ...(database.some(({ transactional }) => transactional === false) && { transactional: false }),
    changeState: (state, app) => stateAfter(models, state, app),
    async forwards(change) {
      let { before } = change
      for (const operation of database) {
        const after = operation.changeState(before, change.app)
        await operation.forwards({ ...change, before, after })
        before = after
      }
    },
    async backwards(change) {
      for (const [i, operation] of [...database.entries()].reverse()) {
        const after = stateAfter(database.slice(0, i), change.after, change.app)
        await operation.backwards({ ...change, before: operation.changeState(after, change.app), after })
      }
    },
  }
}

function stateAfter(operations: readonly Operation[], state: ProjectState, app: string): ProjectState {
  return operations.reduce((before, operation) => operation.changeState(before, app), state)
}
