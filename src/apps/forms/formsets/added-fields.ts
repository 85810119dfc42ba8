import { gettext } from '../../../web/i18n/index.ts'
import type { Form } from '../form.ts'
import { BooleanInput } from '../inputs/boolean.ts'
import { IntegerInput } from '../inputs/numbers.ts'
import type { FormsetDeclaration } from './declaration.ts'

/** Gives a form its ORDER and DELETE. `place` is its number from 0, or null for an empty form. */
export function addOwnFields(form: Form, declaration: FormsetDeclaration, place: number | null): void {
  const { canOrder, canDelete, canDeleteExtra = true, orderingWidget, deletionWidget } = declaration
  if (canOrder) {
    const options = orderingWidget === undefined ? {} : { widget: orderingWidget }
    const initial = place === null ? {} : { initial: place + 1 }
    form.addField('ORDER', new IntegerInput({ label: gettext('Order'), required: false, ...initial, ...options }))
  }
  if (canDelete && (canDeleteExtra || place !== null)) {
    const options = deletionWidget === undefined ? {} : { widget: deletionWidget }
    form.addField('DELETE', new BooleanInput({ label: gettext('Delete'), required: false, ...options }))
  }
}
