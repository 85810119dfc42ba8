import { type AnyModelForm, modelFormFor } from '../../forms/index.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { narrowedInputs } from './choosable.ts'
import { type Lookups, lookupInput } from './lookup.ts'
import { isOfPermissions, permissionsInput } from './permissions-input.ts'
import type { SentValues } from './slugs.ts'
import { userInputs } from './user-inputs.ts'

/** A model form of a model that only the project knows. */
export type RowForm = AnyModelForm

/** What a form of the admin is made with. */
export interface NewForm {
  readonly data?: SentValues
  readonly instance?: AnyRow
  readonly initial?: Readonly<Record<string, unknown>>
  /** Relations that are looked up instead of listed. */
  readonly lookups: Lookups
  /** Fields that it leaves out. */
  readonly leftOut?: ReadonlySet<string>
}

/** The form of a model with the fields that its registration lets people write, and no others. */
export function newForm(admin: AdminRequest, model: ModelAdmin, { leftOut, lookups, ...options }: NewForm): RowForm {
  const fields = leftOut === undefined ? model.editable : model.editable.filter((name) => !leftOut.has(name))
  const inputs = Object.fromEntries([
    ...Object.entries(userInputs(model, options.instance)),
    ...Object.entries(narrowedInputs(admin, model, fields, options.instance)),
    ...fields.filter((name) => isOfPermissions(model, name)).map((name) => [name, permissionsInput] as const),
    ...[...lookups.keys()].map((name) => [name, lookupInput] as const),
  ])
  const FormClass = modelFormFor(model.info, { fields, inputs })
  return new FormClass({ ...options, timezone: admin.zone })
}
