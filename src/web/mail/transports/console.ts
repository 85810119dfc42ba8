import { type ComposedMail, senderLine } from '../compose.ts'
import { mailErrors } from '../errors.ts'
import { addressLine } from '../message/message.ts'
import { textOfHtml } from '../text-of-html.ts'
import type { Delivery, MailTransport } from './transport.ts'

const rule = '-'.repeat(72)

/**
 * Prints mails: 'console:' as people read them (links can be clicked in most terminals), 'console:source' as they are sent. Control
 * characters are taken out, so that no mail speaks to the terminal.
 */
export class ConsoleTransport implements MailTransport {
  readonly kind = 'console'
  readonly location: string
  readonly #source: boolean
  readonly #write: (text: string) => void
  #closed = false

  constructor(source: boolean, write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.#source = source
    this.#write = write
    this.location = source ? 'console:source' : 'console:'
  }

  async send(mail: ComposedMail): Promise<Delivery> {
    if (this.#closed) throw mailErrors.CLOSED({})
    const text = this.#source ? Buffer.from(mail.source).toString('utf8').replaceAll('\r\n', '\n') : readable(mail)
    this.#write(`${rule}\n${shown(text).trimEnd()}\n${rule}\n`)
    return { accepted: mail.envelope.to, rejected: [] }
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}

function readable(mail: ComposedMail): string {
  const { message } = mail
  const lines = [`From: ${senderLine(mail)}`]
  const list = (name: string, text: string) => {
    if (text !== '') lines.push(`${name}: ${text}`)
  }
  list('To', addressLine(message.to))
  list('Cc', addressLine(message.cc))
  list('Bcc', addressLine(message.bcc))
  list('Reply-To', addressLine(message.replyTo))
  lines.push(`Subject: ${message.subject}`, `Date: ${mail.date.toISOString()}`)
  for (const [name, value] of message.headers) list(name, value)
  for (const { filename, cid, contentType } of message.attachments)
    list(cid === null ? 'Attachment' : `Inline image ${cid}`, filename ?? contentType ?? 'without a name')
  if (message.html !== null) list('HTML', message.text === null ? 'yes, below as text' : 'yes, beside the text below')
  return `${lines.join('\n')}\n\n${message.text ?? textOfHtml(message.html ?? '')}`
}

function shown(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}
