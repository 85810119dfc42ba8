import { modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface AlterUniqueTogetherArguments {
  readonly name: string
  readonly uniqueTogether: readonly (readonly string[])[]
}

export type AlterUniqueTogether = Operation<'alterUniqueTogether', AlterUniqueTogetherArguments>

/** Sets the groups of fields that must be unique together. Fails where rows break the rule. */
export function alterUniqueTogether(given: AlterUniqueTogetherArguments): AlterUniqueTogether {
  const { name, uniqueTogether } = given
  const description = `Alter unique_together for ${name} (${uniqueTogether.length} constraint(s))`
  return {
    kind: 'alterUniqueTogether',
    arguments: given,
    description,
    fragment: `alter_${name}_unique_together`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, name, description)
      const next = uniqueTogether.length === 0 ? undefined : uniqueTogether
      return withModel(state, withOptions(found, { uniqueTogether: next }))
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
