import { gettextLazy } from '../../../web/i18n/index.ts'
import { LoginForm } from '../../auth/index.ts'
import { input } from '../../forms/index.ts'

/** Name and password, and whether the login shall outlive the browser. */
export class AccountLoginForm extends LoginForm {
  remember = input.boolean({ required: false, label: gettextLazy('Keep me logged in') })
}
