import { Form, input } from 'nuages/forms'

/** What a reader may say below an article. */
export class CommentForm extends Form {
  authorName = input.char({ maxLength: 80, label: 'Your name', autocomplete: 'name' })
  email = input.email({ label: 'E-mail', autocomplete: 'email', help: 'For the editor only. It is not shown.' })
  text = input.text({ label: 'Your comment', minLength: 10, rows: 6 })
}
