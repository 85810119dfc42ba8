import { didYouMean } from '../../../base/errors/index.ts'
import { httpErrors } from '../errors.ts'
import type { Middleware } from '../middleware.ts'
import { parseRoute } from './route-syntax.ts'
import type {
  FetchHandler,
  Included,
  InnerHandler,
  Method,
  MethodViews,
  Mounted,
  Params,
  Route,
  UrlEntry,
  View,
} from './types.ts'

export interface PathOptions<N extends string> {
  readonly name?: N
  /** Values that the view gets besides those of the path (Django's third argument of `path`). */
  readonly defaults?: Readonly<Record<string, unknown>>
  /** Middleware around this route only, from the outermost. It sees requests that the route has matched: `request.params` are there. */
  readonly middleware?: readonly Middleware[]
}

/** The texts of a regular expression's groups; those of groups that may be left out may be missing. */
export type RegexParams<G> = { readonly [K in keyof G]: string | undefined }

/** What `include` gives to `path`. */
export interface Inclusion<U extends readonly UrlEntry[], NS extends string> {
  readonly kind: 'inclusion'
  readonly urls: U
  readonly namespace: NS
  readonly appName: string
  readonly middleware: readonly Middleware[]
}

/**
 * A route: `path('books/<int:id>/', bookDetail, { name: 'book' })`. The pattern has no leading slash; the view gets
 * `{ id: number }`. In place of a view stands an object of views by method, or `include(…)`.
 * Semantics: https://docs.djangoproject.com/en/stable/topics/http/urls/. Throws `NUAGES_HTTP_ROUTE_SYNTAX`.
 */
export function path<const P extends string, const U extends readonly UrlEntry[], const NS extends string = ''>(
  pattern: P,
  included: Inclusion<U, NS>,
  options?: PathOptions<string>,
): Included<P, U, NS>
export function path<const P extends string, const N extends string = ''>(
  pattern: P,
  view: View<Params<P>> | MethodViews<Params<P>>,
  options?: PathOptions<N>,
): Route<P, N>
export function path(
  pattern: string,
  target: View<never> | MethodViews<never> | Inclusion<readonly UrlEntry[], string>,
  options: PathOptions<string> = {},
): Route | Included {
  parseRoute(pattern)
  return entry(pattern, null, target, options)
}

/**
 * A route by regular expression, matched against the path without its leading slash: named groups become
 * parameters, or else the unnamed ones under '0', '1', …. `^` and `$` are the writer's own. The compiler does not see into a regular
 * expression: a view may say what it gets, `(request, { year }: { year: string }) => …`.
 */
export function rePath<const N extends string = '', G extends RegexParams<G> = Record<string, string>>(
  regex: RegExp,
  view: View<G> | MethodViews<G>,
  options?: PathOptions<N>,
): Route<string, N>
export function rePath<const U extends readonly UrlEntry[], const NS extends string = ''>(
  regex: RegExp,
  included: Inclusion<U, NS>,
  options?: PathOptions<string>,
): Included<string, U, NS>
export function rePath(
  regex: RegExp,
  target: View<never> | MethodViews<never> | Inclusion<readonly UrlEntry[], string>,
  options: PathOptions<string> = {},
): Route | Included {
  return entry(regex.source.replaceAll('\\/', '/'), regex, target, options)
}

/**
 * Other routes under a prefix: `path('shop/', include(shopUrls, { namespace: 'shop' }))`. `appName` names the
 * application where several instances of it have namespaces of their own; it is the namespace where none is given. `middleware`
 * stands around all of these routes, and not around what no route of them matches.
 */
export function include<const U extends readonly UrlEntry[], const NS extends string = ''>(
  urls: U,
  options: { readonly namespace?: NS; readonly appName?: string; readonly middleware?: readonly Middleware[] } = {},
): Inclusion<U, NS> {
  const appName = options.appName ?? options.namespace ?? ''
  const namespace = (options.namespace ?? appName) as NS
  return { kind: 'inclusion', urls, namespace, appName, middleware: options.middleware ?? [] }
}

