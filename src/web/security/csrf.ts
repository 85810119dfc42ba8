import type { NuagesError } from '../../base/errors/index.ts'
import { createLogger, type Logger } from '../../base/log/index.ts'
import {
  defineMiddleware,
  type HttpRequest,
  type Middleware,
  markPersonal,
  parseCookies,
  prefersJson,
  setCookie,
  type View,
  varyBy,
} from '../http/index.ts'
import { csrfMark, pathRule } from './csrf-exempt.ts'
import { originProof, originRule, provesItself } from './csrf-origin.ts'
import { csrfSecretOf, csrfTokensMatch, maskCsrfSecret, newCsrfSecret } from './csrf-token.ts'
import { securityErrors } from './errors.ts'
import { refusedPage } from './refused-page.ts'

export interface CsrfOptions {
  /** Origins that may send forms here: 'https://shop.example.com', 'https://*.example.com'. */
  readonly trustedOrigins?: readonly string[]
  /**
   * Requests that are not checked, such as webhooks that prove themselves otherwise: paths ('/hooks/' with all below it, '/ping'), or a
   * function. A single view is left out by `csrfExempt`.
   */
  readonly exempt?: readonly string[] | ((request: HttpRequest) => boolean)
  /** Default 'csrftoken'. */
  readonly cookieName?: string
  /**
   * On https the name begins with `__Host-`, so that no other host of the domain can set the cookie. Scripts then read it under that name.
   * Default false, as Django knows the cookie by one name.
   */
  readonly hostPrefix?: boolean
  /** Default 'csrfmiddlewaretoken'. */
  readonly fieldName?: string
  /** Default 'X-CSRFToken'. */
  readonly headerName?: string
  readonly cookieDomain?: string
  /** Default '/'. */
  readonly cookiePath?: string
  /** Seconds; default one year, as Django's. */
  readonly cookieAge?: number
  /** Default: on https. */
  readonly cookieSecure?: boolean
  /** Default 'Lax'. */
  readonly cookieSameSite?: 'Lax' | 'Strict' | 'None'
  /** Hides the cookie from scripts, which then have to read the token from a page. Default false, as Django's. */
  readonly cookieHttpOnly?: boolean
  /** Answers a request that was refused, in the place of the page that says what to do. `error.data.reason` is why. */
  readonly failure?: (request: HttpRequest, error: NuagesError) => Response | Promise<Response>
  readonly logger?: Logger
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
const checkKey = Symbol('nuages.csrf-check')

/** A refusal, or undefined. */
type Check = (request: HttpRequest, foreignOnly: boolean) => Promise<Response | undefined>

/** A request and its state; before it is asked for, the name of the cookie to make it from. */
type Carrier = HttpRequest & { [stateKey]?: string | State; [checkKey]?: Check }

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
  const exempt = typeof options.exempt === 'function' ? options.exempt : pathRule(options.exempt ?? [])
  const { cookieDomain: domain, cookiePath, cookieSecure: secure, cookieSameSite: sameSite } = options
  const cookie = {
    maxAge: options.cookieAge ?? 31_449_600,
    httpOnly: options.cookieHttpOnly ?? false,
    ...(domain !== undefined && { domain }),
    ...(cookiePath !== undefined && { path: cookiePath }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
  }
  if (options.hostPrefix === true && (domain !== undefined || (cookiePath ?? '/') !== '/' || secure === false))
    throw securityErrors.CSRF_HOST_PREFIX()
  const nameFor = (request: HttpRequest) =>
    options.hostPrefix === true && (secure === true || request.secure) ? `__Host-${cookieName}` : cookieName
  let logger = options.logger

  /** Why the request is refused, or null. */
  const judge = async (request: HttpRequest, foreignOnly: boolean): Promise<string | null> => {
    const proof = originProof(request, trusted)
    if (proof === 'foreign') return 'it was sent by a page of another site'
    if (foreignOnly) return null
    const given = request.header(headerName) ?? (await fieldOf(request, fieldName, proof === 'same'))
    if (given === null && proof === 'same') return null
    const secrets = secretsOf(request, nameFor(request))
    if (secrets.length === 0) return 'the browser did not send the cookie'
    if (given === null) return 'it has no token'
    // Another host of the domain may have added a cookie whose secret it knows: then only what the browser says can tell.
    if (secrets.length > 1 && proof !== 'same')
      return 'the browser sent several cookies, of which one may be of another site'
    return secrets.some((secret) => csrfTokensMatch(given, secret)) ? null : 'its token is not the one of the cookie'
  }

  const check: Check = async (request, foreignOnly) => {
    const reason = await judge(request, foreignOnly)
    if (reason === null) return undefined
    const error = securityErrors.CSRF_REJECTED({ reason })
    logger ??= createLogger({ name: 'security' })
    logger.warn('A request was refused by CSRF protection', { reason, method: request.method, ip: request.ip })
    return options.failure === undefined ? refuse(request, error) : options.failure(request, error)
  }

  return defineMiddleware({
    name: 'csrf',
    before(request: Carrier) {
      request[stateKey] = nameFor(request)
      if (safeMethods.includes(request.method) || exempt(request)) return undefined
      const mark = csrfMark(request)
      if (mark === 'deferred') request[checkKey] = check
      if (mark !== null || provesItself(request)) return undefined
      return check(request, false)
    },
    after(request: Carrier, response) {
      const state = request[stateKey]
      if (!(state instanceof State)) return response
      if (state.token !== null) varyBy(response, 'Cookie')
      if (state.fresh && state.secret !== null) setCookie(response, nameFor(request), state.secret, cookie)
      return response
    },
  })
}

/**
 * Checks a request whose view or middleware is marked by `csrfDeferred`: the refusal to answer with, or undefined. With `foreignOnly` it is refused only where the browser says that
 * a page of another site sent it: for credentials that programs send, and that browsers may send by themselves (HTTP Basic). Without the middleware, for methods that only
 * read and for exempt requests there is nothing to check.
 */
export async function checkCsrf(
  request: HttpRequest,
  { foreignOnly = false }: { readonly foreignOnly?: boolean } = {},
): Promise<Response | undefined> {
  return (request as Carrier)[checkKey]?.(request, foreignOnly)
}

/** The different secrets in the cookies of a name. */
function secretsOf(request: HttpRequest, name: string): string[] {
  const header = request.header('cookie')
  if (header === null) return []
  const secrets = new Set<string>()
  for (const [key, value] of parseCookies(header)) {
    const secret = key === name ? csrfSecretOf(value) : null
    if (secret !== null) secrets.add(secret)
  }
  return [...secrets]
}

/** A view whose answers bring the cookie, also where they have no form: for pages whose scripts send the token. Django's `ensure_csrf_cookie`. */
export function ensureCsrfCookie<P>(view: View<P>): View<P> {
  return function withCookie(request, params) {
    csrfToken(request)
    return view(request, params)
  }
}

/**
 * The token for a form of this request, masked anew for each request; the cookie is set with the answer. Throws
 * `NUAGES_SECURITY_CSRF_NOT_ACTIVE` without the middleware.
 */
export function csrfToken(request: HttpRequest): string {
  markPersonal(request, 'a CSRF token')
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

function refuse(request: HttpRequest, error: NuagesError): Response {
  // A program gets the coded error as JSON; a person gets a page that says what to do.
  if (prefersJson(request)) throw error
  return refusedPage(error, request.debug)
}
