import { gettextLazy } from '../../../web/i18n/index.ts'
import { type AnyUser, validatePassword } from '../../auth/index.ts'
import { input } from '../../forms/index.ts'
import { OwnForm, ownerOf } from './own.ts'

/** What a password must not be like. */
function ofUser({ username, email, firstName, lastName }: AnyUser) {
  return { username, email, firstName, lastName }
}

const newPassword = () =>
  input.password({
    label: gettextLazy('New password'),
    autocomplete: 'new-password',
    help: gettextLazy('At least eight characters, and not one that others would guess.'),
  })

/** The password of today, and the one from now on. */
export class PasswordForm extends OwnForm {
  currentPassword = input.password({ label: gettextLazy('Current password') })
  newPassword = newPassword()

  override async clean(): Promise<void> {
    const { user } = ownerOf(this)
    const { currentPassword, newPassword: chosen } = this.cleaned
    await this.checkOwnPassword('currentPassword', currentPassword)
    if (chosen !== undefined) await this.blame('newPassword', () => validatePassword(chosen, ofUser(user)))
  }
}

/** A first password, for somebody who has logged in by other ways only. */
export class FirstPasswordForm extends OwnForm {
  newPassword = newPassword()

  override async clean(): Promise<void> {
    const { newPassword: chosen } = this.cleaned
    if (chosen !== undefined)
      await this.blame('newPassword', () => validatePassword(chosen, ofUser(ownerOf(this).user)))
  }
}
