import { migrationErrors } from '../errors.ts'
import { labelOf, modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface RemoveConstraintArguments {
  readonly model: string
  readonly name: string
}

export type RemoveConstraint = Operation<'removeConstraint', RemoveConstraintArguments>

/** Removes a check or a unique rule of `meta.constraints`, by its name. */
export function removeConstraint(given: RemoveConstraintArguments): RemoveConstraint {
  const { model, name } = given
  const description = `Remove constraint ${name} from model ${model}`
  return {
    kind: 'removeConstraint',
    arguments: given,
    description,
    fragment: `remove_${model}_${name}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      const rest = (found.options.constraints ?? []).filter((constraint) => constraint.name !== name)
      if (rest.length === (found.options.constraints ?? []).length)
        throw migrationErrors.UNKNOWN_FIELD({ model: labelOf(found), field: name, operation: description, near: '' })
      return withModel(state, withOptions(found, { constraints: rest.length === 0 ? undefined : rest }))
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
