import type { Fields } from '../../base/log/index.ts'
import { tryCurrentRequest } from './context.ts'
import type { HttpRequest } from './request.ts'

const added = new WeakMap<HttpRequest, Fields>()

/**
 * Adds facts to every line that is logged for a request from now on: by the access log, by errors, by any logger that is used while it is answered.
 * `logWith(request, { tenant: tenant.name })`.
 */
export function logWith(request: HttpRequest, fields: Fields): void {
  added.set(request, { ...added.get(request), ...fields })
}

/** What lines about a request carry: its id, and what was added. */
export function logFields(request: HttpRequest): Fields {
  const more = added.get(request)
  return more === undefined ? { requestId: request.id } : { requestId: request.id, ...more }
}

/** The same for the request that is being answered here. */
export function currentLogFields(): Fields {
  const request = tryCurrentRequest()
  return request === undefined ? {} : logFields(request)
}
