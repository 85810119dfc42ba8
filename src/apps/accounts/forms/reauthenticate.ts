import { gettextLazy } from '../../../web/i18n/index.ts'
import { input } from '../../forms/index.ts'
import { OwnForm } from './own.ts'

/** Asks somebody who is logged in for their password. */
export class ReauthenticateForm extends OwnForm {
  password = input.password({ label: gettextLazy('Password') })

  override clean(): Promise<void> {
    return this.checkOwnPassword('password', this.cleaned.password)
  }
}
