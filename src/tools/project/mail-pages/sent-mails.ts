import type { ComposedMail } from '../../../web/mail/index.ts'

/** A mail that went out since the process began, or did not. */
export interface SentMail {
  /** Counted from 1. */
  readonly number: number
  readonly mail: ComposedMail
  readonly error: unknown
}

const most = 100
const mostBytes = 50_000_000

/** The latest mails: so many, and of so many bytes. */
export class SentMails {
  readonly #mails: SentMail[] = []
  #bytes = 0
  #count = 0

  add(mail: ComposedMail, error: unknown): void {
    this.#mails.unshift({ number: ++this.#count, mail, error })
    this.#bytes += mail.source.length
    while (this.#mails.length > most || (this.#bytes > mostBytes && this.#mails.length > 1))
      this.#bytes -= this.#mails.pop()!.mail.source.length
  }

  /** The latest first. */
  get all(): readonly SentMail[] {
    return this.#mails
  }

  find(number: number): SentMail | undefined {
    return this.#mails.find((each) => each.number === number)
  }
}
