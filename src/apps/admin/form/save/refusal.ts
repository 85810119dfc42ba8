import { IntegrityError, ProtectedError, RestrictedError } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { fill, listed } from '../../format.ts'
import { fieldLabel } from '../../log.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { capitalise } from '../../paths.ts'
import type { RowForm } from '../row-form.ts'

/** What the database or the models refuse although a form was valid: somebody else was quicker, or other rows are in the way. */
export type Refusal = IntegrityError | ProtectedError | RestrictedError

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof IntegrityError || error instanceof ProtectedError || error instanceof RestrictedError
}

/** Says it as an error of the form whose row was being written. */
export function addRefusal(model: ModelAdmin, form: RowForm, error: Refusal): void {
  if (!(error instanceof IntegrityError)) {
    form.addError(
      null,
      fill(gettext('This %(name)s cannot be removed: other rows need it.'), { name: model.one }),
      'protected',
    )
    return
  }
  const names = model.info.columns
    .filter(({ column }) => error.columns.includes(column))
    .map(({ property }) => property)
  if (error.kind !== 'unique' || error.table !== model.info.table || names.length === 0) {
    form.addError(null, fill(gettext('The database refused this: %(reason)s'), { reason: error.message }))
    return
  }
  const labels = listed(names.map((name) => fieldLabel(model, name)))
  const [name, ...others] = names
  const alone = others.length === 0 && [...form].some((field) => field.name === name)
  form.addError(
    (alone ? name : null) as never,
    fill(gettext('%(model_name)s with this %(field_labels)s already exists.'), {
      model_name: capitalise(model.one),
      field_labels: labels,
    }),
    'unique',
  )
}
