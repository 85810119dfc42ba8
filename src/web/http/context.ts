import { Local } from '../../base/context/index.ts'
import { httpErrors } from './errors.ts'
import type { HttpRequest } from './request.ts'

/** The request that is being answered. */
export const answered = new Local<HttpRequest>()

/** Runs `work` and all that it awaits with `request` as the current one. */
export function runWithRequest<R>(request: HttpRequest, work: () => R): R {
  return answered.run(request, work)
}

/** The request that is being answered here. Throws `NUAGES_HTTP_NO_REQUEST` elsewhere. */
export function currentRequest(): HttpRequest {
  const request = answered.get()
  if (request === undefined) throw httpErrors.NO_REQUEST()
  return request
}

/** The request that is being answered here, or undefined. */
export function tryCurrentRequest(): HttpRequest | undefined {
  return answered.get()
}
