import type { Logger } from '../../base/log/index.ts'
import { createLogger, mask, soundsSecret } from '../../base/log/index.ts'
import { logFields } from './log-context.ts'
import type { Middleware } from './middleware.ts'
import { onSent } from './on-sent.ts'
import type { HttpRequest } from './request.ts'
import type { Sent } from './sent.ts'

export interface AccessLogOptions {
  readonly logger?: Logger
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number
}

/**
 * Middleware that logs every answer when it has been sent, or when the client went away before (`aborted: true`): method, path, status, bytes of the
 * body, milliseconds, address, id of the request, and what `logWith` added (the user, where one was asked for). The query is not logged, and parts of
 * the path that a route calls token, secret or the like are masked. Put it first.
 */
export function accessLog(options: AccessLogOptions = {}): Middleware {
  const logger = options.logger ?? createLogger({ name: 'access' })
  const now = options.now ?? performance.now.bind(performance)
  const log = (request: HttpRequest, start: number, ip: string, { status, bytes, aborted }: Sent): void => {
    const level = status !== null && status >= 500 ? 'error' : 'info'
    if (!logger.enabled(level)) return
    logger[level]('request', {
      method: request.method,
      path: loggedPath(request),
      ...(status !== null && { status }),
      ...(bytes !== null && { bytes }),
      ms: Math.round((now() - start) * 10) / 10,
      ip,
      ...(aborted && { aborted }),
      ...logFields(request),
    })
  }
  return onSent('accessLog', (request) => {
    const start = now()
    // A connection that was closed has no address any more.
    const { ip } = request
    return (sent) => log(request, start, ip, sent)
  })
}

/** The path without values that are secrets, such as the token of a password reset link. */
export function loggedPath(request: HttpRequest): string {
  let path = request.path
  for (const [name, value] of Object.entries(request.params)) {
    const text = String(value)
    if (text !== '' && soundsSecret(name)) path = path.replaceAll(text, mask)
  }
  return path
}
