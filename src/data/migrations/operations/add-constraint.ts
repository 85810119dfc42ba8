import type { ConstraintInfo } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { labelOf, modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface AddConstraintArguments {
  readonly model: string
  readonly constraint: ConstraintInfo
  /**
   * False: rows that are there are not looked at (`NOT VALID` on PostgreSQL), so that nobody waits for it; a
   * `validateConstraint` in a later migration does that. Only for checks; other databases look at once.
   */
  readonly validate?: false
}

export type AddConstraint = Operation<'addConstraint', AddConstraintArguments>

/** Adds a check or a unique rule of `meta.constraints`. Fails where rows break it, which `validate: false` puts off. */
export function addConstraint(given: AddConstraintArguments): AddConstraint {
  const { model, constraint, validate = true } = given
  const description = `Create constraint ${constraint.name} on model ${model}`
  return {
    kind: 'addConstraint',
    arguments: given,
    description,
    fragment: `${model}_${constraint.name}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      if (!validate && constraint.kind !== 'check')
        throw migrationErrors.NEVER_UNVALIDATED({ constraint: constraint.name, model: labelOf(found) })
      return withModel(state, withOptions(found, { constraints: [...(found.options.constraints ?? []), constraint] }))
    },
    forwards: (change) => changeTables(change, null, { unvalidated: !validate }),
    backwards: changeTables,
  }
}
