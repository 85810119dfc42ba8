import { type Service, service, tryUse } from '../../base/context/index.ts'
import {
  defineMiddleware,
  type HttpRequest,
  httpErrors,
  LightResponse,
  type Middleware,
  redirect,
} from '../../web/http/index.ts'
import { type FoundRedirect, RedirectCache } from './cache.ts'
import { redirectsErrors } from './errors.ts'
import { longestPath, Redirect } from './models.ts'

export interface RedirectsOptions {
  /** Only redirects of this site. Default: those of all sites, the lowest number first. */
  readonly site?: number
  /** Default 301, as Django. Browsers keep it; 302 while the redirects are being tried out. */
  readonly status?: 301 | 302 | 307 | 308
  /** How many addresses are remembered in this process, and for how long: 1,000 for 60 seconds. False: each 404 asks the database. */
  readonly cache?: { readonly entries?: number; readonly seconds?: number } | false
}

/** What a project remembers of its redirects: cleared when one is saved or deleted in this process. */
export const redirectCacheService: Service<RedirectCache> = service<RedirectCache>('remembered redirects')

const statuses: readonly unknown[] = [301, 302, 307, 308]

/** A cache as the options say. Throws `NUAGES_REDIRECTS_BAD_OPTION`. */
export function redirectCache({ cache }: RedirectsOptions): RedirectCache {
  if (cache === false) return new RedirectCache({ entries: 0 })
  for (const given of Object.values(cache ?? {}))
    if (!Number.isInteger(given) || given < 0) throw redirectsErrors.BAD_OPTION({ option: 'cache', given })
  return new RedirectCache(cache)
}

/**
 * Where nothing answers a GET (404), looks whether the address has moved: `/old/?page=2` itself, then `/old/` with the query taken along; each also with a slash at its
 * end. An empty target is 410. Whatever is found is asked for once and remembered for a minute. A target that is neither a path nor an http address leads nowhere. Semantics: Django's
 * `RedirectFallbackMiddleware` (https://docs.djangoproject.com/en/stable/ref/contrib/redirects/).
 */
export function redirectFallback(options: RedirectsOptions = {}): Middleware {
  const { site, status = 301 } = options
  if (!statuses.includes(status)) throw redirectsErrors.BAD_OPTION({ option: 'status', given: status })
  if (site !== undefined && !Number.isInteger(site)) throw redirectsErrors.BAD_OPTION({ option: 'site', given: site })
  const own = redirectCache(options)
  return defineMiddleware({
    name: 'redirects',
    after(request, response) {
      if (response.status !== 404 || (request.method !== 'GET' && request.method !== 'HEAD')) return response
      return fallback(request, response)
    },
  })

  async function fallback(request: HttpRequest, response: LightResponse): Promise<Response> {
    const cache = tryUse(redirectCacheService) ?? own
    const { target } = request
    let found = cache.get(target)
    if (found === undefined) {
      found = await findRedirect(request, site)
      cache.set(target, found)
    }
    if (found === null) return response
    if (found.to === '') return new LightResponse('Gone', { status: 410 }, httpErrors.GONE({ what: request.path }))
    const to = found.keepQuery ? withQuery(found.to, target) : found.to
    return !safeTarget.test(to) || isSame(to, request) ? response : redirect(to, { status })
  }
}

/** What leads to itself, in whatever way it is written, would be asked for without an end. */
function isSame(to: string, request: HttpRequest): boolean {
  const here = `${request.scheme}://${request.host}`
  const [from, there] = [URL.parse(request.target, here), URL.parse(to, here)]
  return from !== null && there !== null && from.href === there.href.slice(0, there.href.length - there.hash.length)
}

const safeTarget = /^(?:\/(?![/\\])|https?:\/\/[^/])/i

async function findRedirect(request: HttpRequest, site: number | undefined): Promise<FoundRedirect | null> {
  const ways = candidates(request)
  if (ways.size === 0) return null
  const rows = Redirect.filter({ oldPath__in: [...ways.keys()] }).orderBy('site', 'id')
  const found = await (site === undefined ? rows : rows.filter({ site }))
  const order = [...ways.keys()]
  // Where the database takes capitals for small letters, the others are left out.
  const [best] = found
    .filter(({ oldPath }) => ways.has(oldPath))
    .sort((a, b) => order.indexOf(a.oldPath) - order.indexOf(b.oldPath))
  return best === undefined ? null : { to: best.newPath, keepQuery: ways.get(best.oldPath)! }
}

/** The paths that a redirect for a request may have, the best first, and whether its query goes along to the target. */
function candidates(request: HttpRequest): Map<string, boolean> {
  const { target } = request
  const at = target.indexOf('?')
  const raw = at === -1 ? target : target.slice(0, at)
  const query = at === -1 ? '' : target.slice(at)
  // As it was sent, percent-encoded, and as people write it.
  const paths = [...new Set([raw, request.path])]
  const slashed = paths.flatMap((path) => (path.endsWith('/') ? [] : [`${path}/`]))
  const ways = new Map<string, boolean>()
  const add = (path: string, keepQuery: boolean) => {
    if (path.length <= longestPath && !path.includes('\0') && path.isWellFormed() && !ways.has(path))
      ways.set(path, keepQuery)
  }
  for (const path of [...paths, ...slashed]) add(path + query, false)
  if (query !== '') for (const path of [...paths, ...slashed]) add(path, true)
  return ways
}

function withQuery(to: string, target: string): string {
  const query = target.slice(target.indexOf('?') + 1)
  if (query === '') return to
  const [address = '', fragment] = to.split(/#(.*)/s)
  const joined = `${address}${address.includes('?') ? '&' : '?'}${query}`
  return fragment === undefined ? joined : `${joined}#${fragment}`
}
