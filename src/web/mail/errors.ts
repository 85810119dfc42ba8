import { defineErrors, NuagesError } from '../../base/errors/index.ts'

/** `to[2]` where a field has several values, else its name. */
type Field = { readonly field: string }

export const mailErrors = defineErrors('MAIL', {
  HEADER_INJECTION: {
    status: 400,
    message: ({ field }: Field) => `A mail's ${field} has a line break or another control character.`,
    hint: 'A line break would begin a header of its own: take it out, or refuse what the visitor sent.',
  },
  BAD_ADDRESS: {
    status: 400,
    message: ({ field, problem }: Field & { problem: string }) => `A mail's ${field} is no address: ${problem}.`,
    hint: "Write 'ida@example.org', 'Ida Presti <ida@example.org>', or { name, address }; several as a list.",
  },
  BAD_VALUE: {
    status: 500,
    message: ({ field, problem }: Field & { problem: string }) => `A mail's ${field} cannot be sent: ${problem}.`,
    hint: 'The reference of `mail()` says what each field takes.',
  },
  UNKNOWN_FIELD: {
    status: 500,
    message: ({ field, known }: Field & { known: readonly string[] }) =>
      `A mail has no '${field}'. It has: ${known.join(', ')}.`,
    hint: 'Headers of your own go into `headers`.',
  },
  NO_RECIPIENT: {
    status: 500,
    message: () => 'A mail has no recipient.',
    hint: 'Give at least one address as `to`, `cc` or `bcc`.',
  },
  NO_BODY: {
    status: 500,
    message: () => 'A mail has neither text nor HTML.',
    hint: "Give `text` or `html`; `text: ''` for a mail that is empty on purpose.",
  },
  NO_SENDER: {
    status: 500,
    message: () => 'A mail does not say whom it is from, and no default address is set.',
    hint: "Give `from`, or set `mail: { from: 'Site <site@example.org>' }` in nuages.config.ts.",
  },
  TOO_MANY: {
    status: 400,
    message: ({ what, count, limit }: { what: string; count: number; limit: number }) =>
      `A mail has ${count} ${what}; ${limit} are allowed.`,
    hint: 'Send several mails (`sendMany`), or raise the limit in `mail: { limits }`.',
  },
  TOO_LARGE: {
    status: 413,
    message: ({ field, bytes, limit }: Field & { bytes: number; limit: number }) =>
      `A mail's ${field} has ${bytes} bytes; ${limit} are allowed.`,
    hint: 'Most servers refuse mails over 25 MB: send a link instead, or raise `mail: { limits: { bytes } }`.',
  },
  ATTACHMENT: {
    status: 500,
    message: ({ field, path, reason }: Field & { path: string; reason: string }) =>
      `The file ${path} of a mail's ${field} cannot be read: ${reason}.`,
    hint: 'See that the path is right and that this user may read it.',
  },
  NO_TEMPLATE: {
    status: 500,
    message: ({ name, missing }: { name: string; missing: readonly string[] }) =>
      `The mail template '${name}' is not whole: there is no ${missing.join(' and no ')}.`,
    hint: "A mail 'mail/welcome' is made of mail/welcome.subject.txt and of mail/welcome.txt, mail/welcome.html or both.",
  },
  NO_TRANSPORT: {
    status: 500,
    message: () => 'No way is set by which mails are sent.',
    hint: "Set MAIL_URL ('smtp://user:password@host:587'), or `mail` in nuages.config.ts. In production there is no default.",
  },
  BAD_URL: {
    status: null,
    message: ({ problem }: { problem: string }) => `The address of the mail transport cannot be read: ${problem}.`,
    hint: "Write 'smtp://user:password@host:587', 'smtps://host', 'file:./outbox', 'console:' or 'memory:'.",
  },
  NOT_NOW: {
    status: 503,
    message: ({ location, reason }: { location: string; reason: string; reply: number | null; temporary: true }) =>
      `A mail could not be sent through ${location} now: ${reason}.`,
    hint: 'The same mail may pass later: try again, or send mails from a task that does.',
  },
  REFUSED: {
    status: 502,
    message: ({ location, reason }: { location: string; reason: string; reply: number | null; temporary: false }) =>
      `A mail was refused by ${location}: ${reason}.`,
    hint: 'Sending it again gives the same answer: see the reason, the recipients, and user and password of the server.',
  },
  NOT_WRITTEN: {
    status: 503,
    message: ({ path, reason }: { path: string; reason: string; temporary: boolean }) =>
      `A mail could not be written to ${path}: ${reason}.`,
    hint: 'See that the folder can be written to and that the disk has room.',
  },
  NOT_ALL_SENT: {
    status: 503,
    message: ({ failed, total }: { failed: readonly MailFailure[]; total: number }) =>
      `${failed.length} of ${total} mails were not sent: ${[...new Set(failed.map(({ code }) => code))].join(', ')}.`,
    hint: '`data.failed` has the index and the code of each, and says whether it may pass later; the others are sent.',
  },
  CLOSED: {
    status: 503,
    message: () => 'The mail transport was closed by this process.',
    hint: 'Close it after the last use, when the project is closed.',
  },
  NO_OUTBOX: {
    status: 500,
    message: ({ location }: { location: string }) =>
      `outbox() needs 'memory:' as the mail transport; it is '${location}'.`,
    hint: "Tests have it by default; else set `mail: 'memory:'` or MAIL_URL=memory:.",
  },
})

/** One mail of several that was not sent. */
export interface MailFailure {
  /** Its place in the list that was sent. */
  readonly index: number
  readonly code: string
  /** The same mail may pass later. */
  readonly temporary: boolean
}

/** Whether the same mail, or at least one of several, may pass at another attempt: what `retryIf` of a task wants to know. */
export function mayPassLater(error: unknown): boolean {
  if (!(error instanceof NuagesError) || !error.code.startsWith('NUAGES_MAIL_')) return false
  const { temporary, failed } = error.data as { temporary?: boolean; failed?: readonly MailFailure[] }
  return temporary === true || failed?.some((each) => each.temporary) === true
}
