import { ValidationError } from '../../../base/schema/index.ts'
import { normalizeEmail, normalizeUsername, type UserModel, validateUsername } from '../../auth/index.ts'
import { type CommonOptions, type FormField, type Input, type InputFactory, input } from '../../forms/index.ts'
import { isLastSuperuser, isUserModel, lastSuperuser } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'

/**
 * Inputs of a model of people: the name in Unicode's normal form, as the log-in page looks for it, and held against the project's policy where it is a
 * new one; the address with its domain in lower case; the last superuser stays one. Other models have none.
 */
export function userInputs(model: ModelAdmin, row: AnyRow | undefined): Readonly<Record<string, InputFactory>> {
  if (!isUserModel(model)) return {}
  const known = row?.['username']
  const options = { model: model.info.model as unknown as UserModel, ...(row !== undefined && { except: row.pk }) }
  const checked = async (typed: string): Promise<string> => {
    if (typed === known) return typed
    const name = normalizeUsername(typed)
    await validateUsername(name, options)
    return name
  }
  /** The last superuser who can log in stays one: nobody else could give the right back. */
  const stays = async (value: boolean): Promise<boolean> => {
    if (value || row === undefined || !(await isLastSuperuser(row))) return value
    throw new ValidationError(lastSuperuser(), { code: 'last_superuser' })
  }
  const guarded = (_field: FormField, common: CommonOptions) =>
    input.boolean({ ...common, clean: stays }) as unknown as Input
  return {
    ...(row !== undefined && { isSuperuser: guarded, isActive: guarded }),
    username: ({ schema }: FormField, common: CommonOptions) =>
      input.char({ ...common, maxLength: schema.maxLength ?? 150, clean: checked }) as unknown as Input,
    email: ({ schema }: FormField, common: CommonOptions) =>
      input.email({ ...common, maxLength: schema.maxLength ?? 254, clean: normalizeEmail }) as unknown as Input,
  }
}
