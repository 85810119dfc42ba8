import { escapeHtml } from '../../../base/text/index.ts'
import type { LightResponse } from '../../../web/http/index.ts'
import { formatAddress } from '../../../web/mail/index.ts'
import { layout, moment, prefix } from './layout.ts'
import type { SentMail } from './sent-mails.ts'

/** What was sent since the process began, and what the project wants to look at. */
export function listPage(sent: readonly SentMail[], previews: readonly string[]): LightResponse {
  const mails = sent.map(({ number, mail, error }) => {
    const { subject, to, cc, bcc } = mail.message
    const recipients = [...to, ...cc, ...bcc].map(formatAddress)
    const others = recipients.length > 3 ? ` and ${recipients.length - 3} more` : ''
    const failed = error === undefined ? '' : '<span class="bad">It was not sent.</span>'
    return `<li><a href="${prefix}${number}/"><b>${escapeHtml(subject || '(no subject)')}</b>${moment(mail.date)}<span>${escapeHtml(recipients.slice(0, 3).join(', '))}${others}</span>${failed}</a></li>`
  })
  const named = previews.map(
    (name) => `<li><a href="${prefix}previews/${encodeURIComponent(name)}/"><b>${escapeHtml(name)}</b></a></li>`,
  )
  const sections = [
    `<section><h2>Sent since the start</h2>${mails.length === 0 ? '<p class="empty">Nothing yet. What the project sends shows up here; load the page again.</p>' : `<ul class="list">${mails.join('\n')}</ul>`}</section>`,
    ...(named.length === 0 ? [] : [`<section><h2>Previews</h2><ul class="list">${named.join('\n')}</ul></section>`]),
  ]
  return layout('Mails', 'nuages, development', sections.join('\n'))
}
