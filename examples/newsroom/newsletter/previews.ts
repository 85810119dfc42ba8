import { Article } from '../newsroom/models.ts'
import { confirmMail, issueMail } from './mails.ts'
import { Issue, Subscriber } from './models.ts'

const reader = () => Subscriber.build({ id: 1, email: 'reader@lantern.example', asked: new Date() })

/** Mails that nobody sent, for `/__nuages__/mail/` under `nuages dev`. */
export const mailPreviews = {
  confirm: () => confirmMail(reader()),
  issue: async () =>
    issueMail(
      Issue.build({ subject: 'The week in Evenmouth', greeting: 'Good morning.' }),
      await Article.live().selectRelated('section').orderBy('-publishedAt', '-id').slice(0, 8),
      reader(),
    ),
}
