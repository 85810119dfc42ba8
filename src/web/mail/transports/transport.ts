import type { ComposedMail } from '../compose.ts'

/** What a transport says of a mail that it took. */
export interface Delivery {
  /** Addresses that it takes the mail for. */
  readonly accepted: readonly string[]
  /** Addresses that it refused, while it took the others. */
  readonly rejected: readonly string[]
}

/** A way for mails to go out. */
export interface MailTransport {
  /** 'smtp', 'console', 'file' or 'memory', or the name of one of your own. */
  readonly kind: string
  /** Where mails go, for messages and logs: without user and password. */
  readonly location: string
  /** Rejects with `NUAGES_MAIL_NOT_NOW` or `…_REFUSED`: `data.temporary` says whether the same mail may pass later. */
  send(mail: ComposedMail): Promise<Delivery>
  /** Finishes what is being sent, and closes connections. Sending afterwards is `NUAGES_MAIL_CLOSED`. */
  close(): Promise<void>
}
