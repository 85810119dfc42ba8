import { migrationErrors } from '../errors.ts'
import { type FieldStates, keyOf, type ModelOptions, withModel } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface CreateModelArguments {
  readonly name: string
  readonly fields: FieldStates
  readonly options?: ModelOptions
}

export type CreateModel = Operation<'createModel', CreateModelArguments>

/** Creates a model, its table, and the link tables of its many-to-many fields. */
export function createModel(given: CreateModelArguments): CreateModel {
  const { name, fields, options = {} } = given
  const description = `Create model ${name}`
  return {
    kind: 'createModel',
    arguments: given,
    description,
    fragment: name.toLowerCase(),
    reversible: true,
    withFields(change) {
      const entries = Object.entries(fields).map(([property, field]) => [property, change(field)])
      return createModel({ ...given, fields: Object.fromEntries(entries) })
    },
    check(state, app) {
      if (state.models.has(keyOf(app, name)))
        throw migrationErrors.DUPLICATE({ what: `model ${app}.${name}`, operation: description })
    },
    changeState(state, app) {
      return withModel(state, { app, name, fields, options })
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
