import { createHash } from 'node:crypto'
import { type Cache, caches, type TagStamps } from '../../data/cache/index.ts'
import { type HttpRequest, LightResponse, type Middleware, personalReason, type View } from '../http/index.ts'
import { currentLocale, currentTimeZone } from '../i18n/index.ts'
import { parseCacheControl } from './cache-control.ts'
import { nothing, Reads } from './reads.ts'

export interface PageCacheOptions {
  /** Seconds that a page is kept; `s-maxage` or `max-age` of its own answer wins. Default: that of the cache. */
  readonly timeout?: number
  /** Headers of the request that pages differ by, beside those that an answer names in `Vary`. */
  readonly vary?: readonly string[]
  /**
   * What pages differ by beside address and language: `(request) => request.cookie('theme') ?? ''`. Headers and cookies that it reads are taken to be in it:
   * that the view reads them as well keeps no page from being kept.
   */
  readonly key?: (request: HttpRequest) => string | Promise<string>
  /** The parameters of a query that pages differ by. Requests with others pass by, so that made-up ones fill no cache. Default: all. */
  readonly query?: readonly string[]
  /** Requests that pass by the cache. */
  readonly unless?: (request: HttpRequest) => boolean | Promise<boolean>
  /** Keep pages of visitors with a session as well, for each session apart. Default false: they pass by. */
  readonly perUser?: boolean
  /** `invalidateTags` of the cache forgets pages with one of these. */
  readonly tags?: readonly string[]
  /** Pages that are larger, in bytes, are not kept. Default 1 MiB. */
  readonly largest?: number
  /** A cache, or its name in the project. Default 'default'. */
  readonly cache?: Cache | string
}

/** A page as it is kept; or, under its address, which headers it differs by. */
interface Page {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array | null
  /** In milliseconds since 1970. */
  readonly made: number
}
type Kept = { readonly page: Page } | { readonly by: By }

/** What of the request tells pages of one address apart: values of headers, and that these cookies did not come. */
interface By {
  readonly headers: readonly string[]
  readonly cookies: readonly string[]
}

/**
 * A view whose pages are kept and given to the next who ask: `path('', cachePage(front, { timeout: 60 }))`. Only GET with 200, without `Set-Cookie`, without a form's token, a
 * nonce or a message, without `Cache-Control: private, no-store, no-cache`, and of visitors without a session and without `Authorization`. Language, time zone, the headers of
 * `Vary` and those that the view reads tell pages apart; what was made with a cookie that the view has read is not kept.
 * Semantics: Django's `cache_page` (https://docs.djangoproject.com/en/stable/topics/cache/#the-per-view-cache).
 */
export function cachePage<P>(view: View<P>, options: PageCacheOptions = {}): View<P> {
  return (request, params) => answered(request, options, () => view(request, params))
}

/** The same around a whole site, as middleware: the last of the project's own. */
export function pageCache(options: PageCacheOptions = {}): Middleware {
  return (request, next) => answered(request, options, next)
}

async function answered(
  request: HttpRequest,
  options: PageCacheOptions,
  work: () => Response | Promise<Response>,
): Promise<Response> {
  const passes = await reasonToPass(request, options)
  if (passes !== null) return told(request, await work(), `pass; ${passes}`)
  const cache = (typeof options.cache === 'object' ? options.cache : caches(options.cache ?? 'default')).namespace(
    'pages',
  )
  const { base, covered } = await baseOf(request, options)
  const { page, by } = await find(cache, request, base)
  if (page !== null) {
    // A cache around this one depends on the same.
    for (const name of by.headers) request.header(name)
    for (const name of by.cookies) request.cookie(name)
    return told(request, responseOf(page), 'hit')
  }
  // Before the page is made: what is invalidated meanwhile was made from the old state.
  const tags = await cache.stamps(...(options.tags ?? []))
  const { reads, result } = await Reads.during(request, async () => LightResponse.from(await work()))
  reads.forget(covered)
  const refused = request.method === 'GET' ? reasonNotToKeep(request, result, options, reads) : 'HEAD is not kept'
  if (refused !== null) return told(request, result, `miss; ${refused}`)
  await keep(cache, request, { base, response: result, by: united(by, byOf(result, reads)), tags, options })
  return told(request, result, 'miss')
}

/** Duck-typed: sessions live on a floor above. */
interface WithSession {
  readonly session?: { readonly key: string | null; readonly modified: boolean }
}

const sessionOf = (request: HttpRequest) => (request as unknown as WithSession).session

async function reasonToPass(request: HttpRequest, options: PageCacheOptions): Promise<string | null> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return 'not a read'
  if (request.header('authorization') !== null) return 'Authorization'
  const key = sessionOf(request)?.key ?? null
  if (options.perUser !== true && key !== null) return 'a session'
  const personal = personalReason(request)
  if (personal !== null) return personal
  const { query } = options
  if (query !== undefined) for (const name of request.query.keys()) if (!query.includes(name)) return 'the query'
  if ((await options.unless?.(request)) === true) return 'unless'
  return null
}

