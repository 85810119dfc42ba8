import { gettextLazy } from '../../web/i18n/index.ts'
import { Form, input, widget } from '../forms/index.ts'

/** Codes are short; what is longer is not looked at. */
const longestCode = 40

const codeInput = () =>
  input.char({
    label: gettextLazy('Code'),
    maxLength: longestCode,
    autocomplete: 'one-time-code',
    widget: widget.text({ inputmode: 'numeric', autocapitalize: 'off', spellcheck: 'false', dir: 'ltr' }),
  })

const anyCodeInput = (label: ReturnType<typeof gettextLazy>) =>
  input.char({
    label,
    maxLength: longestCode,
    autocomplete: 'off',
    widget: widget.text({ autocapitalize: 'off', spellcheck: 'false', dir: 'ltr' }),
  })

/** The code of an authenticator app, while somebody logs in. */
export class CodeForm extends Form {
  code = codeInput()
  remember = input.boolean({ required: false, label: gettextLazy('Do not ask again in this browser') })
}

/** A recovery code, while somebody logs in. */
export class RecoveryForm extends Form {
  code = anyCodeInput(gettextLazy('Recovery code'))
}

/** A name for a new app, and its first code. */
export class EnrolForm extends Form {
  name = input.char({
    label: gettextLazy('Name of the device'),
    help: gettextLazy('So that you know it again: “My phone”.'),
    maxLength: 60,
    required: false,
    autocomplete: 'off',
  })
  code = codeInput()
}

/** A code of either kind, for what ends a second factor. */
export class RemoveForm extends Form {
  code = anyCodeInput(gettextLazy('Code of the app, or a recovery code'))
}

/** Nothing but the button. */
export class MakeCodesForm extends Form {}
