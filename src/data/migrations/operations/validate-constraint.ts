import { didYouMean } from '../../../base/errors/index.ts'
import { migrationErrors } from '../errors.ts'
import { fieldIn, labelOf, type ModelState, modelIn, routed } from '../state.ts'
import { pointsAtOne } from '../tables/fields.ts'
import { columnName } from '../tables/names.ts'
import { tablesOf } from '../tables/table-of.ts'
import type { Change, Operation } from './operation.ts'

/** A check by its name, or a foreign key by its field. */
export type ValidateConstraintArguments =
  | { readonly model: string; readonly name: string; readonly field?: undefined }
  | { readonly model: string; readonly field: string; readonly name?: undefined }

export type ValidateConstraint = Operation<'validateConstraint', ValidateConstraintArguments>

/**
 * Looks at the rows that were there before a check or a foreign key that was added with `validate: false`; others read and
 * write meanwhile. Fails where rows break it. In a migration of its own, or the locks of adding it last as long as the
 * look does. Does nothing where the database has looked already.
 */
export function validateConstraint(given: ValidateConstraintArguments): ValidateConstraint {
  const { model, name, field } = given
  const what = name === undefined ? `foreign key ${field}` : `constraint ${name}`
  const description = `Validate ${what} on model ${model}`
  return {
    kind: 'validateConstraint',
    arguments: given,
    description,
    fragment: `validate_${model}_${name ?? field}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      checkRule(modelIn(state, app, model, description), given, description)
      return state
    },
    async forwards({ app, after, editor, keeps }: Change) {
      const found = modelIn(after, app, model, description)
      const table = tablesOf(after, found, editor.database).get('')
      if (table === undefined || !keeps(routed(found))) return
      if (name !== undefined) return editor.validate(table, { check: name })
      const called = columnName(field, fieldIn(found, field, description))
      await editor.validate(table, { column: table.columns.find((column) => column.name === called)! })
    },
    async backwards() {},
  }
}

function checkRule(found: ModelState, { name, field }: ValidateConstraintArguments, operation: string): void {
  if (name === undefined) {
    if (pointsAtOne(fieldIn(found, field, operation))) return
    throw migrationErrors.UNKNOWN_RULE({ model: labelOf(found), name: field, kind: 'foreign key', operation, near: '' })
  }
  const names = (found.options.constraints ?? []).flatMap((each) => (each.kind === 'check' ? [each.name] : []))
  if (names.includes(name)) return
  const near = didYouMean(name, names)
  throw migrationErrors.UNKNOWN_RULE({ model: labelOf(found), name, kind: 'check', operation, near })
}
