import type { FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { labelOf, modelIn, withModel } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import { fillsOf } from '../tables/fills.ts'
import type { Operation } from './operation.ts'

export interface AddFieldArguments {
  readonly model: string
  readonly name: string
  readonly field: FieldState
  /** What rows that are there already get; without it, the field's default. */
  readonly fill?: unknown
  /**
   * False: a foreign key holds for rows to come (`NOT VALID` on PostgreSQL), and a `validateConstraint` in a later migration
   * looks at those that are there. Other databases look at once.
   */
  readonly validate?: false
}

export type AddField = Operation<'addField', AddFieldArguments>

/** Adds a field with its column, or a many-to-many with its link table. */
export function addField(given: AddFieldArguments): AddField {
  const { model, name, field, validate = true } = given
  const description = `Add field ${name} to ${model}`
  return {
    kind: 'addField',
    arguments: given,
    description,
    fragment: `${model}_${name}`.toLowerCase(),
    reversible: true,
    withFields: (change) => addField({ ...given, field: change(field) }),
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      if (found.fields[name] !== undefined)
        throw migrationErrors.DUPLICATE({ what: `field '${name}' of ${labelOf(found)}`, operation: description })
      return withModel(state, { ...found, fields: { ...found.fields, [name]: field } })
    },
    forwards: (change) => changeTables(change, fillsOf(change, given), { unvalidated: !validate }),
    backwards: changeTables,
  }
}
