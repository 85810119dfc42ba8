import { Form, inlineFormset, input } from 'nuages/forms'
import { gettext, gettextLazy } from 'nuages/i18n'
import { Article, Tagging } from './models.ts'

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

/** What an article is about, for its editors: some tags, and how much of the article each is. */
export class ArticleTags extends inlineFormset(Article, Tagging, {
  fields: ['tag', 'weight'],
  labels: { tag: gettextLazy('Tag'), weight: gettextLazy('Weight') },
  help: { weight: gettextLazy('From 0 to 1: how much the article is about it.') },
  label: gettextLazy('Tag'),
  prefix: 'tags',
  extra: 1,
  max: 12,
  validateMax: true,
}) {
  override clean(): void {
    const wrong = this.keptForms.filter(({ cleaned: { weight } }) => weight < 0 || weight > 1)
    for (const form of wrong) form.addError('weight', gettext('A weight is a number from 0 to 1.'), 'weight')
  }
}
