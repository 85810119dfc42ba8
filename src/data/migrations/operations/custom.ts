import type { Connection } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import type { ProjectState } from '../state.ts'
import type { Change, Operation } from './operation.ts'

/** What an operation of one's own works on. */
export interface CustomChange {
  /** The label of the app whose migration it is in. */
  readonly app: string
  /** Whose SQL is spoken. */
  readonly database: DatabaseName
  /** The models before and after the operation, in the direction of travel. */
  readonly before: ProjectState
  readonly after: ProjectState
  /** Sends SQL as it is written, several statements allowed; `sqlmigrate` writes it down instead. */
  execute(text: string): Promise<void>
  /** For reading, and statements with values; null where the SQL is only written down. */
  readonly connection: Connection | null
}

/** An operation of one's own. */
export interface CustomOperation {
  /** What `migrate --plan` and errors say it does: 'Create extension pg_trgm'. */
  readonly description: string
  readonly forwards: (change: CustomChange) => Promise<void> | void
  /** Undoes it; without it the migration cannot be undone. */
  readonly backwards?: (change: CustomChange) => Promise<void> | void
  /** The models after it, where it changes what they say. */
  readonly changeState?: (state: ProjectState, app: string) => ProjectState
  /** False where the database refuses it in a transaction: the migration then says `atomic: false`. */
  readonly transactional?: false
}

export type Custom = Operation<'custom', CustomOperation>

/**
 * Makes an operation that the framework does not have, to be called in migration files:
 * `const createExtension = (name: string) => custom({ description, forwards, backwards })`. `makemigrations` never writes
 * one by itself.
 */
export function custom(given: CustomOperation): Custom {
  const { description, forwards, backwards, changeState, transactional } = given
  return {
    kind: 'custom',
    arguments: given,
    description,
    fragment: null,
    reversible: backwards !== undefined,
    ...(transactional === false && { transactional }),
    changeState: (state, app) => changeState?.(state, app) ?? state,
    async forwards(change) {
      if (!change.rehearsed) await forwards(customChange(change))
    },
    async backwards(change) {
      if (!change.rehearsed) await backwards?.(customChange(change))
    },
  }
}

function customChange({ app, before, after, editor, database }: Change): CustomChange {
  return {
    app,
    before,
    after,
    database: editor.database,
    execute: (text) => editor.execute(text),
    connection: database,
  }
}