function reasonNotToKeep(
  request: HttpRequest,
  response: LightResponse,
  options: PageCacheOptions,
  reads: Reads,
): string | null {
  const { headers, content } = response
  if (response.status !== 200 || response.failure !== null) return `status ${response.status}`
  if (headers.has('set-cookie') || sessionOf(request)?.modified === true) return 'it sets a cookie'
  const personal = personalReason(request)
  if (personal !== null) return personal
  const vary = varyOf(response, options)
  const read = reads.reasonNotToKeep(request, vary)
  if (read !== null) return read
  const control = parseCacheControl(headers.get('cache-control'))
  for (const directive of ['private', 'no-store', 'no-cache']) if (control.has(directive)) return directive
  if (lifeOf(response, options) === 0) return 'its time is 0'
  if (vary.includes('*')) return 'Vary: *'
  if (typeof content !== 'string' && !(content instanceof Uint8Array) && content !== null)
    return 'it is a stream or a file'
  const size = typeof content === 'string' ? Buffer.byteLength(content) : (content?.byteLength ?? 0)
  return size > (options.largest ?? 2 ** 20) ? 'it is too large' : null
}

/** Seconds, as the answer says, else the options; undefined for those of the cache. */
function lifeOf(response: LightResponse, { timeout }: PageCacheOptions): number | undefined {
  const control = parseCacheControl(response.headers.get('cache-control'))
  const own = control.get('s-maxage') ?? control.get('max-age')
  return typeof own === 'string' && /^\d{1,10}$/.test(own) ? Number(own) : timeout
}

function varyOf(response: LightResponse, { vary = [] }: PageCacheOptions): string[] {
  const own = (response.headers.get('vary') ?? '').split(',').map((name) => name.trim().toLowerCase())
  return [...new Set([...own.filter((name) => name !== ''), ...vary.map((name) => name.toLowerCase())])].sort()
}

const digest = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

/** What tells one page from another before any answer is known, and what of the request is in it. HEAD is answered from what GET left. */
async function baseOf(request: HttpRequest, options: PageCacheOptions): Promise<{ base: string; covered: Reads }> {
  const { scheme, host, target } = request
  const user = options.perUser === true ? (sessionOf(request)?.key ?? null) : null
  const { reads: covered, result: extra } = await Reads.during(
    request,
    async () => (await options.key?.(request)) ?? null,
  )
  const wanted = (options.vary ?? []).map((name) => request.header(name))
  for (const name of options.vary ?? []) covered.headers.add(name.toLowerCase())
  const base = digest([scheme, host, target, currentLocale().code, currentTimeZone() ?? null, user, extra, wanted])
  return { base, covered }
}

function byOf(response: LightResponse, { headers, cookies, allCookies }: Reads): By {
  const own = [...varyOf(response, {}), ...(allCookies ? ['cookie'] : [])]
  // With the whole header in it no cookie needs a place of its own.
  return { headers: [...own, ...headers], cookies: own.includes('cookie') ? [] : [...cookies] }
}

/** Pages of one address that read different things: all differ by all of it, so that none is in the place of another. */
function united(a: By, b: By): By {
  const both = (x: readonly string[], y: readonly string[]) => [...new Set([...x, ...y])].sort()
  return { headers: both(a.headers, b.headers), cookies: both(a.cookies, b.cookies) }
}

const variantOf = (request: HttpRequest, base: string, { headers, cookies }: By): string =>
  digest([
    base,
    headers.map((name) => [name, request.header(name)]),
    cookies.map((name) => [name, request.cookie(name) !== null]),
  ])

async function find(cache: Cache, request: HttpRequest, base: string): Promise<{ page: Page | null; by: By }> {
  const first = await cache.get<Kept>(base)
  if (first === undefined) return { page: null, by: nothing }
  if ('page' in first) return { page: first.page, by: nothing }
  const second = await cache.get<Kept>(variantOf(request, base, first.by))
  return { page: second !== undefined && 'page' in second ? second.page : null, by: first.by }
}

interface ToKeep {
  readonly base: string
  readonly response: LightResponse
  readonly by: By
  readonly tags: TagStamps
  readonly options: PageCacheOptions
}

async function keep(cache: Cache, request: HttpRequest, { base, response, by, tags, options }: ToKeep): Promise<void> {
  const timeout = lifeOf(response, options)
  const settings = { ...(timeout !== undefined && { timeout }), tags }
  const page: Page = {
    headers: [...response.headers],
    body: response.content as string | Uint8Array | null,
    made: Date.now(),
  }
  if (by.headers.length + by.cookies.length === 0) {
    await cache.set<Kept>(base, { page }, settings)
    return
  }
  await cache.set<Kept>(variantOf(request, base, by), { page }, settings)
  await cache.set<Kept>(base, { by }, settings)
}

function responseOf({ headers, body, made }: Page): LightResponse {
  const response = new LightResponse(body, { headers: headers as [string, string][] })
  // How long a page lies here is part of its age (RFC 9111, 5.1).
  response.headers.set('age', String(Math.max(0, Math.floor((Date.now() - made) / 1000))))
  return response
}

/** In development the answer says what became of it. */
function told(request: HttpRequest, answer: Response, what: string): Response {
  if (!request.debug) return answer
  const response = LightResponse.from(answer)
  response.headers.set('x-cache', what)
  return response
}
