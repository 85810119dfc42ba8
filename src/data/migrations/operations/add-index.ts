import type { IndexInfo } from '../../query/index.ts'
import { modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface AddIndexArguments {
  readonly model: string
  readonly index: IndexInfo
  /**
   * Others write to the table while the index is built (PostgreSQL; elsewhere it is built as any other). It takes longer,
   * and cannot be part of a transaction: its migration says `atomic: false`.
   */
  readonly concurrently?: boolean
}

export type AddIndex = Operation<'addIndex', AddIndexArguments>

/**
 * Adds an index of `meta.indexes`. One that a failed concurrent build left behind (INVALID) is dropped and built again.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export function addIndex(given: AddIndexArguments): AddIndex {
  const { model, index, concurrently = false } = given
  const keys = index.fields.length > 0 ? `field(s) ${index.fields.join(', ')}` : 'expressions'
  const deed = concurrently ? 'Concurrently create' : 'Create'
  const description = `${deed} index ${index.name} on ${keys} of model ${model}`
  return {
    kind: 'addIndex',
    arguments: given,
    description,
    fragment: `${model}_${index.name}`.toLowerCase(),
    reversible: true,
    ...(concurrently && { transactional: false }),
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      return withModel(state, withOptions(found, { indexes: [...(found.options.indexes ?? []), index] }))
    },
    forwards: (change) => changeTables(change, null, { concurrently }),
    backwards: (change) => changeTables(change, null, { concurrently }),
  }
}
