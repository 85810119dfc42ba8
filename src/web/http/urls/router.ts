import { type Service, service, use } from '../../../base/context/index.ts'
import type { AnyConverter } from './converters.ts'
import { builtinConverters } from './converters.ts'
import { type Converters, compileRegex, compileRoute, type Part } from './part.ts'
import { addReversible, describeIn, type NamespaceNode, newNamespace, type RouteShape, reverseIn } from './reverse.ts'
import { type Leaf, RouteTable } from './route-table.ts'
import type {
  IncludedEntry,
  KnownArguments,
  KnownName,
  MethodViews,
  Mounted,
  ReverseArguments,
  ReverseOptions,
  ReverseParams,
  Route,
  RouteNames,
  RouteParams,
  UrlEntry,
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
  /** What a mounted handler gets as its path, with the leading slash; null elsewhere. */
  readonly rest: string | null
}

export interface Router {
  /** What `path` (decoded, with its leading slash) leads to, or null. */
  resolve(path: string): RouteMatch | null
  /** The path of a named route, percent-encoded. Throws `NoReverseMatch`. */
  reverse(name: string, params?: ReverseParams, options?: ReverseOptions & { readonly prefix?: string }): string
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

/** A `reverse` typed by one list of routes: `const link = reverser(urls)`. */
export function reverser<const U extends readonly UrlEntry[]>(
  _urls: U,
): <const N extends RouteNames<U>>(name: N, ...rest: ReverseArguments<RouteParams<U, N>>) => string {
  return (name, ...rest) => {
    const [params, options] = rest as [ReverseParams?, ReverseOptions?]
    return use(routerService).reverse(name, params, options)
  }
}

/** Compiles a list of routes. Throws `NUAGES_HTTP_ROUTE_SYNTAX` and `NUAGES_HTTP_UNKNOWN_CONVERTER`. */
export function createRouter(
  urls: readonly UrlEntry[],
  options: { readonly converters?: Readonly<Record<string, AnyConverter>> } = {},
): Router {
  const converters: Converters = { ...builtinConverters, ...options.converters }
  const leaves: Leaf[] = []
  const root = newNamespace([])
  addEntries(urls, { parts: [], namespaces: [], appNames: [] }, root, leaves, converters)
  const table = new RouteTable(leaves)
  return {
    resolve: (path) => table.resolve(path),
    reverse: (name, params = {}, { currentApp = '', prefix = '/' } = {}) =>
      reverseIn(root, name, params, currentApp, prefix),
    describe: (name) => describeIn(root, name),
    routes: leaves.map((leaf) => ({ route: leaf.route, name: leaf.viewName })),
  }
}

interface Place {
  readonly parts: readonly Part[]
  readonly namespaces: readonly string[]
  readonly appNames: readonly string[]
}

function addEntries(
  urls: readonly UrlEntry[],
  place: Place,
  node: NamespaceNode,
  leaves: Leaf[],
  converters: Converters,
): void {
  const named: [string, readonly Part[]][] = []
  const spaces: [IncludedEntry, NamespaceNode][] = []
  for (const entry of urls) {
    if (entry.kind === 'include') {
      const parts = [...place.parts, compilePart(entry, false, converters)]
      if (entry.namespace === '') {
        addEntries(entry.urls, { ...place, parts }, node, leaves, converters)
        continue
      }
      const inner = newNamespace(parts)
      spaces.push([entry, inner])
      const namespaces = [...place.namespaces, entry.namespace]
      const appNames = entry.appName === '' ? place.appNames : [...place.appNames, entry.appName]
      addEntries(entry.urls, { parts, namespaces, appNames }, inner, leaves, converters)
      continue
    }
    const last = entry.kind === 'route'
    const parts = [
      ...place.parts,
      last ? compilePart(entry, true, converters) : compileRoute(entry.route, false, {}, converters),
    ]
    leaves.push(newLeaf(entry, parts, place, leaves.length))
    if (last && entry.name !== '') named.push([entry.name, parts])
  }
  for (const [name, parts] of named) addReversible(node, name, parts)
  for (const [entry, inner] of spaces) {
    // The first of several instances with one name answers, as in Django.
    if (!node.namespaces.has(entry.namespace)) node.namespaces.set(entry.namespace, inner)
    const instances = node.apps.get(entry.appName)
    if (instances === undefined) node.apps.set(entry.appName, [entry.namespace])
    else instances.push(entry.namespace)
  }
}

function compilePart(entry: Route | IncludedEntry, last: boolean, converters: Converters): Part {
  return entry.regex === null
    ? compileRoute(entry.route, last, entry.defaults, converters)
    : compileRegex(entry.regex, entry.defaults)
}

function newLeaf(entry: Route | Mounted, parts: readonly Part[], place: Place, index: number): Leaf {
  const urlName = entry.kind === 'route' && entry.name !== '' ? entry.name : null
  return {
    index,
    parts,
    view: entry.kind === 'route' ? entry.view : entry,
    mounted: entry.kind === 'mount',
    urlName,
    viewName: urlName === null ? null : [...place.namespaces, urlName].join(':'),
    namespaces: place.namespaces,
    appNames: place.appNames,
    // Django takes the caret off a regular expression that follows a prefix.
    route: parts
      .map((part, i) => (i > 0 && part.pieces === null ? part.route.replace(/^\^/, '') : part.route))
      .join(''),
  }
}
