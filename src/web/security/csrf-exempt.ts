import { tryUse } from '../../base/context/index.ts'
import { type HttpRequest, type MethodViews, routerService, type View } from '../http/index.ts'

const exemptKey = Symbol('nuages.csrf-exempt')
const deferredKey = Symbol('nuages.csrf-deferred')
type Marked = { [exemptKey]?: true; [deferredKey]?: true }

/**
 * Marks a view as one that takes requests from other sites: a webhook, which proves itself by a signature. It has to be the outermost of the functions
 * around a view. What is mounted is left out by its path: `csrf({ exempt: ['/legacy/'] })`. Django's `csrf_exempt`.
 */
export function csrfExempt<P>(view: View<P>): View<P> {
  const exempt: View<P> = (request, params) => view(request, params)
  return Object.assign(exempt, { [exemptKey]: true })
}

/**
 * Marks a view, or a middleware of routes, that calls `checkCsrf` itself, once it knows by what a request is identified: a token that no page of another site can
 * send, or a cookie. Of a view it has to be the outermost of the functions around it.
 */
export function csrfDeferred<F extends object>(step: F): F {
  return Object.assign(step, { [deferredKey]: true })
}

/** What the marks of the view that a request leads to say. Asked before it is routed, and for methods that change something only. */
export function csrfMark(request: HttpRequest): 'exempt' | 'deferred' | null {
  const match = tryUse(routerService)?.resolve(request.path)
  if (match === undefined || match === null) return null
  const view = viewFor(request, match.view)
  if (view !== undefined && marked(view)) return 'exempt'
  const steps = [...(match.middleware ?? []), ...(view === undefined ? [] : [view])] as readonly Marked[]
  return steps.some((step) => step[deferredKey] === true) ? 'deferred' : null
}

function viewFor(request: HttpRequest, view: object): object | undefined {
  if (typeof view === 'function') return view
  const method = request.method.toLowerCase()
  return Object.hasOwn(view, method) ? (view as MethodViews<never>)[method as keyof MethodViews<never>] : undefined
}

const marked = (view: object): boolean => (view as Marked)[exemptKey] === true

/** Paths as a rule: one that ends with a slash stands for all below it as well. */
export function pathRule(paths: readonly string[]): (request: HttpRequest) => boolean {
  if (paths.length === 0) return () => false
  return ({ path }) => paths.some((each) => (each.endsWith('/') ? path.startsWith(each) : path === each))
}
