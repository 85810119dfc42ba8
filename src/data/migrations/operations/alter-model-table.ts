import { modelIn, withModel, withOptions } from '../state.ts'
import { renameTables } from '../tables/rename.ts'
import type { Operation } from './operation.ts'

export interface AlterModelTableArguments {
  readonly name: string
  /** Null for the table that the names of app and model give. */
  readonly table: string | null
}

export type AlterModelTable = Operation<'alterModelTable', AlterModelTableArguments>

/** Renames a model's table, and its link tables with it. */
export function alterModelTable(given: AlterModelTableArguments): AlterModelTable {
  const { name, table } = given
  const description = `Rename table for ${name} to ${table ?? '(default)'}`
  return {
    kind: 'alterModelTable',
    arguments: given,
    description,
    fragment: `alter_${name}_table`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      return withModel(state, withOptions(modelIn(state, app, name, description), { table: table ?? undefined }))
    },
    forwards: (change) => renameTables(change, { model: name }),
    backwards: (change) => renameTables(change, { model: name }),
  }
}
