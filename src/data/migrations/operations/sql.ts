import type { ElidableOptions, Operation } from './operation.ts'

export interface SqlArguments {
  readonly forwards: string
  readonly backwards: string | null
}

export type Sql = Operation<'sql', SqlArguments>

/**
 * Sends SQL as it is written, several statements allowed: triggers, views, what the models cannot say. `backwards`
 * undoes it; '' says that there is nothing to undo, and without it the migration cannot be undone.
 * `{ elidable: true }`: a squash may leave it out.
 */
export function sql(forwards: string, backwards: string | null = null, options: ElidableOptions = {}): Sql {
  return {
    kind: 'sql',
    arguments: { forwards, backwards },
    elidable: options.elidable === true,
    description: 'Raw SQL operation',
    fragment: null,
    reversible: backwards !== null,
    changeState: (state) => state,
    forwards: ({ editor }) => editor.execute(forwards),
    async backwards({ editor }) {
      if (backwards !== null && backwards.trim() !== '') await editor.execute(backwards)
    },
  }
}