/**
 * Routes that stand under one of several prefixes, which the application names: `prefixed('language', urls)` with
 * `createApp({ prefixes: { language: { values: ['en', 'de'], … } } })` answers '/en/…' and '/de/…'. `reverse` writes the prefix in
 * force, and views get no parameter for it; `request.route.prefix` tells which one it was. With `bareDefault` the default one has no
 * prefix. `middleware` stands around these routes, as that of `include`. Semantics: Django's `i18n_patterns` (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#language-prefix-in-url-patterns).
 */
export function prefixed<const U extends readonly UrlEntry[]>(
  name: string,
  urls: U,
  options: { readonly bareDefault?: boolean; readonly middleware?: readonly Middleware[] } = {},
): Included<'', U, ''> {
  const { bareDefault = false, middleware = [] } = options
  const choice = { name, bareDefault }
  return { kind: 'include', route: '', regex: null, urls, namespace: '', appName: '', defaults: {}, middleware, choice }
}

/**
 * Any fetch handler (Hono's `app.fetch`, another nuages `app.fetch`) under a prefix. It gets a global `Request` whose
 * path has the prefix taken off. Applications of Express and Connect are mounted by way of `fromNode`.
 */
export function mount(
  prefix: string,
  handler: FetchHandler | { fetch: FetchHandler } | InnerHandler,
  options: { readonly middleware?: readonly Middleware[] } = {},
): Mounted {
  if (typeof handler === 'function' && 'use' in handler && 'handle' in handler) {
    throw httpErrors.NODE_HANDLER({ what: `What is mounted at '${prefix}'` })
  }
  const inner = prefix.replace(/^\/+/, '')
  const route = inner === '' || inner.endsWith('/') ? inner : `${inner}/`
  parseRoute(route)
  const isFetch = typeof handler !== 'function' && 'fetch' in handler
  const { middleware = [] } = options
  return { kind: 'mount', route, handler: isFetch ? (request) => handler.fetch(request) : handler, middleware }
}

function entry(
  route: string,
  regex: RegExp | null,
  target: View<never> | MethodViews<never> | Inclusion<readonly UrlEntry[], string>,
  options: PathOptions<string>,
): Route | Included {
  const { defaults = {}, middleware = [] } = options
  const problem = problemOf(target)
  if (problem !== null) throw httpErrors.NO_VIEW({ route, problem })
  if ('kind' in target && target.kind === 'inclusion') {
    const { urls, namespace, appName, middleware: inner } = target as Inclusion<readonly UrlEntry[], string>
    return { kind: 'include', route, regex, urls, namespace, appName, defaults, middleware: [...middleware, ...inner] }
  }
  const view = target as View<never> | MethodViews<never>
  return { kind: 'route', route, regex, view, name: options.name ?? '', defaults, middleware }
}

const methods: readonly string[] = ['get', 'post', 'put', 'patch', 'delete', 'options'] satisfies Method[]

/** What keeps something from being what a route leads to, or null. It may come from JavaScript, or from a module of a circle that is not there yet. */
function problemOf(target: unknown): string | null {
  if (typeof target === 'function') return null
  if (typeof target !== 'object' || target === null) return `it was given ${target === null ? 'null' : typeof target}`
  if ((target as { kind?: unknown }).kind === 'inclusion') {
    return Array.isArray((target as { urls?: unknown }).urls) ? null : 'what it includes is no list of routes'
  }
  const views = Object.entries(target)
  if (views.length === 0) return 'it was given an object without views'
  for (const [method, view] of views) {
    if (!methods.includes(method)) return `'${method}' is no method${didYouMean(method, methods)}`
    if (typeof view !== 'function') return `what it was given for '${method}' is no function`
  }
  return null
}
