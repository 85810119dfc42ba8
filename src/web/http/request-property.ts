import type { RequestExtensions } from './augment.ts'
import { HttpRequest } from './request.ts'

/**
 * Gives all requests the property that a battery has declared in `RequestExtensions`. `get` is asked each time; what it finds is
 * kept with the request, under a symbol. (A getter of each request's own, or a WeakMap, costs the garbage collector
 * more than all the rest of a small request.)
 */
export function requestProperty<K extends keyof RequestExtensions>(
  name: K,
  get: (request: HttpRequest) => RequestExtensions[K] | undefined,
): void {
  Object.defineProperty(HttpRequest.prototype, name, {
    configurable: true,
    get(this: HttpRequest) {
      return get(this)
    },
  })
}
