import { httpErrors } from './errors.ts'
import { type HttpRequest, pathOf } from './request.ts'
import type { RouteMatch } from './urls/router.ts'
import type { Mounted } from './urls/types.ts'

/** What a global `Request` cannot carry (https://fetch.spec.whatwg.org/#forbidden-method). */
const forbidden = ['CONNECT', 'TRACE', 'TRACK']
const allowed = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Hands a request on to a mounted application, its path without the prefix. */
export function answerMount(request: HttpRequest, match: RouteMatch, mounted: Mounted): Response | Promise<Response> {
  if (forbidden.includes(request.method)) throw httpErrors.METHOD_NOT_ALLOWED({ method: request.method, allowed })
  const { base, path } = splitPath(request, match)
  const { handler } = mounted
  if (typeof handler !== 'function') {
    const query = /\?[^#]*/.exec(request.target)?.[0] ?? ''
    return handler.answer(request, { base, target: path + query })
  }
  const url = new URL(request.url)
  url.pathname = path
  return handler(request.toRequest(url.href))
}

/**
 * The prefix and the part of the path behind it, still encoded. Both applications have to mean the same by it: what a URL would
 * resolve ('..', a backslash), or a slash of the prefix that was sent encoded, would lead past a check of `request.path`,
 * and is 404.
 */
function splitPath(request: HttpRequest, match: RouteMatch): { readonly base: string; readonly path: string } {
  const prefix = request.path.slice(0, request.path.length - match.rest!.length)
  const raw = request.target.replace(/[?#].*$/s, '')
  const segments = raw.split('/')
  const depth = prefix.split('/').length
  const meansMore = raw.includes('\\') || segments.some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
  const base = segments.slice(0, depth).join('/')
  if (meansMore || pathOf(base) !== prefix) throw httpErrors.NOT_FOUND({ what: request.path })
  return { base, path: `/${segments.slice(depth).join('/')}` }
}
