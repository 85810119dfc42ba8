import {
  defineMiddleware,
  deleteCookie,
  type HttpRequest,
  type LightResponse,
  type Middleware,
  requestProperty,
  serializeCookie,
  setCookie,
  varyBy,
} from '../../web/http/index.ts'
import { sessionsErrors } from './errors.ts'
import { checkLifetimes, defaultAge } from './expiry.ts'
import { RequestSession, type SessionSettings } from './request-session.ts'
import type { SessionStore } from './store.ts'
import { DatabaseSessionStore } from './stores/database.ts'

declare module '../../web/http/augment.ts' {
  interface RequestExtensions {
    /** What this visitor is remembered by. From the `sessions` middleware. */
    readonly session: RequestSession
  }
}

export interface SessionsOptions {
  /** Signs what is stored in the table, where no `store` is given. Default: the current project's secret key. */
  readonly key?: string
  /** Secret keys of the past, that still read. */
  readonly fallbackKeys?: readonly string[]
  /** Default: the table `django_session`. */
  readonly store?: SessionStore
  /** Seconds that a session lives, from its last change; from its last use where there is an `idleTimeout`. Default: two weeks. */
  readonly age?: number
  /** Seconds after its last use when a session ends, whatever its age. It may end a tenth of them sooner. Default: none. */
  readonly idleTimeout?: number
  /** Seconds after its beginning, or the login, when a session ends, however it is used. Default: none. */
  readonly absoluteTimeout?: number
  /** The cookie ends with the browser. Default false. */
  readonly expireAtBrowserClose?: boolean
  /** Write every session that was read, so that it lives on. Default false: only what changed is written. */
  readonly saveEveryRequest?: boolean
  readonly cookie?: {
    /** Default 'sessionid'. '__Host-sessionid' ties it to this host and to https, where nothing is served without. */
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

const kept = Symbol('nuages.session')
/** What the session is made with, when somebody asks for it. */
interface Plan {
  readonly cookie: string
  readonly settings: SessionSettings
}
type Carrier = HttpRequest & { [kept]?: Plan | RequestSession }

requestProperty('session', (request: Carrier) => {
  const found = request[kept]
  if (found === undefined || found instanceof RequestSession) return found
  return (request[kept] = new RequestSession(found.settings, request.cookie(found.cookie)))
})

/**
 * Gives every request a `session`, and the browser a cookie where the session holds something: HttpOnly, SameSite=Lax,
 * Secure on https. A request that does not touch it costs nothing. An answer that fails (500) keeps nothing. Throws
 * `NUAGES_SESSIONS_BAD_LIFETIME` and `NUAGES_HTTP_INVALID_COOKIE`.
 */
export function sessions(options: SessionsOptions): Middleware {
  const now = options.now ?? (() => Date.now())
  const { key, fallbackKeys, saveEveryRequest = false } = options
  const { name = 'sessionid', ...cookie } = options.cookie ?? {}
  const keys = { ...(key !== undefined && { key }), ...(fallbackKeys !== undefined && { fallbackKeys }) }
  const settings: SessionSettings = {
    store: options.store ?? new DatabaseSessionStore({ ...keys, now }),
    age: options.age ?? defaultAge,
    idleTimeout: options.idleTimeout ?? null,
    absoluteTimeout: options.absoluteTimeout ?? null,
    expireAtBrowserClose: options.expireAtBrowserClose ?? false,
    now,
  }
  checkLifetimes(settings)
  // A name or path that no cookie can have is told now, and not by the first visitor.
  serializeCookie(name, '', { ...cookie, secure: cookie.secure ?? true })
  const plan: Plan = { cookie: name, settings }

  const keep = async (request: HttpRequest, session: RequestSession, response: LightResponse) => {
    varyBy(response, 'Cookie')
    if (response.status >= 500) return response
    const sent = request.cookie(name) !== null
    const empty = await session.isEmpty()
    if (!session.modified && !(saveEveryRequest && !empty) && !(await session.isUseDue())) {
      // A key that is not known may be one that another request has just changed, and its answer has set the new one:
      // it stays. What cannot be read as a session never could be such.
      if (empty && sent && !settings.store.onServer) deleteCookie(response, name, cookie)
      return response
    }
    const saved = await session.save()
    if (saved && session.key !== null) {
      const lifetime = (await session.endsWithBrowser()) ? {} : { maxAge: await session.expiryAge() }
      const expires = lifetime.maxAge === undefined ? {} : { expires: new Date(now() + lifetime.maxAge * 1000) }
      setCookie(response, name, session.key, { ...cookie, ...lifetime, ...expires, httpOnly: true })
    } else if (sent && session.flushed) deleteCookie(response, name, cookie)
    return response
  }

  return defineMiddleware({
    name: 'sessions',
    before(request: Carrier) {
      request[kept] = plan
    },
    after(request: Carrier, response) {
      const session = request[kept]
      if (!(session instanceof RequestSession) || (!session.accessed && !session.modified)) return response
      return keep(request, session, response)
    },
  })
}

/** The session of a request. Throws `NUAGES_SESSIONS_NO_SESSION` where no middleware has given it one. */
export function sessionOf(request: HttpRequest): RequestSession {
  const session: RequestSession | undefined = request.session
  if (session === undefined) throw sessionsErrors.NO_SESSION()
  return session
}
