import { randomUUID } from 'node:crypto'
import { defineMiddleware, type Middleware } from './middleware.ts'

/** What may stand in a log without being mistaken for more than one word. */
const wellFormed = /^[\w\-.:+=@/]{1,128}$/

/** The id that a trusted proxy gave, or one of our own where it gave none that is well-formed. */
export function requestId(given: string | null): string {
  return given !== null && wellFormed.test(given) ? given : randomUUID()
}

/** Middleware that tells the client the id of its request in `X-Request-ID`: by it a complaint is found in the log. */
export function requestIds(): Middleware {
  return defineMiddleware({
    name: 'requestIds',
    after(request, response) {
      response.headers.put('x-request-id', request.id)
      return response
    },
  })
}
