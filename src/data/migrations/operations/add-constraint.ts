import type { ConstraintInfo } from '../../query/index.ts'
import { modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface AddConstraintArguments {
  readonly model: string
  readonly constraint: ConstraintInfo
}

export type AddConstraint = Operation<'addConstraint', AddConstraintArguments>

/** Adds a check or a unique rule of `meta.constraints`. Fails where rows break it. */
export function addConstraint(given: AddConstraintArguments): AddConstraint {
  const { model, constraint } = given
  const description = `Create constraint ${constraint.name} on model ${model}`
  return {
    kind: 'addConstraint',
    arguments: given,
    description,
    fragment: `${model}_${constraint.name}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      return withModel(state, withOptions(found, { constraints: [...(found.options.constraints ?? []), constraint] }))
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
