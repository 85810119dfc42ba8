import { type Service, service, tryUse, use } from '../../../base/context/index.ts'
import { didYouMean } from '../../../base/errors/index.ts'
import { httpErrors } from '../errors.ts'
import type { Middleware } from '../middleware.ts'
import type { AnyConverter } from './converters.ts'
import { builtinConverters } from './converters.ts'
import { type Converters, compileRegex, compileRoute, type Part, prefixPart, type ReversePart } from './part.ts'
import { addReversible, describeIn, type NamespaceNode, newNamespace, type RouteShape, reverseIn } from './reverse.ts'
import { type Leaf, RouteTable } from './route-table.ts'
import { withSuffix } from './suffix.ts'
import type {
  IncludedEntry,
  KnownArguments,
  KnownName,
  Link,
  MethodViews,
  Mounted,
  ReverseOptions,
  ReverseParams,
  Route,
  RouteMap,
  UrlEntry,
  UrlPrefixes,
  View,
} from './types.ts'

/** What a path led to (Django's `ResolverMatch`). */
export interface RouteMatch {
  readonly view: View<never> | MethodViews<never> | Mounted
  /** The parameters of the path and the routes' defaults. */
  readonly params: Readonly<Record<string, unknown>>
  /** The values of unnamed groups of a `rePath`, in order. */
  readonly args: readonly unknown[]
  /** The route's own name, or null. */
  readonly urlName: string | null
  /** With its namespaces: 'news:article'; null without a name. */
  readonly viewName: string | null
  readonly appNames: readonly string[]
  readonly namespaces: readonly string[]
  /** All patterns on the way, joined: 'news/<slug:slug>/'. */
  readonly route: string
  /** The prefix under which it was found, of those that `prefixed` chooses from; null for a route without. */
  readonly prefix: string | null
  /** What stands around this route only, from the outermost; null where nothing does. The same list for each request. */
  readonly middleware: readonly Middleware[] | null
  /** What a mounted handler gets as its path, with the leading slash; null elsewhere. */
  readonly rest: string | null
}

export interface Router {
  /** What `path` (decoded, with its leading slash) leads to, or null. */
  resolve(path: string): RouteMatch | null
  /** The path of a named route, percent-encoded. Throws `NoReverseMatch`. */
  reverse(name: string, params?: ReverseParams, options?: ReverseOptions & { readonly prefix?: string }): string
  /** True where routes stand under the prefixes of this name; 'bare' where the default one is left out of addresses. */
  prefixes(name: string): boolean | 'bare'
  /** The routes of a name ('shop:item') and what they take, or why there are none. */
  describe(name: string): readonly RouteShape[] | { readonly reason: string }
  /** Every route as text, in the order in which they are tried. */
  readonly routes: readonly { readonly route: string; readonly name: string | null }[]
}

/** How the current project's router is found by `reverse`. */
export const routerService: Service<Router> = service<Router>('routes')

/** The path of a named route of the current project. Typed where `RegisteredUrls` is augmented. */
export function reverse<const N extends KnownName>(name: N, ...rest: KnownArguments<N>): string {
  const [params, options] = rest as [ReverseParams?, ReverseOptions?]
  return use(routerService).reverse(name, params, options)
}

/** The same for a route that the project may have left out: null where none has this name. */
export function tryReverse(name: string, params?: ReverseParams, options?: ReverseOptions): string | null {
  const router = tryUse(routerService)
  return router !== undefined && Array.isArray(router.describe(name)) ? router.reverse(name, params, options) : null
}

/** A `reverse` typed by one list of routes: `const link = reverser(urls)`. */
export function reverser<const U extends readonly UrlEntry[]>(_urls: U): Link<RouteMap<U>> {
  return (name, ...rest) => {
    const [params, options] = rest as [ReverseParams?, ReverseOptions?]
    return use(routerService).reverse(name, params, options)
  }
}

/** Compiles a list of routes. Throws `NUAGES_HTTP_ROUTE_SYNTAX`, `…_UNKNOWN_CONVERTER` and `…_UNKNOWN_PREFIX`. */
export function createRouter(
  urls: readonly UrlEntry[],
  options: {
    readonly converters?: Readonly<Record<string, AnyConverter>>
    readonly prefixes?: Readonly<Record<string, UrlPrefixes>>
  } = {},
): Router {
  const made: Making = {
    converters: { ...builtinConverters, ...options.converters },
    prefixes: options.prefixes ?? {},
    used: new Map(),
    leaves: [],
  }
  const root = newNamespace([])
  addEntries(urls, { parts: [], reversed: [], namespaces: [], appNames: [], prefix: null, middleware: [] }, root, made)
  const table = new RouteTable(made.leaves)
  return {
    resolve: (path) => table.resolve(path),
    reverse: (name, params = {}, { currentApp = '', prefix = '/', query, fragment } = {}) =>
      withSuffix(reverseIn(root, name, params, currentApp, prefix), name, query, fragment),
    describe: (name) => describeIn(root, name),
    prefixes: (name) => made.used.get(name) ?? false,
    routes: made.leaves.map((leaf) => ({ route: leaf.route, name: leaf.viewName })),
  }
}

