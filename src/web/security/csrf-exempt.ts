import { tryUse } from '../../base/context/index.ts'
import { type HttpRequest, type MethodViews, routerService, type View } from '../http/index.ts'

const exemptKey = Symbol('nuages.csrf-exempt')
type Marked = { [exemptKey]?: true }

/**
 * Marks a view as one that takes requests from other sites: a webhook, which proves itself by a signature. It has to be the outermost of the functions
 * around a view. What is mounted is left out by its path: `csrf({ exempt: ['/legacy/'] })`. Django's `csrf_exempt`.
 */
export function csrfExempt<P>(view: View<P>): View<P> {
  const exempt: View<P> = (request, params) => view(request, params)
  return Object.assign(exempt, { [exemptKey]: true })
}

/** The request leads to a view that is marked. Asked before it is routed, and for methods that change something only. */
export function isExempt(request: HttpRequest): boolean {
  const view = tryUse(routerService)?.resolve(request.path)?.view
  if (view === undefined) return false
  if (typeof view === 'function') return marked(view)
  const method = request.method.toLowerCase()
  const own = Object.hasOwn(view, method) ? (view as MethodViews<never>)[method as keyof MethodViews<never>] : undefined
  return own !== undefined && marked(own)
}

const marked = (view: object): boolean => (view as Marked)[exemptKey] === true

/** Paths as a rule: one that ends with a slash stands for all below it as well. */
export function pathRule(paths: readonly string[]): (request: HttpRequest) => boolean {
  if (paths.length === 0) return () => false
  return ({ path }) => paths.some((each) => (each.endsWith('/') ? path.startsWith(each) : path === each))
}
