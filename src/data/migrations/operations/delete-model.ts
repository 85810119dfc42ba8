import { modelIn, withoutModel } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface DeleteModelArguments {
  readonly name: string
}

export type DeleteModel = Operation<'deleteModel', DeleteModelArguments>

/** Deletes a model with its table, its link tables and all of their rows. */
export function deleteModel(given: DeleteModelArguments): DeleteModel {
  const { name } = given
  const description = `Delete model ${name}`
  return {
    kind: 'deleteModel',
    arguments: given,
    description,
    fragment: `delete_${name.toLowerCase()}`,
    reversible: true,
    changeState(state, app) {
      modelIn(state, app, name, description)
      return withoutModel(state, app, name)
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
