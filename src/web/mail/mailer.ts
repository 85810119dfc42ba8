import { NuagesError } from '../../base/errors/index.ts'
import { type MailEvent, mails } from '../../base/events/index.ts'
import { createLogger } from '../../base/log/index.ts'
import { type ComposedMail, compose } from './compose.ts'
import { type MailFailure, mailErrors } from './errors.ts'
import { defaultMailLimits, type MailLimits } from './limits.ts'
import {
  type AddressesInput,
  type AddressInput,
  type MailAddress,
  parseAddress,
  parseAddresses,
} from './message/addresses.ts'
import { headerText } from './message/lines.ts'
import type { MailMessage } from './message/message.ts'
import type { Delivery, MailTransport } from './transports/transport.ts'

/** How a mail is sent. */
export interface SendOptions {
  /**
   * Send at once: before the transaction around it is committed, and past `deliver`. For mails that go out whatever becomes of the
   * transaction, and for the task that `deliver` handed the mail to. Default false.
   */
  readonly now?: boolean
  /** The database whose transaction it waits for. 'default' if left out. */
  readonly using?: string
}

/** What became of a mail. */
export interface Sent {
  /** Its `Message-ID`. Null where it is written later: `deliver` took it, or it is one of several that wait for a commit. */
  readonly id: string | null
  /** It waits for a commit, or was handed to `deliver`: nothing was sent yet. */
  readonly queued: boolean
  /** The addresses that the transport takes it for. */
  readonly accepted: readonly string[]
  /** Those that it refused, while it took others. */
  readonly rejected: readonly string[]
}

/** Sends a mail by other means than at once: as a task, say. */
export type Deliver = (message: MailMessage) => unknown

export interface MailerOptions {
  /** By which mails go out; null for none, and then sending is `NUAGES_MAIL_NO_TRANSPORT`. */
  readonly transport: MailTransport | null
  /** Whom mails are from that do not say it. */
  readonly from?: AddressInput
  /** Who hears of faults (`mailAdmins`). */
  readonly admins?: AddressesInput
  /** Who hears of broken links and the like (`mailManagers`). */
  readonly managers?: AddressesInput
  /** Stands before the subjects of `mailAdmins` and `mailManagers`: '[Gazette] '. None by default. */
  readonly subjectPrefix?: string
  readonly limits?: Partial<MailLimits>
  /** Calls `work` once a transaction is committed, at once where there is none: `onCommit` of `nuages/orm`. At once by default. */
  readonly afterCommit?: (work: () => Promise<void>, using: string | undefined) => void | Promise<void>
  /** Is called instead of sending, inside the transaction: what it writes there is committed with it. */
  readonly deliver?: Deliver
  /** Is told of mails that could not be sent after a commit. The log by default. */
  readonly report?: (error: unknown) => void
  /** Sees each mail that went out, and each that did not. */
  readonly observe?: (mail: ComposedMail, error: unknown) => void
  readonly now?: () => Date
}

/** Sends mails. `await using` or `close()` ends its connections. */
export class Mailer implements AsyncDisposable {
  readonly transport: MailTransport | null
  readonly from: MailAddress | null
  readonly admins: readonly MailAddress[]
  readonly managers: readonly MailAddress[]
  readonly subjectPrefix: string
  readonly limits: MailLimits
  readonly #options: MailerOptions
  readonly #report: (error: unknown) => void

  constructor(options: MailerOptions) {
    const { from, admins, managers, subjectPrefix = '' } = options
    this.#options = options
    this.transport = options.transport
    this.from = from === undefined ? null : parseAddress(from, 'from')
    this.admins = admins === undefined ? [] : parseAddresses(admins, 'admins')
    this.managers = managers === undefined ? [] : parseAddresses(managers, 'managers')
    this.subjectPrefix = headerText(subjectPrefix, 'subjectPrefix', 200)
    this.limits = { ...defaultMailLimits, ...options.limits }
    this.#report =
      options.report ??
      ((error) => createLogger({ name: 'mail' }).error('A mail was not sent after a commit', { error }))
  }

