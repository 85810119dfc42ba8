import type { MailComposerAttachment } from 'nodemailer/lib/mail-composer'
import { mailErrors } from './errors.ts'
import type { MailLimits } from './limits.ts'
import { formatAddress, type MailAddress } from './message/addresses.ts'
import { contentOf } from './message/attachments.ts'
import { type MailMessage, newMessageId } from './message/message.ts'

/** A mail as it goes out: the same bytes by every transport. */
export interface ComposedMail {
  readonly message: MailMessage
  /** Its `Message-ID`, with the brackets. */
  readonly id: string
  /** Whom it is from, the project's own address where the mail does not say. */
  readonly from: MailAddress
  /** Who gets it, and where failures are reported: what the server is told. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  readonly date: Date
  /** The MIME message, its lines ended by CRLF. No blind copy stands in it. */
  readonly source: Uint8Array
}

/** Writes a mail as MIME. Files of attachments are read here. */
export async function compose(
  message: MailMessage,
  { from: own, limits, now }: { readonly from: MailAddress | null; readonly limits: MailLimits; readonly now: Date },
): Promise<ComposedMail> {
  const from = message.from ?? own
  if (from === null) throw mailErrors.NO_SENDER({})
  const sender = message.returnPath?.address ?? from.address
  const id = newMessageId(from.address)
  const attachments: MailComposerAttachment[] = []
  for (const each of message.attachments) {
    const content = Buffer.from(await contentOf(each, limits))
    attachments.push({
      content,
      filename: each.filename ?? false,
      ...(each.contentType !== null && { contentType: each.contentType }),
      // As base64 even where it is a text: servers may not change what is attached.
      contentTransferEncoding: 'base64',
      ...(each.cid === null ? { contentDisposition: 'attachment' } : { cid: each.cid, contentDisposition: 'inline' }),
    })
  }
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const list = (addresses: readonly MailAddress[]) =>
    addresses.length === 0 ? undefined : addresses.map(({ name, address }) => ({ name, address }))
  const composer = new MailComposer({
    from: { ...from },
    to: list(message.to),
    cc: list(message.cc),
    replyTo: list(message.replyTo),
    subject: message.subject,
    ...(message.text !== null && { text: message.text }),
    ...(message.html !== null && { html: message.html }),
    attachments,
    headers: message.headers.map(([key, value]) => ({ key, value })),
    messageId: id,
    date: now,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const source = await composer.compile().build()
  if (source.length > limits.bytes)
    throw mailErrors.TOO_LARGE({ field: 'whole', bytes: source.length, limit: limits.bytes })
  return { message, id, from, envelope: { from: sender, to: message.recipients }, date: now, source }
}

/** Who a mail is from, as people read it. */
export function senderLine({ from }: ComposedMail): string {
  return formatAddress(from)
}
