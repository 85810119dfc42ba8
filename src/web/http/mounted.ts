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
  const url = new URL(request.url)
  url.pathname = pathBelow(request, match)
  return mounted.handler(request.toRequest(url.href))
}

/**
 * The part of the path behind the prefix, still encoded. Both applications have to mean the same by it: what a URL would
 * resolve ('..', a backslash), or a slash of the prefix that was sent encoded, would lead past a check of `request.path`,
 * and is 404.
 */
function pathBelow(request: HttpRequest, match: RouteMatch): string {
  const prefix = request.path.slice(0, request.path.length - match.rest!.length)
  const raw = request.target.replace(/[?#].*$/s, '')
  const segments = raw.split('/')
  const depth = prefix.split('/').length
  const meansMore = raw.includes('\\') || segments.some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
  if (meansMore || pathOf(segments.slice(0, depth).join('/')) !== prefix) {
    throw httpErrors.NOT_FOUND({ what: request.path })
  }
  return `/${segments.slice(depth).join('/')}`
}
