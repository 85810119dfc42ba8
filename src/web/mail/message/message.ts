import { randomUUID } from 'node:crypto'
import { tryUse, use } from '../../../base/context/index.ts'
import { isSafe, normalizeNewlines } from '../../../base/text/index.ts'
import { mailErrors } from '../errors.ts'
import { defaultMailLimits, type MailLimits } from '../limits.ts'
import type { SendOptions, Sent } from '../mailer.ts'
import { mailService } from '../services.ts'
import {
  type AddressesInput,
  type AddressInput,
  formatAddress,
  type MailAddress,
  parseAddress,
  parseAddresses,
} from './addresses.ts'
import { type Attachment, type AttachmentInput, readAttachment } from './attachments.ts'
import { type HeadersInput, readHeaders } from './headers.ts'
import { headerText, kindOf } from './lines.ts'

/** What a mail is made of. */
export interface MailOptions {
  /** Whom it is from; the project's own address by default. */
  readonly from?: AddressInput
  readonly to?: AddressesInput
  readonly cc?: AddressesInput
  /** Get the mail, and stand in no header. */
  readonly bcc?: AddressesInput
  readonly replyTo?: AddressesInput
  /** Where reports of failed delivery go (the sender of the envelope). `from` by default. */
  readonly returnPath?: AddressInput
  /** One line. */
  readonly subject: string
  readonly text?: string
  readonly html?: string
  readonly attachments?: readonly AttachmentInput[]
  /** Images of the HTML by name: `inline: { logo: { path: 'logo.png' } }` is shown by `<img src="cid:logo">`. */
  readonly inline?: Readonly<Record<string, AttachmentInput>>
  readonly headers?: HeadersInput
}

/** Every field, for programs that no compiler has looked at. */
const known: { readonly [K in keyof Required<MailOptions>]: true } = Object.freeze({
  from: true,
  to: true,
  cc: true,
  bcc: true,
  replyTo: true,
  returnPath: true,
  subject: true,
  text: true,
  html: true,
  attachments: true,
  inline: true,
  headers: true,
})

const longestSubject = 900
const cidName = /^[\w.-]{1,80}$/
/** Where HTML shows an inline image. */
const shown = /\b(?:src|background)\s?=\s?["']?cid:([\w.@-]{1,80})/gi

/**
 * A mail that was checked. Nothing in it changes any more; `send` sends it. Its parts are those of the mail as people read it: names in
 * Unicode, bodies undivided.
 */
export class MailMessage {
  /** Null for the project's own address. */
  readonly from: MailAddress | null
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  readonly bcc: readonly MailAddress[]
  readonly replyTo: readonly MailAddress[]
  readonly returnPath: MailAddress | null
  readonly subject: string
  readonly text: string | null
  readonly html: string | null
  /** Files, then inline images. */
  readonly attachments: readonly Attachment[]
  readonly headers: readonly (readonly [name: string, value: string])[]

  /** Use `mail()`. */
  constructor(options: MailOptions, limits: MailLimits) {
    for (const field of Object.keys(options))
      if (!Object.hasOwn(known, field)) throw mailErrors.UNKNOWN_FIELD({ field, known: Object.keys(known) })
    const {
      from,
      to,
      cc,
      bcc,
      replyTo,
      returnPath,
      subject,
      text,
      html,
      attachments = [],
      inline = {},
      headers = {},
    } = options
    const list = (input: unknown, field: string) => (input === undefined ? [] : unique(parseAddresses(input, field)))
    this.from = from === undefined ? null : parseAddress(from, 'from')
    this.to = list(to, 'to')
    this.cc = list(cc, 'cc')
    this.bcc = list(bcc, 'bcc')
    this.replyTo = list(replyTo, 'replyTo')
    this.returnPath = returnPath === undefined ? null : parseAddress(returnPath, 'returnPath')
    this.subject = headerText(subject, 'subject', longestSubject)
    this.text = bodyOf(text, 'text', limits)
    this.html = bodyOf(html, 'html', limits)
    this.attachments = readAttachments(attachments, inline, limits)
    this.headers = readHeaders(headers)
    this.#check(limits)
    Object.freeze(this)
  }

  #check(limits: MailLimits): void {
    if (this.text === null && this.html === null) throw mailErrors.NO_BODY({})
    const recipients = this.recipients.length
    if (recipients === 0) throw mailErrors.NO_RECIPIENT({})
    const atMost = (what: string, count: number, limit: number) => {
      if (count > limit) throw mailErrors.TOO_MANY({ what, count, limit })
    }
    atMost('recipients', recipients, limits.recipients)
    atMost('addresses to reply to', this.replyTo.length, limits.recipients)
    atMost('headers', this.headers.length, limits.headers)
    const images = new Set(this.attachments.flatMap(({ cid }) => cid ?? []))
    if (images.size > 0 && this.html === null)
      throw mailErrors.BAD_VALUE({ field: 'inline', problem: 'only HTML can show images' })
    for (const [, name] of (this.html ?? '').matchAll(shown))
      if (!images.has(name!))
        throw mailErrors.BAD_VALUE({ field: 'html', problem: `it shows cid:${name}, which \`inline\` does not have` })
  }

  /** The addresses that get it, each once. */
  get recipients(): readonly string[] {
    return [...new Set([...this.to, ...this.cc, ...this.bcc].map(({ address }) => address))]
  }

  /**
   * Sends it through the current project. Inside a transaction it is sent once that is committed, and the promise resolves as soon as it
   * waits for that; see `SendOptions`. Rejects with `NUAGES_MAIL_NOT_NOW` where another attempt may succeed and `…_REFUSED` where none will.
   */
  send(options?: SendOptions): Promise<Sent> {
    return use(mailService).send(this, options)
  }

  /** What `mail()` takes, as plain JSON: for a task that sends it later. Files named by `path` stay named. */
  toJSON(): MailOptions {
    const addresses = (list: readonly MailAddress[]) => list.map(({ name, address }) => ({ name, address }))
    const file = ({ filename, content, path, contentType }: Attachment): AttachmentInput => ({
      ...(filename !== null && { filename }),
      ...(content !== null && { content: Buffer.from(content).toString('base64'), encoding: 'base64' as const }),
      ...(path !== null && { path }),
      ...(contentType !== null && { contentType }),
    })
    const headers: Record<string, string[]> = {}
    for (const [name, value] of this.headers) (headers[name] ??= []).push(value)
    const images = this.attachments.filter(({ cid }) => cid !== null)
    return {
      ...(this.from !== null && { from: this.from }),
      to: addresses(this.to),
      cc: addresses(this.cc),
      bcc: addresses(this.bcc),
      replyTo: addresses(this.replyTo),
      ...(this.returnPath !== null && { returnPath: this.returnPath }),
      subject: this.subject,
      ...(this.text !== null && { text: this.text }),
      ...(this.html !== null && { html: this.html }),
      attachments: this.attachments.filter(({ cid }) => cid === null).map(file),
      inline: Object.fromEntries(images.map((image) => [image.cid!, file(image)])),
      headers,
    }
  }
}

