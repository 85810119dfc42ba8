import { type HttpRequest, LightResponse, type View } from '../http/index.ts'

/** Directives of `Cache-Control`, for browsers and proxies (RFC 9111, 5.2.2). Ages in seconds. */
export interface CacheControl {
  readonly maxAge?: number
  readonly sMaxage?: number
  readonly public?: boolean
  readonly private?: boolean
  readonly noCache?: boolean
  readonly noStore?: boolean
  readonly noTransform?: boolean
  readonly mustRevalidate?: boolean
  readonly proxyRevalidate?: boolean
  readonly immutable?: boolean
  readonly staleWhileRevalidate?: number
  readonly staleIfError?: number
}

/** The directives of a header by their names in lower case; true for those without a value. */
export function parseCacheControl(header: string | null): Map<string, string | true> {
  const directives = new Map<string, string | true>()
  for (const part of (header ?? '').split(',')) {
    const [name = '', value] = part.trim().split(/=(.*)/s)
    if (name !== '') directives.set(name.toLowerCase(), value === undefined ? true : value.replace(/^"(.*)"$/, '$1'))
  }
  return directives
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/**
 * Adds directives to an answer's `Cache-Control`. Of two `max-age` the smaller one stays; `private` and `public` take each other's place.
 * Semantics: Django's `patch_cache_control` (https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.cache.patch_cache_control).
 */
export function addCacheControl(response: Response, control: CacheControl): void {
  const directives = parseCacheControl(response.headers.get('cache-control'))
  for (const [name, value] of Object.entries(control) as [string, number | boolean | undefined][]) {
    if (value === undefined || value === false) continue
    const directive = dashed(name)
    if (directive === 'private') directives.delete('public')
    if (directive === 'public') directives.delete('private')
    if (value === true) {
      directives.set(directive, true)
      continue
    }
    const before = Number(directives.get(directive) ?? Number.NaN)
    const seconds = Math.max(0, Math.floor(value))
    directives.set(directive, String(directive === 'max-age' && before < seconds ? before : seconds))
  }
  const text = Array.from(directives, ([name, value]) => (value === true ? name : `${name}=${value}`))
  if (text.length > 0) response.headers.set('cache-control', text.join(', '))
}

/** A view whose answers tell browsers and proxies how long to keep them: `cacheControl(list, { public: true, maxAge: 60 })`. */
export function cacheControl<P>(view: View<P>, control: CacheControl): View<P> {
  return async function controlled(request: HttpRequest, params: P) {
    const response = LightResponse.from(await view(request, params))
    addCacheControl(response, control)
    return response
  }
}

/** A view whose answers nobody keeps: no browser, no proxy, no cache of pages. Django's `never_cache`. */
export function neverCache<P>(view: View<P>): View<P> {
  return cacheControl(view, { maxAge: 0, noCache: true, noStore: true, mustRevalidate: true, private: true })
}
