import type { Logger } from '../../base/log/index.ts'
import { createLogger, mask, soundsSecret } from '../../base/log/index.ts'
import type { Middleware } from './middleware.ts'
import type { HttpRequest } from './request.ts'

/**
 * Middleware that logs every answer: method, path, status and milliseconds. The query is not logged, and parts of the path that
 * a route calls token, secret or the like are masked. Put it first.
 */
export function accessLog(options: { readonly logger?: Logger; readonly now?: () => number } = {}): Middleware {
  const logger = options.logger ?? createLogger({ name: 'access' })
  const now = options.now ?? performance.now.bind(performance)
  return async function logAccess(request, next) {
    const start = now()
    const response = await next()
    const level = response.status >= 500 ? 'error' : 'info'
    if (logger.enabled(level)) {
      logger[level]('request', {
        method: request.method,
        path: loggedPath(request),
        status: response.status,
        ms: Math.round((now() - start) * 10) / 10,
        ip: request.ip,
      })
    }
    return response
  }
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
