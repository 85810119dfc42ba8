import { use } from '../../base/context/index.ts'
import { mailErrors } from './errors.ts'
import type { SendOptions, Sent } from './mailer.ts'
import type { AddressesInput, AddressInput, MailAddress } from './message/addresses.ts'
import { type MailMessage, type MailOptions, mail } from './message/message.ts'
import { mailService } from './services.ts'
import { MemoryTransport, type Outbox } from './transports/memory.ts'

/** Sends several mails through the current project, by one connection. See `Mailer.sendMany`. */
export function sendMany(messages: readonly MailMessage[], options?: SendOptions): Promise<readonly Sent[]> {
  return use(mailService).sendMany(messages, options)
}

/**
 * The same mail to many, each alone: nobody sees the others' addresses. Django's `send_mass_mail` takes the mails one by one; that is
 * `sendMany`. All are checked before the first is sent.
 */
export function massMail(
  to: readonly AddressInput[],
  options: Omit<MailOptions, 'to' | 'cc' | 'bcc'>,
  send?: SendOptions,
): Promise<readonly Sent[]> {
  return sendMany(
    to.map((address) => mail({ ...options, to: address })),
    send,
  )
}

/** Sends a mail to `mail.admins`, the prefix before its subject; nothing where there are none. Django's `mail_admins`. */
export function mailAdmins(options: NoticeOptions, send?: SendOptions): Promise<Sent | null> {
  return notice(use(mailService).admins, options, send)
}

/** The same to `mail.managers`. Django's `mail_managers`. */
export function mailManagers(options: NoticeOptions, send?: SendOptions): Promise<Sent | null> {
  return notice(use(mailService).managers, options, send)
}

/** A mail whose recipients are set. */
export type NoticeOptions = Omit<MailOptions, 'to' | 'cc' | 'bcc'> & {
  readonly to?: never
  readonly cc?: never
  readonly bcc?: never
}

async function notice(to: readonly MailAddress[], options: NoticeOptions, send?: SendOptions): Promise<Sent | null> {
  if (to.length === 0) return null
  const recipients: AddressesInput = to
  return await mail({
    ...options,
    to: recipients,
    subject: `${use(mailService).subjectPrefix}${options.subject}`,
  }).send(send)
}

/** What 'memory:' keeps: in tests, each mail that was sent. Throws `NUAGES_MAIL_NO_OUTBOX` under another transport. */
export function outbox(): Outbox {
  const { transport } = use(mailService)
  if (transport instanceof MemoryTransport) return transport.outbox
  throw mailErrors.NO_OUTBOX({ location: transport?.location ?? 'none' })
}
