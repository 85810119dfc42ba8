import type { ComposedMail } from '../compose.ts'
import { mailErrors } from '../errors.ts'
import type { Delivery, MailTransport } from './transport.ts'

/** Older mails are forgotten, so that a process that runs for long does not fill up. */
const most = 1000

/** Mails that were "sent" in this process: for tests. */
export class Outbox {
  readonly #mails: ComposedMail[] = []

  /** In the order in which they were sent. */
  get mails(): readonly ComposedMail[] {
    return [...this.#mails]
  }

  get length(): number {
    return this.#mails.length
  }

  /** The latest one. */
  get last(): ComposedMail | undefined {
    return this.#mails.at(-1)
  }

  add(mail: ComposedMail): void {
    this.#mails.push(mail)
    if (this.#mails.length > most) this.#mails.shift()
  }

  clear(): void {
    this.#mails.length = 0
  }
}

/** Keeps mails in this process: 'memory:'. */
export class MemoryTransport implements MailTransport {
  readonly kind = 'memory'
  readonly location = 'memory:'
  readonly outbox = new Outbox()
  #closed = false

  async send(mail: ComposedMail): Promise<Delivery> {
    if (this.#closed) throw mailErrors.CLOSED({})
    this.outbox.add(mail)
    return { accepted: mail.envelope.to, rejected: [] }
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}
