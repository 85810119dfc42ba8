import { currentScope, provide, type Scope } from '../../base/context/index.ts'
import type { NuagesError } from '../../base/errors/index.ts'
import { createLogger, type Logger, logContextService } from '../../base/log/index.ts'
import { escapeLeadingSlashes } from '../../base/text/index.ts'
import { abandon } from './abandon.ts'
import { reportService } from './after-response.ts'
import { type Limits, limitsWith } from './body/limits.ts'
import { chained, type Handler } from './chain.ts'
import { answered } from './context.ts'
import { httpErrors } from './errors.ts'
import { finish } from './finish.ts'
import { createLifetime, type Lifetime, lifetimeService } from './lifetime.ts'
import { currentLogFields } from './log-context.ts'
import type { Middleware } from './middleware.ts'
import { answerMount } from './mounted.ts'
import { errorAnswer } from './pages/error-answer.ts'
import { QueryLog } from './pages/query-log.ts'
import { proxies } from './proxies.ts'
import { createReport, type ErrorHook, type Report } from './reports.ts'
import { HttpRequest, type RequestSettings } from './request.ts'
import { requestIdSource } from './request-id.ts'
import { methodsOf } from './require-methods.ts'
import { LightResponse } from './response.ts'
import { StandardSource } from './sources.ts'
import type { AnyConverter } from './urls/converters.ts'
import { createRouter, type RouteMatch, type Router, routerService } from './urls/router.ts'
import type { MethodViews, Mounted, ReverseOptions, ReverseParams, UrlEntry, UrlPrefixes, View } from './urls/types.ts'

/** A page of one's own for a status. `error` is what was thrown. */
export type ErrorPage = (request: HttpRequest, error: NuagesError | Error) => Response | Promise<Response>

export interface AppOptions {
  readonly urls: readonly UrlEntry[]
  /** From the outermost to the one around the views. */
  readonly middleware?: readonly Middleware[]
  /** Shows errors with their source, the request and its queries. Default false. */
  readonly debug?: boolean
  /** Pages by status: `{ 404: (request) => render(request, '404.html', {}, { status: 404 }) }`. Not used while debugging. */
  readonly errorPages?: Readonly<Record<number, ErrorPage>>
  /** What requests may send; see `Limits` for the defaults. */
  readonly limits?: Partial<Limits>
  /** Read bodies that were sent compressed (gzip, deflate, br, zstd); limits count what they become. Default false: 415. */
  readonly inflate?: boolean
  /** Addresses and networks of proxies whose X-Forwarded-* headers count: `['loopback', '10.0.0.0/8']`. Default: none. */
  readonly trustedProxies?: readonly string[]
  /** Redirect '/about' to '/about/' where only the latter exists. Default true. */
  readonly appendSlash?: boolean
  /** Path converters of one's own. */
  readonly converters?: Readonly<Record<string, AnyConverter>>
  /** Prefixes by name, for routes that stand under one of several: see `prefixed`. */
  readonly prefixes?: Readonly<Record<string, UrlPrefixes>>
  /** The project that requests run in: what `Person.filter`, `render` and `reverse` use. */
  readonly scope?: Scope
  readonly logger?: Logger
  /** Is told each error of the server's own making once, wherever it arose, beside the log. */
  readonly onError?: ErrorHook
}

/** A web application: one function from request to response, and its routes. */
export interface App {
  /** Answers a global `Request` (or an `HttpRequest`) with a global `Response`. Never rejects. */
  fetch(request: Request): Promise<Response>
  /** The same inside: what the node adapter calls. Never throws or rejects. */
  handle(request: HttpRequest): LightResponse | Promise<LightResponse>
  resolve(path: string): RouteMatch | null
  reverse(name: string, params?: ReverseParams, options?: ReverseOptions): string
  readonly router: Router
  /** The scope of its requests: that of the options, with the routes. */
  readonly scope: Scope
  readonly settings: RequestSettings
  readonly logger: Logger
  /** Where errors arrive, from views to what nobody waited for: the log and `onError`. */
  readonly report: Report
  readonly lifetime: Lifetime
}

const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Makes the application. Semantics of routing, of APPEND_SLASH and of middleware (errors become responses before the next layer sees them)
 * are Django's: https://docs.djangoproject.com/en/stable/topics/http/middleware/.
 */