/**
 * Makes a mail, and checks it: addresses, names and headers cannot break out of their line, sizes and counts have limits. Throws
 * `NUAGES_MAIL_…`, which names the field and never repeats its value.
 */
export function mail(options: MailOptions): MailMessage {
  return new MailMessage(options, tryUse(mailService)?.limits ?? defaultMailLimits)
}

/** A new `Message-ID` in the domain of the sender. */
export function newMessageId(sender: string): string {
  return `<${randomUUID()}@${sender.slice(sender.lastIndexOf('@') + 1).replace(/[[\]]/g, '')}>`
}

/** For lists and headers that people read. */
export function addressLine(addresses: readonly MailAddress[]): string {
  return addresses.map(formatAddress).join(', ')
}

function unique(addresses: readonly MailAddress[]): readonly MailAddress[] {
  const found = new Map<string, MailAddress>()
  for (const each of addresses) if (!found.has(each.address)) found.set(each.address, Object.freeze(each))
  return Object.freeze([...found.values()])
}

function bodyOf(value: unknown, field: string, limits: MailLimits): string | null {
  if (value === undefined) return null
  if (typeof value !== 'string' && !isSafe(value))
    throw mailErrors.BAD_VALUE({ field, problem: `it is ${kindOf(value)}, not a text` })
  const text = String(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > limits.bytes) throw mailErrors.TOO_LARGE({ field, bytes, limit: limits.bytes })
  return normalizeNewlines(text).replaceAll('\0', '').toWellFormed()
}

function readAttachments(files: unknown, images: unknown, limits: MailLimits): readonly Attachment[] {
  if (!Array.isArray(files))
    throw mailErrors.BAD_VALUE({ field: 'attachments', problem: `they are ${kindOf(files)}, not a list` })
  if (typeof images !== 'object' || images === null || Array.isArray(images))
    throw mailErrors.BAD_VALUE({ field: 'inline', problem: `it is ${kindOf(images)}, not { name: image }` })
  const count = files.length + Object.keys(images).length
  if (count > limits.attachments) throw mailErrors.TOO_MANY({ what: 'attachments', count, limit: limits.attachments })
  const named = Object.entries(images).map(([name, image]) => {
    headerText(name, 'inline', 1000)
    if (!cidName.test(name))
      throw mailErrors.BAD_VALUE({
        field: 'inline',
        problem: 'a name has other characters than letters, digits, _, . and -',
      })
    return readAttachment(image, `inline.${name}`, name, limits)
  })
  const all = [...files.map((file, index) => readAttachment(file, `attachments[${index}]`, null, limits)), ...named]
  const bytes = all.reduce((sum, { content }) => sum + (content?.length ?? 0), 0)
  if (bytes > limits.bytes) throw mailErrors.TOO_LARGE({ field: 'attachments', bytes, limit: limits.bytes })
  return Object.freeze(all)
}
