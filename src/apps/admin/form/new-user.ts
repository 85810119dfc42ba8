import { ValidationError } from '../../../base/schema/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { type AnyUser, validatePassword } from '../../auth/index.ts'
import { type AnyModelForm, type AnyModelFormClass, input } from '../../forms/index.ts'

/** What the form of a new user asks for beside the fields of the model. No page holds it, and nothing keeps it. */
export const passwordNames: readonly string[] = ['newPassword', 'newPasswordAgain']

/** True for a form of the project that asks for a password by itself. */
export function asksForPassword(form: AnyModelForm): boolean {
  return [...form].some(({ input: { type } }) => type === 'password')
}

/**
 * The form of a new user, with a password twice, held against the project's rules. Both empty make an account that nobody can log in to by a
 * password. `save()` puts the hash into the row, before it writes it or gives it back unwritten.
 */
export function withPassword(Base: AnyModelFormClass): AnyModelFormClass {
  return class extends Base {
    newPassword = input.password({
      label: gettext('New password'),
      required: false,
      autocomplete: 'new-password',
      help: gettext(
        'At least 8 characters, not only digits, not a common password, and nothing like the name or address. A few unrelated words work well.',
      ),
    })
    newPasswordAgain = input.password({
      label: gettext('New password again'),
      required: false,
      autocomplete: 'new-password',
    })

    override async clean(): Promise<void> {
      await super.clean()
      const { newPassword = '', newPasswordAgain = '', ...person } = this.cleaned as Record<string, unknown>
      if (newPassword !== newPasswordAgain)
        this.addError('newPasswordAgain' as never, gettext('The two passwords are not the same.'))
      if (newPassword === '') return
      try {
        await validatePassword(String(newPassword), person)
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error
        this.addError('newPassword' as never, error)
      }
    }

    override async save(options?: { readonly commit?: boolean }): ReturnType<AnyModelForm['save']> {
      const { newPassword = '' } = this.cleaned as { readonly newPassword?: string }
      await (this.instance as unknown as AnyUser).setPassword(newPassword === '' ? null : newPassword)
      return super.save(options)
    }
  } as unknown as AnyModelFormClass
}
