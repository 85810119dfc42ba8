import type { HttpRequest } from './request.ts'
import { LightResponse } from './response.ts'

/** Calls the rest of the chain. An error there has become a response by the time it returns. */
export type Next = (request?: HttpRequest) => Promise<Response>

/** A step around every request: it may answer itself, or change what `await next()` gives. */
export type Middleware = (request: HttpRequest, next: Next) => Response | Promise<Response>

/** The two halves of a middleware: on the way in and on the way out. */
export interface MiddlewareHalves {
  /** What errors call it. */
  readonly name: string
  /** Before the rest of the chain. A response given here is the answer: the rest, and `after`, are left out. */
  before?(request: HttpRequest): Response | undefined | Promise<Response | undefined>
  /** After the rest of the chain: changes its response and gives it back, or gives another one. */
  after?(request: HttpRequest, response: LightResponse): Response | Promise<Response>
}

const halvesKey = Symbol('nuages.halves')

/**
 * Makes a middleware of two halves. Where neither waits for anything, a request passes it without a promise, which a
 * middleware that awaits `next()` cannot do; so this is the form for what stands around every request.
 */
export function defineMiddleware(halves: MiddlewareHalves): Middleware {
  const middleware: Middleware = async (request, next) => {
    const early = await halves.before?.(request)
    if (early !== undefined) return early
    const response = await next()
    return halves.after === undefined ? response : halves.after(request, LightResponse.from(response))
  }
  Object.defineProperty(middleware, 'name', { value: halves.name })
  return Object.assign(middleware, { [halvesKey]: halves })
}

/** The halves of a middleware that has them. */
export function halvesOf(middleware: Middleware): MiddlewareHalves | undefined {
  return (middleware as { [halvesKey]?: MiddlewareHalves })[halvesKey]
}
