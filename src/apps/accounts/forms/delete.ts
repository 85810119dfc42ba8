import { gettextLazy } from '../../../web/i18n/index.ts'
import { input } from '../../forms/index.ts'
import { OwnForm } from './own.ts'

/** The last question before an account goes. */
export class DeleteForm extends OwnForm {
  sure = input.boolean({ label: gettextLazy('I am sure, and know that nobody can undo this.') })
}
