import type { DatabaseName } from '../../query/index.ts'
import type { ProjectState } from '../state.ts'
import type { ElidableOptions, Operation } from './operation.ts'

/** One text for every database, or one for each; nothing is sent to a database that is not named. */
export type SqlText = string | Readonly<Partial<Record<DatabaseName, string>>>

export interface SqlOptions extends ElidableOptions {
  /** What the statements mean for the models, where they change what these speak of. */
  readonly state?: readonly Operation[]
}

export interface SqlArguments extends SqlOptions {
  readonly forwards: SqlText
  readonly backwards: SqlText | null
}

export type Sql = Operation<'sql', SqlArguments>

/**
 * Sends SQL as it is written, several statements allowed: triggers, views, what the models cannot say. `backwards`
 * undoes it; '' says that there is nothing to undo, and without it the migration cannot be undone. Either may be a text for
 * each kind of database: `sql({ postgres: '…', sqlite: '…' }, '')`.
 * `{ elidable: true }`: a squash may leave it out. Django's `RunSQL`.
 */
export function sql(forwards: SqlText, backwards: SqlText | null = null, options: SqlOptions = {}): Sql {
  const { state: operations = [] } = options
  return {
    kind: 'sql',
    arguments: { forwards, backwards, ...options },
    // What it means for the models is needed whatever becomes of the rows.
    elidable: options.elidable === true && options.state === undefined,
    withFields: (change) =>
      sql(forwards, backwards, {
        ...options,
        ...(options.state && { state: options.state.map((each) => each.withFields?.(change) ?? each) }),
      }),
    description: 'Raw SQL operation',
    fragment: null,
    reversible: backwards !== null,
    changeState: (state, app): ProjectState =>
      operations.reduce((before, operation) => operation.changeState(before, app), state),
    forwards: ({ editor }) => send(forwards, editor),
    backwards: ({ editor }) => send(backwards ?? '', editor),
  }
}

async function send(
  text: SqlText,
  editor: { readonly database: DatabaseName; execute(text: string): Promise<void> },
): Promise<void> {
  const own = textFor(text, editor.database)
  if (own.trim() !== '') await editor.execute(own)
}

/** What is sent to one kind of database; '' for nothing. */
export function textFor(text: SqlText, database: DatabaseName): string {
  return typeof text === 'string' ? text : (text[database] ?? '')
}