  /** Sends one mail. See `MailMessage.send`. */
  async send(message: MailMessage, options: SendOptions = {}): Promise<Sent> {
    const { deliver } = this.#options
    if (deliver !== undefined && options.now !== true) {
      await deliver(message)
      return queued(null)
    }
    this.#check(message)
    const mail = await this.compose(message)
    return await this.#afterCommit(
      options,
      () => this.#deliver(mail),
      () => queued(mail.id),
    )
  }

  /**
   * Sends several, one after the other by one connection. Every one is tried: those that fail are told by one error at the end
   * (`NUAGES_MAIL_NOT_ALL_SENT`, `data.failed`). Where the server is away, or does not take the sender's log-in, the rest is not tried.
   * Each is written as MIME when its turn comes, so that memory does not grow with their number.
   */
  async sendMany(messages: readonly MailMessage[], options: SendOptions = {}): Promise<readonly Sent[]> {
    if (this.#options.deliver !== undefined && options.now !== true)
      return await this.#each(messages, (message) => this.send(message, options))
    for (const message of messages) this.#check(message)
    return await this.#afterCommit(
      options,
      () => this.#each(messages, (message) => this.send(message, { now: true })),
      () => messages.map(() => queued(null)),
    )
  }

  async #each(
    messages: readonly MailMessage[],
    send: (message: MailMessage) => Promise<Sent>,
  ): Promise<readonly Sent[]> {
    const all: Sent[] = []
    const failed: MailFailure[] = []
    const causes: unknown[] = []
    let hopeless: NuagesError | null = null
    for (const [index, message] of messages.entries()) {
      try {
        if (hopeless !== null) throw hopeless
        all.push(await send(message))
      } catch (error) {
        if (!(error instanceof NuagesError)) throw error
        if (error !== hopeless) causes.push(error)
        if (concernsAll(error)) hopeless = error
        failed.push({ index, code: error.code, temporary: error.data['temporary'] === true })
      }
    }
    if (failed.length === 0) return all
    const cause = causes.length === 1 ? causes[0] : new AggregateError(causes)
    throw mailErrors.NOT_ALL_SENT({ failed, total: messages.length }, { cause })
  }

  /** What is known to be missing before anything is written. */
  #check(message: MailMessage): void {
    if (this.transport === null) throw mailErrors.NO_TRANSPORT({})
    if (message.from === null && this.from === null) throw mailErrors.NO_SENDER({})
  }

  /** Does `work` now, or after the commit of the transaction around it; then it gives what `waiting` gives. */
  async #afterCommit<R>({ now, using }: SendOptions, work: () => Promise<R>, waiting: () => R): Promise<R> {
    const { afterCommit } = this.#options
    if (now === true || afterCommit === undefined) return await work()
    let outcome: Promise<R> | null = null
    let waits = false
    // It never rejects: what waits for a commit has nobody to tell but `report`.
    const done = afterCommit(async () => {
      outcome = work()
      await outcome.catch((error: unknown) => (waits ? this.#report(error) : undefined))
    }, using)
    if (outcome !== null) return await (outcome as Promise<R>)
    waits = true
    await done
    return waiting()
  }

  /** Finishes what is being sent, and closes the transport. */
  async close(): Promise<void> {
    await this.transport?.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A mail as it would go out, without sending it. */
  compose(message: MailMessage): Promise<ComposedMail> {
    const { now = () => new Date() } = this.#options
    return compose(message, { from: this.from, limits: this.limits, now: now() })
  }

  async #deliver(mail: ComposedMail): Promise<Sent> {
    const transport = this.transport!
    const start = performance.now()
    let delivery: Delivery | null = null
    let failure: unknown
    try {
      delivery = await transport.send(mail)
      return { id: mail.id, queued: false, ...delivery }
    } catch (error) {
      failure = error
      throw error
    } finally {
      this.#options.observe?.(mail, failure)
      if (mails.heard) mails.publish(eventOf(mail, transport, delivery, performance.now() - start, failure))
    }
  }
}

const queued = (id: string | null): Sent => ({ id, queued: true, accepted: [], rejected: [] })

/** What is wrong is not the mail: the next one would fail the same way. */
function concernsAll({ code, data }: NuagesError): boolean {
  if (code === 'NUAGES_MAIL_NO_TRANSPORT' || code === 'NUAGES_MAIL_CLOSED' || code === 'NUAGES_MAIL_NOT_WRITTEN')
    return true
  const reply = data['reply']
  if (code === 'NUAGES_MAIL_NOT_NOW') return reply === null || reply === 421 || reply === 454
  return code === 'NUAGES_MAIL_REFUSED' && (reply === 530 || reply === 535)
}

function eventOf(
  mail: ComposedMail,
  transport: MailTransport,
  delivery: Delivery | null,
  duration: number,
  error: unknown,
): MailEvent {
  return {
    id: mail.id,
    transport: transport.kind,
    location: transport.location,
    from: mail.from.address,
    to: mail.envelope.to,
    rejected: delivery?.rejected ?? [],
    subject: mail.message.subject,
    bytes: mail.source.length,
    duration,
    ...(error !== undefined && { error }),
  }
}
