import { use } from '../../../base/context/index.ts'
import { type Middleware, notFound } from '../../../web/http/index.ts'
import { type ComposedMail, type MailMessage, mailService } from '../../../web/mail/index.ts'
import { prefix } from './layout.ts'
import { listPage } from './list-page.ts'
import { mailPage } from './mail-page.ts'
import { bytesOf, download, htmlPart } from './parts.ts'
import { SentMails } from './sent-mails.ts'

type Previews = Readonly<Record<string, () => MailMessage | Promise<MailMessage>>>

export interface MailPages {
  readonly middleware: Middleware
  /** For the mailer: what goes out is shown. */
  readonly observe: (mail: ComposedMail, error: unknown) => void
}

const place = /^(?:(\d{1,9})|previews\/([^/]{1,200}))\/(html|message\.eml|attachments\/(\d{1,3}))?$/

/** The pages at `/__nuages__/mail/`, in development only: what was sent since the process began, and the project's previews. */
export function mailPages(previews: Previews): MailPages {
  const sent = new SentMails()
  /** The mail that a part of an address names; a preview is made anew each time. */
  const find = async (
    number: string | undefined,
    name: string | undefined,
  ): Promise<{ mail: ComposedMail; error?: unknown } | null> => {
    if (number !== undefined) return sent.find(Number(number)) ?? null
    if (name === undefined || !Object.hasOwn(previews, name)) return null
    return { mail: await use(mailService).compose(await previews[name]!()) }
  }
  return {
    observe: (mail, error) => sent.add(mail, error),
    async middleware(request, next) {
      if (!request.path.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD'))
        return await next()
      const rest = request.path.slice(prefix.length)
      if (rest === '') return listPage(sent.all, Object.keys(previews))
      const [, number, name, part, index] = place.exec(rest) ?? []
      const found = await find(number, name)
      if (found === null) return notFound()
      const { mail, error } = found
      const base = `${prefix}${number ?? `previews/${encodeURIComponent(name!)}`}/`
      if (part === undefined) return mailPage(base, mail, error, request.query.get('view'))
      if (part === 'html') return mail.message.html === null ? notFound() : await htmlPart(mail)
      if (part === 'message.eml') return download(mail.source, `mail-${number ?? name}.eml`)
      const attachment = mail.message.attachments[Number(index)]
      if (attachment === undefined) return notFound()
      return download(await bytesOf(attachment), attachment.filename ?? attachment.cid ?? 'attachment')
    },
  }
}
