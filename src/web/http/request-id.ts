import { randomBytes } from 'node:crypto'
import { defineMiddleware, type Middleware } from './middleware.ts'

/** What may stand in a log without being mistaken for more than one word. */
const wellFormed = /^[\w\-.:+=@/]{1,128}$/

/** True for an id that a proxy may give. */
export const isRequestId = (given: string | null): given is string => given !== null && wellFormed.test(given)

/** Hexadecimal digits of an id: 128 bits, as many as a trace id has. */
const length = 32
/** How many ids are drawn at once: one by one, drawing was the dearest part of all default middleware. */
const drawn = 256

/** Gives random ids. */
export function requestIdSource(): () => string {
  let digits = ''
  let at = 0
  return () => {
    if (at === digits.length) {
      digits = randomBytes((drawn * length) / 2).toString('hex')
      at = 0
    }
    at += length
    return digits.slice(at - length, at)
  }
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
