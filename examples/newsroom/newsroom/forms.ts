import { Form, input } from 'nuages/forms'

/** What a reader may say below an article. */
export class CommentForm extends Form {
  authorName = input.char({ maxLength: 80, label: 'Your name' })
  email = input.email({ label: 'E-mail', help: 'For the editor only. It is not shown.' })
  text = input.char({ label: 'Your comment', widget: 'textarea', minLength: 10 })
}
