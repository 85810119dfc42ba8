import { use } from '../../base/context/index.ts'
import {
  type HttpRequest,
  httpErrors,
  type KnownName,
  LightResponse,
  type ReverseParams,
  redirect,
  render,
  requireMethods,
  routerService,
  type View,
} from '../../web/http/index.ts'
import { viewsErrors } from './errors.ts'
import type { AllowRequest, Awaitable, Fitting } from './options.ts'
import { refusal } from './render.ts'

/** What `templateView` can be told. */
export interface TemplateOptions<P, X> extends AllowRequest<P> {
  /** What the template gets. */
  readonly context?: (request: HttpRequest, params: P) => Awaitable<X>
  readonly status?: number
}

/**
 * A page from a template alone: `path('about/', templateView('about.html'))`. The parameters of the route are in its context, under their names. Semantics:
 * Django's `TemplateView` (https://docs.djangoproject.com/en/stable/ref/class-based-views/base/#templateview).
 */
export function templateView<const N extends string, P = {}, X extends object = {}>(
  template: N,
  options: TemplateOptions<P, X> = {},
): Fitting<View<P>, N, X & P> {
  const settings = options as TemplateOptions<P, object>
  return requireMethods(['GET'], async (request, params: P) => {
    const stop = refusal(request, (await settings.allow?.(request, params)) ?? true)
    if (stop !== null) return stop
    const context = { ...(params as object), ...(await settings.context?.(request, params)) }
    const { status } = settings
    return render(request, template as string, context, status === undefined ? {} : { status })
  }) as never
}

/** What `redirectView` can be told: where to, and how. */
export interface RedirectOptions<P> extends AllowRequest<P> {
  /** The address, or a function that gives it; null says that there is nothing any more (410). */
  readonly url?: string | ((request: HttpRequest, params: P) => Awaitable<string | null>)
  /** A route of the project, instead of `url`. */
  readonly name?: KnownName
  /** Its parameters. Default: those of this route. */
  readonly params?: ReverseParams | ((request: HttpRequest, params: P) => ReverseParams)
  /** 301, which browsers keep, instead of 302. 308 and 307 where something else than GET was sent, so that it arrives. Default false. */
  readonly permanent?: boolean
  /** The query of the address goes along. Default false. */
  readonly keepQuery?: boolean
}

/**
 * Sends visitors elsewhere: `path('old/<int:id>/', redirectView({ name: 'news:article', permanent: true }))`. An address that a visitor gave is to be checked with
 * `isSafeRedirect` first. Throws `NUAGES_VIEWS_NO_TARGET`. Semantics: Django's `RedirectView`
 * (https://docs.djangoproject.com/en/stable/ref/class-based-views/base/#redirectview).
 */
export function redirectView<P = {}>(options: RedirectOptions<P>): View<P> {
  const { url, name, permanent = false, keepQuery = false } = options
  if ((url === undefined) === (name === undefined)) throw viewsErrors.NO_TARGET()
  return async (request, params) => {
    const stop = refusal(request, (await options.allow?.(request, params)) ?? true)
    if (stop !== null) return stop
    const to = await target(options, request, params)
    if (to === null) return new LightResponse('Gone', { status: 410 }, httpErrors.GONE({ what: request.path }))
    const reads = request.method === 'GET' || request.method === 'HEAD'
    return redirect(keepQuery ? withQuery(to, request) : to, {
      status: reads ? (permanent ? 301 : 302) : permanent ? 308 : 307,
    })
  }
}

async function target<P>(options: RedirectOptions<P>, request: HttpRequest, params: P): Promise<string | null> {
  const { url, name } = options
  if (typeof url === 'string') return url
  if (url !== undefined) return url(request, params)
  const given = typeof options.params === 'function' ? options.params(request, params) : options.params
  return use(routerService).reverse(name as string, given ?? (params as ReverseParams))
}

/** An address with the query of a request behind its own. */
export function withQuery(to: string, request: HttpRequest): string {
  const at = request.target.indexOf('?')
  if (at === -1 || at === request.target.length - 1) return to
  const [address = '', fragment] = to.split(/#(.*)/s)
  const joined = `${address}${address.includes('?') ? '&' : '?'}${request.target.slice(at + 1)}`
  return fragment === undefined ? joined : `${joined}#${fragment}`
}
