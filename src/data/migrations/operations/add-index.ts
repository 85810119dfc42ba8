import type { IndexInfo } from '../../query/index.ts'
import { modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface AddIndexArguments {
  readonly model: string
  readonly index: IndexInfo
}

export type AddIndex = Operation<'addIndex', AddIndexArguments>

/** Adds an index of `meta.indexes`. */
export function addIndex(given: AddIndexArguments): AddIndex {
  const { model, index } = given
  const keys = index.fields.length > 0 ? index.fields.join(', ') : 'expressions'
  const description = `Create index ${index.name} on ${keys} of model ${model}`
  return {
    kind: 'addIndex',
    arguments: given,
    description,
    fragment: `${model}_${index.name}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      return withModel(state, withOptions(found, { indexes: [...(found.options.indexes ?? []), index] }))
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
