import type { Operation } from './operation.ts'

export interface SqlArguments {
  readonly forwards: string
  readonly backwards: string | null
}

export type Sql = Operation<'sql', SqlArguments>

/**
 * Sends SQL as it is written, several statements allowed: triggers, views, what the models cannot say. `backwards`
 * undoes it; '' says that there is nothing to undo, and without it the migration cannot be undone.
 */
export function sql(forwards: string, backwards: string | null = null): Sql {
  return {
    kind: 'sql',
    arguments: { forwards, backwards },
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