export function createApp(options: AppOptions): App {
  const debug = options.debug ?? false
  const logger = options.logger ?? createLogger({ name: 'http' })
  const router = createRouter(options.urls, {
    ...(options.converters !== undefined && { converters: options.converters }),
    ...(options.prefixes !== undefined && { prefixes: options.prefixes }),
  })
  const lifetime = createLifetime()
  const report = createReport(logger, options.onError, lifetime.track)
  const outer = options.scope ?? currentScope()
  const scope: Scope = {
    services: new Map<symbol, unknown>([
      ...(outer?.services ?? []),
      provide(routerService, router),
      provide(lifetimeService, lifetime),
      provide(reportService, report),
      provide(logContextService, currentLogFields),
    ]),
  }
  const limits = limitsWith(options.limits)
  const settings: RequestSettings = {
    limits,
    proxies: proxies(options.trustedProxies),
    debug,
    inflate: options.inflate ?? false,
    newId: requestIdSource(),
  }
  const queries = debug ? new QueryLog() : null
  const pages = { debug, errorPages: options.errorPages ?? {}, router, report, queries }

  const failed = (request: HttpRequest, error: unknown): Promise<LightResponse> => errorAnswer(request, error, pages)
  /** What stands around single routes, each list made a handler when it is first needed. */
  const stacks = new Map<readonly Middleware[], Handler>()
  const around = (steps: readonly Middleware[]): Handler => {
    const made = stacks.get(steps)
    if (made !== undefined) return made
    const inner = (request: HttpRequest): unknown => {
      // A request that a step made in the place of the first one is routed anew.
      const { matched } = request
      return matched?.middleware === steps ? answerView(request, matched) : route(request)
    }
    const handler = chained(steps, inner, failed)
    stacks.set(steps, handler)
    return handler
  }
  const route = (request: HttpRequest): unknown => {
    HttpRequest.checkHead(request)
    const match = router.resolve(request.path)
    if (match === null) return answerUnmatched(request, router, options.appendSlash ?? true)
    HttpRequest.settle(request, match)
    return match.middleware === null ? answerView(request, match) : around(match.middleware)(request)
  }
  const chain = chained(options.middleware ?? [], route, failed)

  const done = (request: HttpRequest, response: LightResponse): LightResponse | Promise<LightResponse> => {
    if (!LightResponse.claim(response)) {
      return failed(request, httpErrors.RESPONSE_SENT()).then((page) => done(request, page))
    }
    queries?.forget()
    const answer = finish(request, response)
    if (request.method !== 'HEAD') return answer
    if (!answer.headers.has('content-length') && typeof answer.content === 'string') {
      answer.headers.put('content-length', String(Buffer.byteLength(answer.content)))
    }
    abandon(answer)
    return answer.with(null)
  }
  const handle: Handler = (request) => {
    queries?.listen()
    try {
      const answer = answered.runIn(scope, request, chain)
      if (answer instanceof LightResponse) return done(request, answer)
      return answer.then((response) => done(request, response))
    } catch (error) {
      // Only our own mistake can lead here; the process must not fall for it.
      report(error, { request, phase: 'request' })
      return new LightResponse('Internal Server Error', { status: 500 })
    }
  }

  return {
    router,
    scope,
    settings,
    logger,
    report,
    lifetime,
    handle,
    resolve: (path) => router.resolve(path),
    reverse: (name, params, reverseOptions) => router.reverse(name, params, reverseOptions),
    async fetch(request) {
      const source = request instanceof HttpRequest ? null : new StandardSource(request, '')
      const inner = source === null ? (request as HttpRequest) : new HttpRequest(source, settings)
      const response = (await handle(inner)).toResponse()
      await HttpRequest.discard(inner)
      source?.end()
      return response
    },
  }
}

function answerUnmatched(request: HttpRequest, router: Router, appendSlash: boolean): Response {
  const { path } = request
  const slashed = appendSlash && !path.endsWith('/') ? router.resolve(`${path}/`) : null
  if (slashed === null) throw httpErrors.NOT_FOUND({ what: path })
  return withSlash(request)
}

function answerView(request: HttpRequest, match: RouteMatch): unknown {
  const { view } = match
  if (typeof view === 'function') {
    // Every function view answers GET, so that OPTIONS can be answered for it.
    return request.method === 'OPTIONS'
      ? options204(methodsOf(view) ?? allMethods)
      : (view as View)(request, match.params)
  }
  if ('kind' in view) return answerMount(request, match, view as Mounted)
  return answerMethod(request, match, view as MethodViews)
}

/** 301 for reading, 308 elsewhere: so that a form that was sent to the shorter address keeps its method and body. */
function withSlash(request: HttpRequest): Response {
  const [path = '', query] = request.target.split(/\?(.*)/s)
  // Browsers take both '//' and '/\\' at the beginning for that of a host.
  const safe = escapeLeadingSlashes(path.replaceAll('\\', '%5C'))
  const status = request.method === 'GET' || request.method === 'HEAD' ? 301 : 308
  const response = new LightResponse(null, { status })
  response.headers.set('location', `${safe}/${query === undefined ? '' : `?${query}`}`)
  return response
}

function answerMethod(request: HttpRequest, match: RouteMatch, views: MethodViews): unknown {
  const method = request.method.toLowerCase()
  const key = method === 'head' && !('head' in views) ? 'get' : method
  const view = Object.hasOwn(views, key) ? views[key as keyof MethodViews] : undefined
  if (view !== undefined) return view(request, match.params as Record<string, unknown>)
  const allowed = Object.keys(views).map((name) => name.toUpperCase())
  if (allowed.includes('GET')) allowed.push('HEAD')
  if (!allowed.includes('OPTIONS')) allowed.push('OPTIONS')
  if (method === 'options') return options204(allowed)
  throw httpErrors.METHOD_NOT_ALLOWED({ method: request.method, allowed })
}

function options204(allowed: readonly string[]): LightResponse {
  const response = new LightResponse(null, { status: 204 })
  response.headers.put('allow', allowed.join(', '))
  return response
}
