import {
  defineMiddleware,
  deleteCookie,
  type HttpRequest,
  type LightResponse,
  type Middleware,
  requestProperty,
  setCookie,
  varyBy,
} from '../../web/http/index.ts'
import { sessionsErrors } from './errors.ts'
import { RequestSession, type SessionSettings } from './request-session.ts'
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
 * Secure on https. A request that does not touch it costs nothing. An answer that fails (500) keeps nothing.
 */
export function sessions(options: SessionsOptions): Middleware {
  const now = options.now ?? (() => Date.now())
  const { key, fallbackKeys = [], saveEveryRequest = false } = options
  const { name = 'sessionid', ...cookie } = options.cookie ?? {}
  const settings: SessionSettings = {
    store: options.store ?? new DatabaseSessionStore({ key, fallbackKeys, now }),
    age: options.age ?? twoWeeks,
    expireAtBrowserClose: options.expireAtBrowserClose ?? false,
    now,
  }
  const plan: Plan = { cookie: name, settings }

  const keep = async (request: HttpRequest, session: RequestSession, response: LightResponse) => {
    varyBy(response, 'Cookie')
    if (response.status >= 500) return response
    const sent = request.cookie(name) !== null
    const empty = await session.isEmpty()
    if (!session.modified && !(saveEveryRequest && !empty)) {
      if (empty && sent) deleteCookie(response, name, cookie)
      return response
    }
    const saved = await session.save()
    if (saved && session.key !== null) {
      const lifetime = (await session.endsWithBrowser()) ? {} : { maxAge: await session.expiryAge() }
      const expires = lifetime.maxAge === undefined ? {} : { expires: new Date(now() + lifetime.maxAge * 1000) }
      setCookie(response, name, session.key, { ...cookie, ...lifetime, ...expires, httpOnly: true })
    } else if (sent) deleteCookie(response, name, cookie)
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
