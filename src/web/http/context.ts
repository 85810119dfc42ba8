import { AsyncLocalStorage } from 'node:async_hooks'
import { httpErrors } from './errors.ts'
import type { HttpRequest } from './request.ts'

const storage = new AsyncLocalStorage<HttpRequest>()

/** Runs `work` and all that it awaits with `request` as the current one. */
export function runWithRequest<R>(request: HttpRequest, work: () => R): R {
  return storage.run(request, work)
}

/** The request that is being answered here. Throws `NUAGES_HTTP_NO_REQUEST` elsewhere. */
export function currentRequest(): HttpRequest {
  const request = storage.getStore()
  if (request === undefined) throw httpErrors.NO_REQUEST()
  return request
}

/** The request that is being answered here, or undefined. */
export function tryCurrentRequest(): HttpRequest | undefined {
  return storage.getStore()
}
