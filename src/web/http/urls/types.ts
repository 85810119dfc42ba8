import type { PathConverters, RegisteredUrls } from '../augment.ts'
import type { Middleware } from '../middleware.ts'
import type { HttpRequest } from '../request.ts'
import type { BuiltinConverters } from './converters.ts'
import type { QueryParams } from './suffix.ts'

type ConverterTypes = BuiltinConverters & PathConverters
type ValueOf<C extends string> = C extends keyof ConverterTypes ? ConverterTypes[C] : unknown
type Simplify<T> = { [K in keyof T]: T[K] }
type Parts<P extends string> = P extends `${string}<${infer Spec}>${infer Rest}`
  ? (Spec extends `${infer C}:${infer N}` ? { [K in N]: ValueOf<C> } : { [K in Spec]: string }) & Parts<Rest>
  : {}

/** `books/<int:id>/` gives its view `{ id: number }`. */
export type Params<P extends string> = string extends P ? Record<string, unknown> : Simplify<Parts<P>>

/** What answers a request that a route matched. */
export type View<P = Record<string, unknown>> = (request: HttpRequest, params: P) => Response | Promise<Response>

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options'
/** One view for each method; HEAD goes to `get`, other methods get 405, OPTIONS is answered. */
export type MethodViews<P = Record<string, unknown>> = { readonly [M in Method]?: View<P> }

/** One route, as `path` describes it; nothing is compiled before the application is made. */
export interface Route<P extends string = string, N extends string = string> {
  readonly kind: 'route'
  /** The route as written, or the source of its regular expression. */
  readonly route: P
  readonly regex: RegExp | null
  /** Typed for this route's parameters where it was written; called by the application only. */
  readonly view: View<never> | MethodViews<never>
  readonly name: N
  readonly defaults: Readonly<Record<string, unknown>>
  /** What stands around this route only, from the outermost. */
  readonly middleware?: readonly Middleware[]
}

/** Routes of another list under a prefix. */
export interface Included<
  P extends string = string,
  U extends readonly UrlEntry[] = readonly UrlEntry[],
  NS extends string = string,
> {
  readonly kind: 'include'
  readonly route: P
  readonly regex: RegExp | null
  readonly urls: U
  readonly namespace: NS
  readonly appName: string
  readonly defaults: Readonly<Record<string, unknown>>
  /** What stands around these routes only, from the outermost. */
  readonly middleware?: readonly Middleware[]
  /** Stands under each of the prefixes that the application has by this name, in the place of `route`. */
  readonly choice?: PrefixChoice
}

/** Which prefixes a list of routes stands under: see `prefixed`. */
export interface PrefixChoice {
  /** The name in `createApp({ prefixes })`. */
  readonly name: string
  /** The default one is left out of the address. */
  readonly bareDefault: boolean
}

/** A set of prefixes of which one is in force: an application's languages, its countries. */
export interface UrlPrefixes {
  /** One segment each, without slashes: `['en', 'de']`. */
  readonly values: readonly string[]
  /** The one that a route with `bareDefault` leaves out, and that `reverse` takes where none is in force. */
  readonly default: string
  /** The one in force here: what `reverse` writes. */
  readonly current: () => string
}

/** An application under a prefix. */
export interface Mounted {
  readonly kind: 'mount'
  readonly route: string
  readonly handler: FetchHandler | InnerHandler
  readonly middleware?: readonly Middleware[]
}

/** Where an application is mounted, as a request says it. */
export interface MountPlace {
  /** The prefix without its last slash, as it was sent: '/legacy'; '' at the root. */
  readonly base: string
  /** Path and query below it, as they were sent: '/books/?page=2'. */
  readonly target: string
}

/** An application that takes requests as they are here: what `fromNode` gives. */
export interface InnerHandler {
  answer(request: HttpRequest, place: MountPlace): Response | Promise<Response>
}

export type FetchHandler = (request: Request) => Response | Promise<Response>
export type UrlEntry = Route | IncludedEntry | Mounted
/** `Included` without its type parameters, which would refer to themselves. */
export interface IncludedEntry {
  readonly kind: 'include'
  readonly route: string
  readonly regex: RegExp | null
  readonly urls: readonly UrlEntry[]
  readonly namespace: string
  readonly appName: string
  readonly defaults: Readonly<Record<string, unknown>>
  readonly middleware?: readonly Middleware[]
  readonly choice?: PrefixChoice
}

// ---- the names of a list of routes, with their parameters -------------------------------------------

type Join<NS extends string, N> = NS extends '' ? N : N extends string ? `${NS}:${N}` : never
type Entry<R> =
  R extends Route<infer P, infer N>
    ? N extends ''
      ? never
      : readonly [N, Params<P>]
    : R extends Included<infer P, infer U, infer NS>
      ? UrlEntry extends U[number]
        ? never
        : Under<Entry<U[number]>, Params<P>, NS>
      : never
type Under<E, P, NS extends string> = E extends readonly [infer N, infer Own]
  ? readonly [Join<NS, N>, Simplify<P & Own>]
  : never

/** Parameters by name: one look-up for a link, where a search through all routes would cost the square of their number. */
export type RouteMap<U extends readonly UrlEntry[]> = { [E in Entry<U[number]> as E[0] & string]: E[1] }

/** The names in a list of routes: `'home' | 'news:article'`. */
export type RouteNames<U extends readonly UrlEntry[]> = keyof RouteMap<U> & string
/** What the route `N` of a list needs to be reversed. */
export type RouteParams<U extends readonly UrlEntry[], N> = N extends keyof RouteMap<U> ? RouteMap<U>[N] : never
/** A `reverse` for the routes of a map. */
export type Link<M> = <const N extends keyof M & string>(name: N, ...rest: ReverseArguments<M[N]>) => string
/** The second argument of a typed `reverse`: absent where the route has no parameters. */
export type ReverseArguments<P> = [keyof P] extends [never]
  ? [params?: Readonly<Record<string, never>> | undefined, options?: ReverseOptions]
  : [
      params: { readonly [K in keyof P]: P[K] extends string ? string | number : P[K] | string },
      options?: ReverseOptions,
    ]

export interface ReverseOptions {
  /** The instance that is asking, `request.route.namespaces.join(':')`: it is preferred among instances of one app. */
  readonly currentApp?: string
  /** What stands behind the question mark: `{ page: 2, tag: ['a', 'b'] }`, or `request.query`. */
  readonly query?: QueryParams
  /** What stands behind the '#'. */
  readonly fragment?: string
}

type Known = RegisteredUrls extends { urls: infer U extends readonly UrlEntry[] } ? RouteMap<U> : never
/** The names of the registered project's routes, or any string where none is registered. */
export type KnownName = [Known] extends [never] ? string : keyof Known & string
export type KnownArguments<N extends string> = [Known] extends [never]
  ? [params?: ReverseParams, options?: ReverseOptions]
  : ReverseArguments<Known[N & keyof Known]>

/** By name, or by position as a list. */
export type ReverseParams = Readonly<Record<string, unknown>> | readonly unknown[]
