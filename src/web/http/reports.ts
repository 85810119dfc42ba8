import { NuagesError } from '../../base/errors/index.ts'
import type { Logger } from '../../base/log/index.ts'
import { loggedPath } from './access-log.ts'
import { httpErrors } from './errors.ts'
import { logFields } from './log-context.ts'
import type { HttpRequest } from './request.ts'

/**
 * What was being done when an error arose: answering (views and middleware), drawing an error page of one's own, sending a body whose
 * head had been sent, writing an answer, work after the answer (`afterResponse`), work after a commit (a mail that could not be sent),
 * a background job that failed for good, something that nobody waited for, or something that nobody caught, after which the process ends.
 */
export type ErrorPhase =
  | 'request'
  | 'page'
  | 'stream'
  | 'response'
  | 'after'
  | 'commit'
  | 'job'
  | 'background'
  | 'process'

export interface ErrorContext {
  /** The request on whose behalf it happened, where that is known. */
  readonly request: HttpRequest | null
  readonly phase: ErrorPhase
  /** The job that failed, in the phase `job`. */
  readonly job?: { readonly id: string; readonly name: string; readonly attempt: number }
}

/** Is told each error once, beside the log: the one place for a service that collects errors. What it gives is waited for at the end. */
export type ErrorHook = (error: Error, context: ErrorContext) => unknown

/** Says that something went wrong. Never throws. */
export type Report = (thrown: unknown, context: ErrorContext) => void

/**
 * Makes the place where all errors arrive. An error that comes by twice for one request, because a view threw it and left it in a promise
 * as well, say, is told once.
 */
export function createReport(
  logger: Logger,
  hook: ErrorHook | undefined,
  track: (work: Promise<unknown>) => void,
): Report {
  const told = new WeakMap<HttpRequest, WeakSet<Error>>()
  return (thrown, context) => {
    const error = asError(thrown)
    const { request } = context
    if (request !== null) {
      const errors = told.get(request) ?? new WeakSet()
      if (errors.has(error)) return
      told.set(request, errors.add(error))
    }
    logger.error(messageOf(context), { error, ...(request !== null && logFields(request)) })
    if (hook === undefined) return
    const failed = (second: unknown) => logger.error('The hook onError failed', { error: asError(second) })
    try {
      const work = hook(error, context)
      if (work instanceof Promise) track(work.catch(failed))
    } catch (second) {
      failed(second)
    }
  }
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  return httpErrors.THROWN_VALUE({ kind: typeof thrown }, { cause: thrown })
}

/** True for errors that are the server's fault, not the client's. */
export function isFault(error: Error): boolean {
  return !(error instanceof NuagesError) || error.status === null || error.status >= 500
}

function messageOf({ request, phase }: ErrorContext): string {
  const of = request === null ? '' : ` of ${request.method} ${loggedPath(request)}`
  switch (phase) {
    case 'request':
      return request === null ? 'A request failed' : `${request.method} ${loggedPath(request)} failed`
    case 'page':
      return `The error page${of} failed`
    case 'stream':
      return `The streamed response${of} broke off`
    case 'response':
      return `The response${of} could not be written`
    case 'after':
      return `Work after the response${of} failed`
    case 'commit':
      return `Work after a commit${of} failed`
    case 'job':
      return 'A background job failed'
    case 'background':
      return `A promise${of} failed that nobody waited for; is an await missing?`
    case 'process':
      return `An error${of} was caught by nobody; the process ends`
  }
}
