import { Form, input } from 'nuages/forms'
import { gettext } from 'nuages/i18n'

/** What a reader may say below an article. */
export class CommentForm extends Form {
  authorName = input.char({ maxLength: 80, label: gettext('Your name'), autocomplete: 'name' })
  email = input.email({
    label: gettext('E-mail'),
    autocomplete: 'email',
    help: gettext('For the editor only. It is not shown.'),
  })
  text = input.text({ label: gettext('Your comment'), minLength: 10, rows: 6 })
}
