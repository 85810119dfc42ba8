import { defineMiddleware, type Middleware } from './middleware.ts'
import { HttpRequest } from './request.ts'
import type { Sent } from './sent.ts'

/**
 * Middleware for who measures answers: `begin` is called with each request, and what it gives when the answer has been sent, or when the
 * client went away before. Of requests of `app.fetch` nobody knows what becomes of their answers: there it is when there is one.
 */
export function onSent(name: string, begin: (request: HttpRequest) => (sent: Sent) => void): Middleware {
  const unwatched = new WeakMap<HttpRequest, (sent: Sent) => void>()
  return defineMiddleware({
    name,
    before(request) {
      const end = begin(request)
      if (!HttpRequest.whenSent(request, end)) unwatched.set(request, end)
    },
    after(request, response) {
      unwatched.get(request)?.({ status: response.status, bytes: null, aborted: false })
      return response
    },
  })
}
