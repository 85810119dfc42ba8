import { fieldIn, modelIn, withModel } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import { fillsOf } from '../tables/fills.ts'
import type { Operation } from './operation.ts'

export interface RemoveFieldArguments {
  readonly model: string
  readonly name: string
}

export type RemoveField = Operation<'removeField', RemoveFieldArguments>

/** Removes a field with its column and values, or a many-to-many with its link table. */
export function removeField(given: RemoveFieldArguments): RemoveField {
  const { model, name } = given
  const description = `Remove field ${name} from ${model}`
  return {
    kind: 'removeField',
    arguments: given,
    description,
    fragment: `remove_${model}_${name}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      fieldIn(found, name, description)
      const { [name]: _gone, ...fields } = found.fields
      return withModel(state, { ...found, fields })
    },
    forwards: changeTables,
    backwards(change) {
      const field = fieldIn(modelIn(change.after, change.app, model, description), name, description)
      return changeTables(change, fillsOf(change, { model, name, field }))
    },
  }
}
