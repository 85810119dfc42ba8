/** What a coded error carries beside its message. */
export interface ErrorDetails {
  /** Stable and searchable, `NUAGES_ORM_UNKNOWN_FIELD`: listed in `docs/reference/errors.md`. */
  readonly code: string
  /** The HTTP status that answers a request which ended in this error, or null where no request is to blame. */
  readonly status: number | null
  /** The parts of the message, for code. Never holds a secret or a value that a user sent, unless the spec says so. */
  readonly data: Readonly<Record<string, unknown>>
  /** What to do about it, one sentence. */
  readonly hint: string
}

/**
 * The one error class of nuages. `code` says which error it is; subclasses exist only where people catch by class
 * (`DoesNotExist`, `ValidationError`, `IntegrityError`, …).
 */
export class NuagesError extends Error implements ErrorDetails {
  readonly code: string
  readonly status: number | null
  readonly data: Readonly<Record<string, unknown>>
  readonly hint: string

  constructor(message: string, details: ErrorDetails, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = details.code
    this.status = details.status
    this.data = details.data
    this.hint = details.hint
  }
}
