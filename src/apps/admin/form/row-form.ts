import type { AnyModelForm, AnyModelFormClass } from '../../forms/index.ts'
import { modelFormFor } from '../../forms/index.ts'
import { isUserModel } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { asksForPassword, withPassword } from './new-user.ts'
import { narrowedInputs } from './relations/choosable.ts'
import type { Lookups } from './relations/lookup.ts'
import { lookupInputs } from './relations/lookup-inputs.ts'
import { isOfPermissions, permissionsInput } from './relations/permissions.ts'
import type { SentValues } from './slugs.ts'
import { userInputs } from './user-inputs.ts'
import { ownInputs, usualInputs, widgetsOf, writtenLocally } from './widgets/inputs.ts'

/** A model form of a model that only the project knows. */
export type RowForm = AnyModelForm

/** What a form of the admin is made with. */
interface NewForm {
  readonly data?: SentValues
  readonly instance?: AnyRow
  readonly initial?: Readonly<Record<string, unknown>>
  /** Relations that are looked up instead of listed. */
  readonly lookups: Lookups
  /** Fields that it leaves out. */
  readonly leftOut?: ReadonlySet<string>
}

/** The form of a model with the fields that its registration lets people write, and no others; of a new user with a password. */
export function newForm(admin: AdminRequest, model: ModelAdmin, { leftOut, lookups, ...options }: NewForm): RowForm {
  const FormClass = formClass(admin, model, { leftOut, lookups, instance: options.instance })
  const made = { ...options, timezone: admin.zone }
  const form = new FormClass(made)
  const isNewUser = isUserModel(model) && options.instance === undefined
  return isNewUser && !asksForPassword(form) ? new (withPassword(FormClass))(made) : form
}

/** The class of such a form: of the registration's own class where it names one. */
export function formClass(
  admin: AdminRequest,
  model: ModelAdmin,
  made: {
    readonly lookups: Lookups
    readonly leftOut?: ReadonlySet<string> | undefined
    /** The row whose relations may be kept as they are; several of an inline. */
    readonly instance?: AnyRow | readonly AnyRow[] | undefined
  },
): AnyModelFormClass {
  const { leftOut, lookups, instance } = made
  const fields = leftOut === undefined ? model.editable : model.editable.filter((name) => !leftOut.has(name))
  const single = Array.isArray(instance) ? undefined : (instance as AnyRow | undefined)
  const own = model.options.form
  const inputs = {
    ...usualInputs(model, fields),
    ...userInputs(model, single),
    ...narrowedInputs(admin, model, fields, instance),
    ...Object.fromEntries(
      fields.filter((name) => isOfPermissions(model, name)).map((name) => [name, permissionsInput] as const),
    ),
    ...own?.formMeta.declaration.inputs,
    ...ownInputs(model, fields),
    ...lookupInputs(admin, model, lookups, instance),
  }
  const declaration = {
    ...own?.formMeta.declaration,
    fields,
    inputs,
    widgets: { ...own?.formMeta.declaration.widgets, ...widgetsOf(model, fields) },
    localizedFields: writtenLocally(model, fields),
  }
  if (own === undefined) return modelFormFor(model.info, declaration)
  return class extends (own as unknown as { new (...args: never): AnyModelForm }) {
    static readonly formMeta = { model: model.info, declaration }
  } as unknown as AnyModelFormClass
}
