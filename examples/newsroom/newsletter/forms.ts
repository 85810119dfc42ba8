import { Form, input } from 'nuages/forms'
import { gettext } from 'nuages/i18n'

export class SubscribeForm extends Form {
  email = input.email({
    label: gettext('E-mail'),
    autocomplete: 'email',
    help: gettext('One mail a week, on Friday. Every issue has a link to leave.'),
  })
}
