import { didYouMean } from '../../../base/errors/index.ts'
import { migrationErrors } from '../errors.ts'
import { labelOf, modelIn, withModel, withOptions } from '../state.ts'
import { renameTables } from '../tables/rename.ts'
import type { Operation } from './operation.ts'

export interface RenameIndexArguments {
  readonly model: string
  readonly from: string
  readonly to: string
}

export type RenameIndex = Operation<'renameIndex', RenameIndexArguments>

/** Gives an index of `meta.indexes` another name; SQLite builds it again. */
export function renameIndex(given: RenameIndexArguments): RenameIndex {
  const { model, from, to } = given
  const description = `Rename index ${from} on ${model} to ${to}`
  return {
    kind: 'renameIndex',
    arguments: given,
    description,
    fragment: `rename_${from}_${to}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      const { indexes = [], constraints = [] } = found.options
      const names = indexes.map(({ name }) => name)
      if (!names.includes(from)) {
        const near = didYouMean(from, names)
        throw migrationErrors.UNKNOWN_RULE({
          model: labelOf(found),
          name: from,
          kind: 'index',
          operation: description,
          near,
        })
      }
      if (names.includes(to) || constraints.some(({ name }) => name === to))
        throw migrationErrors.DUPLICATE({ what: `index '${to}' of ${labelOf(found)}`, operation: description })
      const renamed = indexes.map((index) => (index.name === from ? { ...index, name: to } : index))
      return withModel(state, withOptions(found, { indexes: renamed }))
    },
    forwards: (change) => renameTables(change, { model }),
    backwards: (change) => renameTables(change, { model }),
  }
}
