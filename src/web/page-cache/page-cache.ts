import { createHash } from 'node:crypto'
import { type Cache, caches } from '../../data/cache/index.ts'
import { type HttpRequest, LightResponse, type Middleware, personalReason, type View } from '../http/index.ts'
import { currentLocale } from '../i18n/index.ts'
import { parseCacheControl } from './cache-control.ts'

export interface PageCacheOptions {
  /** Seconds that a page is kept; `s-maxage` or `max-age` of its own answer wins. Default: that of the cache. */
  readonly timeout?: number
  /** Headers of the request that pages differ by, beside those that an answer names in `Vary`. */
  readonly vary?: readonly string[]
  /** What pages differ by beside address and language: `(request) => request.header('x-theme') ?? ''`. */
  readonly key?: (request: HttpRequest) => string | Promise<string>
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
type Kept = { readonly page: Page } | { readonly vary: readonly string[] }

/**
 * A view whose pages are kept and given to the next who ask: `path('', cachePage(front, { timeout: 60 }))`. Only GET with 200, without `Set-Cookie`, without a form's token or a
 * nonce, without `Cache-Control: private, no-store, no-cache`, and of visitors without a session and without `Authorization`. Language, and the headers of
 * `Vary`, tell pages apart. Semantics: Django's `cache_page` (https://docs.djangoproject.com/en/stable/topics/cache/#the-per-view-cache).
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
  const base = await baseOf(request, options)
  const found = await find(cache, request, base)
  if (found !== null) return told(request, responseOf(found), 'hit')
  const response = LightResponse.from(await work())
  const refused = request.method === 'GET' ? reasonNotToKeep(request, response, options) : 'HEAD is not kept'
  if (refused !== null) return told(request, response, `miss; ${refused}`)
  await keep(cache, request, base, response, options)
  return told(request, response, 'miss')
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
  if ((await options.unless?.(request)) === true) return 'unless'
  return null
}

function reasonNotToKeep(request: HttpRequest, response: LightResponse, options: PageCacheOptions): string | null {
  const { headers, content } = response
  if (response.status !== 200 || response.failure !== null) return `status ${response.status}`
  if (headers.has('set-cookie') || sessionOf(request)?.modified === true) return 'it sets a cookie'
  const personal = personalReason(request)
  if (personal !== null) return personal
  const control = parseCacheControl(headers.get('cache-control'))
  for (const directive of ['private', 'no-store', 'no-cache']) if (control.has(directive)) return directive
  if (lifeOf(response, options) === 0) return 'its time is 0'
  if (varyOf(response, options).includes('*')) return 'Vary: *'
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

/** What tells one page from another before any answer is known. HEAD is answered from what GET left. */
async function baseOf(request: HttpRequest, options: PageCacheOptions): Promise<string> {
  const { scheme, host, target } = request
  const user = options.perUser === true ? (sessionOf(request)?.key ?? null) : null
  const extra = (await options.key?.(request)) ?? null
  const wanted = (options.vary ?? []).map((name) => request.header(name))
  return digest([scheme, host, target, currentLocale().code, user, extra, wanted])
}

const variantOf = (request: HttpRequest, base: string, vary: readonly string[]): string =>
  digest([base, vary.map((name) => [name, request.header(name)])])

async function find(cache: Cache, request: HttpRequest, base: string): Promise<Page | null> {
  const first = await cache.get<Kept>(base)
  if (first === undefined) return null
  if ('page' in first) return first.page
  const second = await cache.get<Kept>(variantOf(request, base, first.vary))
  return second !== undefined && 'page' in second ? second.page : null
}

async function keep(
  cache: Cache,
  request: HttpRequest,
  base: string,
  response: LightResponse,
  options: PageCacheOptions,
): Promise<void> {
  const timeout = lifeOf(response, options)
  const settings = { ...(timeout !== undefined && { timeout }), tags: options.tags ?? [] }
  const page: Page = {
    headers: [...response.headers],
    body: response.content as string | Uint8Array | null,
    made: Date.now(),
  }
  const vary = varyOf(response, {})
  if (vary.length === 0) {
    await cache.set<Kept>(base, { page }, settings)
    return
  }
  await cache.set<Kept>(base, { vary }, settings)
  await cache.set<Kept>(variantOf(request, base, vary), { page }, settings)
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
