import {
  deleteCookie,
  type HttpRequest,
  LightResponse,
  type Middleware,
  setCookie,
  varyBy,
} from '../../web/http/index.ts'
import { sessionsErrors } from './errors.ts'
import { RequestSession } from './request-session.ts'
import { DatabaseSessionStore, type SessionStore } from './store.ts'

declare module '../../web/http/augment.ts' {
  interface RequestExtensions {
    /** What this visitor is remembered by. From the `sessions` middleware. */
    readonly session: RequestSession
  }
}

export interface SessionsOptions {
  /** Signs what is stored: the project's secret key. */
  readonly key: string
  /** Secret keys of the past, that still read. */
  readonly fallbackKeys?: readonly string[]
  /** Default: the table `django_session`. */
  readonly store?: SessionStore
  /** Seconds that a session lives, from its last change. Default: two weeks. */
  readonly age?: number
  /** The cookie ends with the browser. Default false. */
  readonly expireAtBrowserClose?: boolean
  /** Write every session that was read, so that it lives on. Default false: only what changed is written. */
  readonly saveEveryRequest?: boolean
  readonly cookie?: {
    /** Default 'sessionid'. */
    readonly name?: string
    readonly domain?: string
    /** Default '/'. */
    readonly path?: string
    /** Default: on https. */
    readonly secure?: boolean
    /** Default 'Lax'. */
    readonly sameSite?: 'Lax' | 'Strict' | 'None'
  }
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

const twoWeeks = 1_209_600

/**
 * Gives every request a `session`, and the browser a cookie where the session holds something: HttpOnly, SameSite=Lax,
 * Secure on https. A request that does not touch it costs nothing. An answer that fails (500) keeps nothing.
 */
export function sessions(options: SessionsOptions): Middleware {
  const now = options.now ?? Date.now
  const { key, fallbackKeys = [], saveEveryRequest = false } = options
  const settings = {
    store: options.store ?? new DatabaseSessionStore({ key, fallbackKeys, now }),
    age: options.age ?? twoWeeks,
    expireAtBrowserClose: options.expireAtBrowserClose ?? false,
    now,
  }
  const { name = 'sessionid', ...cookie } = options.cookie ?? {}

  return async (request, next) => {
    const sent = request.cookies.get(name) ?? null
    const session = new RequestSession(settings, sent)
    Object.defineProperty(request, 'session', { value: session, configurable: true })
    const answer = await next()
    if (!session.accessed && !session.modified) return answer
    const response = LightResponse.from(answer)
    varyBy(response, 'Cookie')
    if (response.status >= 500) return response
    const empty = await session.isEmpty()
    if (!session.modified && !(saveEveryRequest && !empty)) {
      if (empty && sent !== null) deleteCookie(response, name, cookie)
      return response
    }
    const kept = await session.save()
    if (kept && session.key !== null) {
      const lifetime = (await session.endsWithBrowser()) ? {} : { maxAge: await session.expiryAge() }
      const expires = lifetime.maxAge === undefined ? {} : { expires: new Date(now() + lifetime.maxAge * 1000) }
      setCookie(response, name, session.key, { ...cookie, ...lifetime, ...expires, httpOnly: true })
    } else if (sent !== null) deleteCookie(response, name, cookie)
    return response
  }
}

/** The session of a request. Throws `NUAGES_SESSIONS_NO_SESSION` where no middleware has given it one. */
export function sessionOf(request: HttpRequest): RequestSession {
  const session: RequestSession | undefined = request.session
  if (session === undefined) throw sessionsErrors.NO_SESSION()
  return session
}
