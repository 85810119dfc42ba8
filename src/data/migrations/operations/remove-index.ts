import { migrationErrors } from '../errors.ts'
import { labelOf, modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface RemoveIndexArguments {
  readonly model: string
  readonly name: string
  /** Others write to the table meanwhile, as in `addIndex`; its migration says `atomic: false`. */
  readonly concurrently?: boolean
}

export type RemoveIndex = Operation<'removeIndex', RemoveIndexArguments>

/** Removes an index of `meta.indexes`, by its name. */
export function removeIndex(given: RemoveIndexArguments): RemoveIndex {
  const { model, name, concurrently = false } = given
  const description = `${concurrently ? 'Concurrently remove' : 'Remove'} index ${name} from ${model}`
  return {
    kind: 'removeIndex',
    arguments: given,
    description,
    fragment: `remove_${model}_${name}`.toLowerCase(),
    reversible: true,
    ...(concurrently && { transactional: false }),
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      const rest = (found.options.indexes ?? []).filter((index) => index.name !== name)
      if (rest.length === (found.options.indexes ?? []).length)
        throw migrationErrors.UNKNOWN_FIELD({ model: labelOf(found), field: name, operation: description, near: '' })
      return withModel(state, withOptions(found, { indexes: rest.length === 0 ? undefined : rest }))
    },
    forwards: (change) => changeTables(change, null, { concurrently }),
    backwards: (change) => changeTables(change, null, { concurrently }),
  }
}
