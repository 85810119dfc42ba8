import { escapeHtml, fileSize } from '../../../base/text/index.ts'
import type { LightResponse } from '../../../web/http/index.ts'
import { type Attachment, type ComposedMail, formatAddress, type MailAddress } from '../../../web/mail/index.ts'
import { layout, moment, prefix } from './layout.ts'

export type MailView = 'html' | 'phone' | 'text' | 'headers' | 'source'

const names: Readonly<Record<MailView, string>> = {
  html: 'HTML',
  phone: 'HTML, narrow',
  text: 'Text',
  headers: 'Headers',
  source: 'Source',
}

/** More is not shown, only downloaded. */
const longest = 500_000

/** One mail in one of its views. `base` is its address, which ends in a slash. */
export function mailPage(base: string, mail: ComposedMail, error: unknown, wanted: string | null): LightResponse {
  const { message } = mail
  const views = (Object.keys(names) as MailView[]).filter((view) => {
    if (view === 'html' || view === 'phone') return message.html !== null
    return view !== 'text' || message.text !== null
  })
  const view = views.find((each) => each === wanted) ?? views[0]!
  const tabs = views.map(
    (each) =>
      `<a href="${base}?view=${each}"${each === 'phone' ? ' class="wide"' : ''}${each === view ? ' aria-current="page"' : ''}>${names[each]}</a>`,
  )
  const body = `${error === undefined ? '' : alert(error)}<section>
<dl>${rows(mail)}</dl>
${files(base, message.attachments)}
</section>
<section>
<nav aria-label="Views">${tabs.join('')}<a class="end" href="${base}message.eml">Download .eml</a></nav>
${shown(base, mail, view)}
</section>`
  return layout(message.subject || '(no subject)', `<a href="${prefix}">Mails</a>`, body)
}

function alert(error: unknown): string {
  const { message, code, hint } = error as { message?: unknown; code?: unknown; hint?: unknown }
  return `<section class="alert" role="alert"><p><b class="bad">It was not sent.</b> ${escapeHtml(String(message ?? error))}</p>${hint === undefined ? '' : `<p class="note">${escapeHtml(`${String(code)}: ${String(hint)}`)}</p>`}</section>\n`
}

function rows(mail: ComposedMail): string {
  const { message, from, envelope, date, source } = mail
  const list = (name: string, addresses: readonly MailAddress[]) =>
    addresses.length === 0 ? '' : row(name, addresses.map((each) => escapeHtml(formatAddress(each))).join(', '))
  return [
    list('From', [from]),
    list('To', message.to),
    list('Cc', message.cc),
    list('Bcc', message.bcc),
    list('Reply to', message.replyTo),
    envelope.from === from.address ? '' : row('Bounces to', escapeHtml(envelope.from)),
    row('Date', moment(date)),
    row('Size', escapeHtml(fileSize(source.length))),
  ].join('')
}

const row = (name: string, value: string): string => `<dt>${name}</dt><dd>${value}</dd>`

function shown(base: string, { message, source }: ComposedMail, view: MailView): string {
  if (view === 'html' || view === 'phone') {
    const frame = `<iframe src="${base}html" title="The HTML of the mail" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
    return view === 'phone' ? `<div class="phone">${frame}</div>` : frame
  }
  if (view === 'text') return pre(message.text ?? '', 'text')
  const text = Buffer.from(source).toString('utf8')
  return pre(view === 'source' ? text : text.slice(0, text.indexOf('\r\n\r\n')), 'source')
}

function pre(text: string, kind: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}\n… (${fileSize(text.length)} in all)` : text
  return `<pre class="${kind}" tabindex="0">${escapeHtml(cut)}</pre>`
}

function files(base: string, attachments: readonly Attachment[]): string {
  if (attachments.length === 0) return ''
  const items = attachments.map(({ filename, cid, content }, index) => {
    const name = filename ?? cid ?? 'without a name'
    const size = content === null ? '' : ` <span class="note">${escapeHtml(fileSize(content.length))}</span>`
    const kind = cid === null ? '' : ' <span class="note">inline</span>'
    return `<li><a href="${base}attachments/${index}">${escapeHtml(name)}</a>${size}${kind}</li>`
  })
  return `<ul class="files">${items.join('')}</ul>`
}
