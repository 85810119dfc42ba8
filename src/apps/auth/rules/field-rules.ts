import type { Columns, KeyedModel, ModelClass, Row } from '../../../data/orm/index.ts'
import type { RequestUser } from '../augment.ts'
import type { PermissionName } from '../permissions/names.ts'

/** Has the user this permission? The permissions are read already. */
export type Has = (permission: PermissionName) => boolean

/** Fields by name; as a function, those for this user and this row (null: a new row, or rows in general). */
export type FieldChoice<M> =
  | readonly Columns<M>[]
  | ((user: RequestUser, row: Row<M> | null, has: Has) => readonly Columns<M>[])

/** What some users do not see, or do not write. */
export interface FieldRules<M> {
  /** Fields that the user must not see, and so not write either. */
  readonly hidden?: FieldChoice<M>
  /** Fields that the user sees and must not write. */
  readonly readOnly?: FieldChoice<M>
}

/** What `fieldRules(…)` made. */
export interface FieldRulesDeclaration {
  readonly kind: 'nuages.fieldRules'
  readonly model: abstract new (...args: never) => object
  readonly hidden: AnyChoice
  readonly readOnly: AnyChoice
}

export type AnyChoice = readonly string[] | ((user: never, row: never, has: Has) => readonly string[])

/**
 * Which fields of a model a user does not see or not write:
 * `fieldRules(Article, { hidden: (user, article, has) => (has('news.see_fees') ? [] : ['fee']), readOnly: ['slug'] })`. Give it to
 * `defineApp({ rules: […] })`. The admin keeps to it; forms and serializers ask `writableFields` and `visibleFields`. Several add up.
 * Superusers see and write everything.
 */
export function fieldRules<M extends KeyedModel>(
  model: ModelClass<M>,
  { hidden = [], readOnly = [] }: FieldRules<M>,
): FieldRulesDeclaration {
  return Object.freeze({
    kind: 'nuages.fieldRules',
    model,
    hidden: hidden as AnyChoice,
    readOnly: readOnly as AnyChoice,
  })
}
