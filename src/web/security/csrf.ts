import { defineMiddleware, type HttpRequest, type Middleware, setCookie, varyBy } from '../http/index.ts'
import { csrfSecretOf, csrfTokensMatch, maskCsrfSecret, newCsrfSecret } from './csrf-token.ts'
import { securityErrors } from './errors.ts'
import { refusedPage } from './refused-page.ts'

export interface CsrfOptions {
  /** Origins that may send forms here: 'https://shop.example.com', 'https://*.example.com'. */
  readonly trustedOrigins?: readonly string[]
  /** Requests that are not checked, such as webhooks that prove themselves otherwise. */
  readonly exempt?: (request: HttpRequest) => boolean
  /** Default 'csrftoken'. */
  readonly cookieName?: string
  /** Default 'csrfmiddlewaretoken'. */
  readonly fieldName?: string
  /** Default 'X-CSRFToken'. */
  readonly headerName?: string
  readonly cookieDomain?: string
  /** Seconds; default one year, as Django's. */
  readonly cookieAge?: number
  /** Hides the cookie from scripts, which then have to read the token from a page. Default false, as Django's. */
  readonly cookieHttpOnly?: boolean
}

/** What the middleware keeps with a request, once somebody asks. */
class State {
  secret: string | null
  /** The token as pages show it: one mask a request. */
  token: string | null = null
  /** The cookie has to be sent. */
  fresh = false

  constructor(secret: string | null) {
    this.secret = secret
  }
}

const stateKey = Symbol('nuages.csrf')
/** A request and its state; before it is asked for, the name of the cookie to make it from. */
type Carrier = HttpRequest & { [stateKey]?: string | State }

const safeMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

/**
 * Refuses requests that another site made a browser send. Browsers of today say where a request comes from
 * (Sec-Fetch-Site, else Origin: https://www.w3.org/TR/fetch-metadata/), which decides; where they say nothing, the form or header has to
 * repeat the secret of the cookie, in Django's format (https://docs.djangoproject.com/en/stable/ref/csrf/). A token that is
 * wrong is refused in any case.
 */
export function csrf(options: CsrfOptions = {}): Middleware {
  const trusted = (options.trustedOrigins ?? []).map(originRule)
  const cookieName = options.cookieName ?? 'csrftoken'
  const fieldName = options.fieldName ?? 'csrfmiddlewaretoken'
  const headerName = (options.headerName ?? 'X-CSRFToken').toLowerCase()

  /** Why the request is refused, or null. */
  const judge = async (request: HttpRequest, state: State): Promise<string | null> => {
    const proof = originProof(request, trusted)
    if (proof === 'foreign') return 'it was sent by a page of another site'
    const given = request.header(headerName) ?? (await fieldOf(request, fieldName, proof === 'same'))
    if (given !== null) {
      if (state.secret === null) return 'the browser did not send the cookie'
      return csrfTokensMatch(given, state.secret) ? null : 'its token is not the one of the cookie'
    }
    if (proof === 'same') return null
    return state.secret === null ? 'the browser did not send the cookie' : 'it has no token'
  }

  const check = async (request: HttpRequest): Promise<Response | undefined> => {
    const reason = await judge(request, stateOf(request))
    return reason === null ? undefined : refuse(request, reason)
  }

  return defineMiddleware({
    name: 'csrf',
    before(request: Carrier) {
      request[stateKey] = cookieName
      return safeMethods.includes(request.method) || options.exempt?.(request) ? undefined : check(request)
    },
    after(request: Carrier, response) {
      const state = request[stateKey]
      if (!(state instanceof State)) return response
      if (state.token !== null) varyBy(response, 'Cookie')
      if (state.fresh && state.secret !== null) {
        setCookie(response, cookieName, state.secret, {
          maxAge: options.cookieAge ?? 31_449_600,
          httpOnly: options.cookieHttpOnly ?? false,
          ...(options.cookieDomain === undefined ? {} : { domain: options.cookieDomain }),
        })
      }
      return response
    },
  })
}

/**
 * The token for a form of this request, masked anew for each request; the cookie is set with the answer. Throws
 * `NUAGES_SECURITY_CSRF_NOT_ACTIVE` without the middleware.
 */
export function csrfToken(request: HttpRequest): string {
  const state = stateOf(request)
  if (state.secret === null) {
    state.secret = newCsrfSecret()
    state.fresh = true
  }
  return (state.token ??= maskCsrfSecret(state.secret))
}

/** Gives the browser a new secret, so that one from before a login is worth nothing after it. */
export function rotateCsrfToken(request: HttpRequest): void {
  const state = tryStateOf(request)
  if (state === undefined) return
  state.secret = newCsrfSecret()
  state.token = null
  state.fresh = true
}

function stateOf(request: HttpRequest): State {
  const state = tryStateOf(request)
  if (state === undefined) throw securityErrors.CSRF_NOT_ACTIVE()
  return state
}

function tryStateOf(request: Carrier): State | undefined {
  const kept = request[stateKey]
  if (typeof kept !== 'string') return kept
  return (request[stateKey] = new State(csrfSecretOf(request.cookie(kept))))
}

/** A field of the form. Where the browser vouched for the request, a multipart body is left to the view, which may want it as a stream. */
async function fieldOf(request: HttpRequest, name: string, vouched: boolean): Promise<string | null> {
  const type = request.contentType
  const multipart = type === 'multipart/form-data'
  if (type !== 'application/x-www-form-urlencoded' && (!multipart || vouched)) return null
  return (await request.form()).get(name)
}

type OriginRule = (origin: URL) => boolean

function originRule(text: string): OriginRule {
  const url = URL.parse(text.replace('://*.', '://'))
  if (url === null || url.origin === 'null' || url.pathname !== '/') throw securityErrors.CSRF_ORIGIN({ origin: text })
  if (!text.includes('://*.')) return (origin) => origin.origin === url.origin
  return (origin) =>
    origin.protocol === url.protocol && origin.port === url.port && origin.hostname.endsWith(`.${url.hostname}`)
}

/** What the browser itself says about where the request comes from. */
function originProof(request: HttpRequest, trusted: readonly OriginRule[]): 'same' | 'foreign' | 'unknown' {
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

function refuse(request: HttpRequest, reason: string): Response {
  const error = securityErrors.CSRF_REJECTED({ reason })
  // A program gets the coded error as JSON; a person gets a page that says what to do.
  if (request.header('accept') !== null && request.accepts('text/html', 'application/json') === 'application/json')
    throw error
  return refusedPage(error, request.debug)
}
