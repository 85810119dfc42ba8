import { modelIn, withModel, withOptions } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import type { Operation } from './operation.ts'

export interface AlterModelCommentArguments {
  readonly name: string
  /** Null for none. */
  readonly comment: string | null
}

export type AlterModelComment = Operation<'alterModelComment', AlterModelCommentArguments>

/** Sets what the database says of a model's table to people. Django's `AlterModelTableComment`. */
export function alterModelComment(given: AlterModelCommentArguments): AlterModelComment {
  const { name, comment } = given
  const description = `Alter ${name} table comment`
  return {
    kind: 'alterModelComment',
    arguments: given,
    description,
    fragment: `alter_${name}_table_comment`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      return withModel(state, withOptions(modelIn(state, app, name, description), { comment: comment ?? undefined }))
    },
    forwards: changeTables,
    backwards: changeTables,
  }
}
