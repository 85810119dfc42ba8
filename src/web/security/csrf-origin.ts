import type { HttpRequest } from '../http/index.ts'
import { securityErrors } from './errors.ts'

/** Whether requests of an origin count as the site's own. */
export type OriginRule = (origin: URL) => boolean

/** A trusted origin: 'https://shop.example.com', 'https://*.example.com'. Throws `NUAGES_SECURITY_CSRF_ORIGIN`. */
export function originRule(text: string): OriginRule {
  const url = URL.parse(text.replace('://*.', '://'))
  if (url === null || url.origin === 'null' || url.pathname !== '/') throw securityErrors.CSRF_ORIGIN({ origin: text })
  if (!text.includes('://*.')) return (origin) => origin.origin === url.origin
  return (origin) =>
    origin.protocol === url.protocol && origin.port === url.port && origin.hostname.endsWith(`.${url.hostname}`)
}

/** What the browser itself says about where the request comes from. */
export function originProof(request: HttpRequest, trusted: readonly OriginRule[]): 'same' | 'foreign' | 'unknown' {
  const site = request.header('sec-fetch-site')
  const origin = request.header('origin')
  if (site === 'same-origin' || site === 'none') return 'same'
  if (site === null && origin === null) return foreignReferer(request, trusted) ? 'foreign' : 'unknown'
  const url = origin === null ? null : URL.parse(origin)
  if (url === null) return 'foreign'
  if (trusted.some((rule) => rule(url))) return 'same'
  return site === null && sameHost(request, url) ? 'same' : 'foreign'
}

/** On https only https vouches; behind a proxy that hides https from us the host has to do. */
function sameHost(request: HttpRequest, url: URL): boolean {
  return (
    url.host === request.host.toLowerCase().replace(/:(?:80|443)$/, '') &&
    (!request.secure || url.protocol === 'https:')
  )
}

function foreignReferer(request: HttpRequest, trusted: readonly OriginRule[]): boolean {
  const referer = request.header('referer')
  const url = referer === null ? null : URL.parse(referer)
  return url !== null && !sameHost(request, url) && !trusted.some((rule) => rule(url))
}

/** Schemes that a browser answers by itself, on requests of any site. */
const ambient = /^(?:basic|digest|negotiate|ntlm)\b/i

/**
 * The request proves itself by a header that no page of another site can make a browser send, and has nothing else to be taken for somebody by: a
 * program or page with a token (`Authorization: Bearer …`) and without cookies.
 */
export function provesItself(request: HttpRequest): boolean {
  const authorization = request.header('authorization')
  return authorization !== null && !ambient.test(authorization.trim()) && request.header('cookie') === null
}
