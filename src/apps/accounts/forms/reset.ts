import { gettextLazy } from '../../../web/i18n/index.ts'
import { Form, input } from '../../forms/index.ts'

/** Whose password shall be a new one. */
export class ResetForm extends Form {
  email = input.email({ label: gettextLazy('Email address'), maxLength: 254 })
}
