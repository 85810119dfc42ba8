import { gettext, gettextLazy } from '../../../web/i18n/index.ts'
import { normalizeEmail } from '../../auth/index.ts'
import { input } from '../../forms/index.ts'
import { OwnForm, ownerOf } from './own.ts'

/** A new address. */
export class EmailForm extends OwnForm {
  email = input.email({ label: gettextLazy('New email address'), maxLength: 254, clean: normalizeEmail })

  override clean(): void {
    if (this.cleaned.email === ownerOf(this).user.email)
      this.addError('email', gettext('This is the address that you have.'), 'same')
  }
}
