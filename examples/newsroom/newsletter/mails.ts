import { reverse } from 'nuages/http'
import { type MailMessage, mailFromTemplate } from 'nuages/mail'
import { confirmHours, confirmUrl, leaveUrl, siteUrl } from './links.ts'
import type { Issue, Subscriber } from './models.ts'

/** What a mail needs of a story. */
interface Story {
  headline: string
  standfirst: string
  slug: string
  section: { slug: string; name: string }
}

/** Asks whether an address is really that of whoever typed it. */
export function confirmMail({ id, email, language }: Subscriber): Promise<MailMessage> {
  const context = { link: confirmUrl(id), hours: confirmHours, home: siteUrl('/') }
  return mailFromTemplate('newsletter/mail/confirm', context, { to: email, language })
}

/** An issue for one reader. Mail programs draw a button from the headers (RFC 2369, RFC 8058). */
export function issueMail(issue: Issue, stories: readonly Story[], reader: Subscriber): Promise<MailMessage> {
  const leave = leaveUrl(reader.id)
  const context = {
    issue,
    stories: stories.map((story) => ({
      headline: story.headline,
      standfirst: story.standfirst,
      section: story.section.name,
      link: siteUrl(reverse('article', { section: story.section.slug, slug: story.slug })),
    })),
    leave,
    home: siteUrl('/'),
  }
  const headers = { 'List-Unsubscribe': `<${leave}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
  return mailFromTemplate('newsletter/mail/issue', context, { to: reader.email, language: reader.language, headers })
}