/** What a router is being made of. */
interface Making {
  readonly converters: Converters
  readonly prefixes: Readonly<Record<string, UrlPrefixes>>
  /** Names of prefixes that routes stand under. */
  readonly used: Map<string, true | 'bare'>
  readonly leaves: Leaf[]
}

interface Place {
  readonly parts: readonly Part[]
  /** The same for `reverse`, where one part stands for all prefixes. */
  readonly reversed: readonly ReversePart[]
  readonly namespaces: readonly string[]
  readonly appNames: readonly string[]
  readonly prefix: string | null
  readonly middleware: readonly Middleware[]
}

function addEntries(urls: readonly UrlEntry[], place: Place, node: NamespaceNode, made: Making): void {
  const spaces: [IncludedEntry, NamespaceNode][] = []
  for (const entry of urls) {
    if (entry.kind === 'include') {
      if (entry.choice !== undefined) {
        addPrefixed(entry, place, node, made)
        continue
      }
      const part = compilePart(entry, false, made.converters)
      const below = {
        ...place,
        parts: [...place.parts, part],
        reversed: [...place.reversed, part],
        middleware: [...place.middleware, ...(entry.middleware ?? [])],
      }
      if (entry.namespace === '') {
        addEntries(entry.urls, below, node, made)
        continue
      }
      const inner = newNamespace(below.reversed)
      spaces.push([entry, inner])
      const namespaces = [...place.namespaces, entry.namespace]
      const appNames = entry.appName === '' ? place.appNames : [...place.appNames, entry.appName]
      addEntries(entry.urls, { ...below, namespaces, appNames }, inner, made)
      continue
    }
    const last = entry.kind === 'route'
    const part = last
      ? compilePart(entry, true, made.converters)
      : compileRoute(entry.route, false, {}, made.converters)
    made.leaves.push(newLeaf(entry, [...place.parts, part], place, made.leaves.length))
    if (last && entry.name !== '') addReversible(node, entry.name, [...place.reversed, part])
  }
  for (const [entry, inner] of spaces) {
    // The first of several instances with one name answers, as in Django.
    if (!node.namespaces.has(entry.namespace)) node.namespaces.set(entry.namespace, inner)
    const instances = node.apps.get(entry.appName)
    if (instances === undefined) node.apps.set(entry.appName, [entry.namespace])
    else instances.push(entry.namespace)
  }
}

/** The routes once for each prefix, and their names once for all. */
function addPrefixed(entry: IncludedEntry, place: Place, node: NamespaceNode, made: Making): void {
  const { name, bareDefault } = entry.choice!
  const prefixes = Object.hasOwn(made.prefixes, name) ? made.prefixes[name] : undefined
  if (prefixes === undefined) {
    throw httpErrors.UNKNOWN_PREFIX({ name, suggestion: didYouMean(name, Object.keys(made.prefixes)) })
  }
  made.used.set(name, bareDefault || made.used.get(name) === 'bare' ? 'bare' : true)
  const textOf = (value: string) => (bareDefault && value === prefixes.default ? '' : `${value}/`)
  // Without a prefix anything may match: that comes last.
  const values = [...prefixes.values].sort((a, b) => Number(textOf(a) === '') - Number(textOf(b) === ''))
  const texts = new Map(values.map((value) => [value, textOf(value)]))
  const current = () => texts.get(prefixes.current()) ?? textOf(prefixes.default)
  const reversed = [...place.reversed, prefixPart(name, [...texts.values()], current)]
  const middleware = [...place.middleware, ...(entry.middleware ?? [])]
  for (const [at, value] of values.entries()) {
    const part = compileRoute(texts.get(value)!, false, {}, made.converters)
    const below = { ...place, parts: [...place.parts, part], reversed, prefix: value, middleware }
    addEntries(entry.urls, below, at === 0 ? node : newNamespace([]), made)
  }
}

function compilePart(entry: Route | IncludedEntry, last: boolean, converters: Converters): Part {
  return entry.regex === null
    ? compileRoute(entry.route, last, entry.defaults, converters)
    : compileRegex(entry.regex, entry.defaults)
}

function newLeaf(entry: Route | Mounted, parts: readonly Part[], place: Place, index: number): Leaf {
  const urlName = entry.kind === 'route' && entry.name !== '' ? entry.name : null
  const middleware = [...place.middleware, ...(entry.middleware ?? [])]
  return {
    index,
    parts,
    view: entry.kind === 'route' ? entry.view : entry,
    mounted: entry.kind === 'mount',
    urlName,
    viewName: urlName === null ? null : [...place.namespaces, urlName].join(':'),
    namespaces: place.namespaces,
    appNames: place.appNames,
    prefix: place.prefix,
    middleware: middleware.length === 0 ? null : middleware,
    // Django takes the caret off a regular expression that follows a prefix.
    route: parts.reduce(
      (above, { pieces, route }) => above + (above !== '' && pieces === null ? route.replace(/^\^/, '') : route),
      '',
    ),
  }
}
