import { httpErrors } from './errors.ts'
import type { HttpRequest } from './request.ts'
import type { View } from './urls/types.ts'

const marked = Symbol('nuages.methods')
type Marked = { readonly [marked]?: readonly string[] }

/**
 * A view that answers these methods only: `requireMethods(['GET', 'POST'], view)`. HEAD comes with GET, OPTIONS is answered with the list, all others get
 * 405. Semantics: Django's `require_http_methods`, which knows HEAD and OPTIONS only where they are named.
 */
export function requireMethods<P>(methods: readonly string[], view: View<P>): View<P> {
  const allowed = [...methods]
  if (allowed.includes('GET') && !allowed.includes('HEAD')) allowed.push('HEAD')
  if (!allowed.includes('OPTIONS')) allowed.push('OPTIONS')
  const checked = (request: HttpRequest, params: P) => {
    if (!allowed.includes(request.method)) throw httpErrors.METHOD_NOT_ALLOWED({ method: request.method, allowed })
    return view(request, params)
  }
  return Object.assign(checked, { [marked]: allowed })
}

/** The methods of a view that `requireMethods` made, or undefined. */
export function methodsOf(view: unknown): readonly string[] | undefined {
  return (view as Marked)[marked]
}
