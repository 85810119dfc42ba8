import { gettextLazy } from '../../../web/i18n/index.ts'
import { Form, input } from '../../forms/index.ts'

/** What people may change of their own row at once. A project that has more extends it, and `columns`. */
export class ProfileForm extends Form {
  firstName = input.char({
    label: gettextLazy('First name'),
    maxLength: 150,
    required: false,
    autocomplete: 'given-name',
  })
  lastName = input.char({
    label: gettextLazy('Last name'),
    maxLength: 150,
    required: false,
    autocomplete: 'family-name',
  })

  /** The columns that are written, by name. */
  columns(): Readonly<Record<string, unknown>> {
    const { firstName, lastName } = this.cleaned
    return { firstName, lastName }
  }
}
