import { tryUse, use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import {
  defineMiddleware,
  type HttpRequest,
  LightResponse,
  type Middleware,
  type Router,
  redirect,
  routerService,
  varyBy,
} from '../../web/http/index.ts'
import {
  chooseLocale,
  currentTimeZone,
  isTimeZone,
  languageFromPath,
  type Negotiated,
  negotiate,
  type Translations,
} from '../../web/i18n/index.ts'
import { prefixName } from './localized.ts'

declare module '../../web/http/augment.ts' {
  interface RequestExtensions {
    /** The code of the language in which the request is answered: 'pt-br'. From the `languages` middleware. */
    readonly language: string
  }
}

/** What a user has chosen for good. Null or absent for what was not chosen. */
export interface Preference {
  readonly language?: string | null
  /** IANA name of a zone. */
  readonly timeZone?: string | null
}

export interface LanguagesOptions {
  readonly translations: Translations
  /** Asked before cookies: what the user's row says, or a session. What is no language or zone counts as not chosen. */
  readonly preference?: (request: HttpRequest) => Preference | null | Promise<Preference | null>
  readonly cookie?: LanguageCookie
  /** The cookie with a visitor's time zone. Default 'nuages_time_zone'. */
  readonly timeZoneCookie?: string
}

/** The cookie that remembers a visitor's language. */
export interface LanguageCookie {
  /** Default 'nuages_language'. */
  readonly name?: string
  readonly domain?: string
  /** Default '/'. */
  readonly path?: string
  /** Seconds that it lives. Default: a year. */
  readonly maxAge?: number
  /** Default: on https. */
  readonly secure?: boolean
  /** Default 'Lax'. */
  readonly sameSite?: 'Lax' | 'Strict' | 'None'
}

export const languageCookie = 'nuages_language'
export const timeZoneCookie = 'nuages_time_zone'

/** What the way out has to know of how the language was chosen. */
interface Choice {
  readonly source: Negotiated['source']
  /** Headers on which the choice of the time zone depended. */
  readonly byZone: readonly string[]
  /** The address leads nowhere, but may do so with a language before it. */
  readonly couldBeBelow: boolean
}

const choiceKey = Symbol('nuages.language')
type Carrier = HttpRequest & { [choiceKey]?: Choice }

/** The headers of a request that an answer depends on, by what decided its language. */
const dependsOn: Readonly<Record<Negotiated['source'], readonly string[]>> = {
  path: [],
  // Whoever read the user's row or the session has said so: sessions add their own `Vary`.
  user: [],
  session: [],
  cookie: ['Cookie'],
  acceptLanguage: ['Accept-Language', 'Cookie'],
  default: ['Accept-Language', 'Cookie'],
}

/**
 * Decides in which language and time zone a request is answered, and answers it there. The language: that of the address's
 * prefix, else the user's own, else the cookie's, else the best of `Accept-Language`, else the default. The zone: the user's
 * own, else the cookie's, else the project's. Only languages that are offered and zones that exist count, whatever a browser
 * sends. Answers carry `Content-Language`, and `Vary` for the headers that the choice depended on. An address that leads nowhere
 * without a language is tried with one, where the routes are `localized`. Stands inside of `sessions` and `authentication`.
 *
 * Semantics: Django's `LocaleMiddleware`
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#how-django-discovers-language-preference).
 */
export function languages(options: LanguagesOptions): Middleware {
  const { translations, preference } = options
  const cookie = options.cookie?.name ?? languageCookie
  const zoneCookie = options.timeZoneCookie ?? timeZoneCookie
  const only = translations.languages.length < 2

  const choose = (request: HttpRequest, prefix: string | null, own: Preference | null): Negotiated => {
    if (prefix !== null && translations.languages.includes(prefix)) return { language: prefix, source: 'path' }
    const wishes = {
      user: own?.language ?? null,
      cookie: request.cookie(cookie),
      acceptLanguage: request.header('accept-language'),
    }
    return negotiate(wishes, translations)
  }

  const enter = (request: Carrier, own: Preference | null): undefined => {
    const ownZone = zoneOf(own?.timeZone)
    const zone = ownZone ?? zoneOf(request.cookie(zoneCookie))
    const byZone = zone !== null && ownZone === null ? ['Cookie'] : []
    let language = translations.defaultLanguage
    if (only) {
      if (byZone.length > 0) request[choiceKey] = { source: 'path', byZone, couldBeBelow: false }
    } else {
      const router = tryUse(routerService)
      const localized = router?.prefixes(prefixName) ?? false
      const match = localized === false ? null : router!.resolve(request.path)
      // What leads nowhere below a language's address is not found in that language.
      const lost = localized !== false && match === null
      const prefix = lost ? languageFromPath(request.path, translations.languages, { strict: true }) : match?.prefix
      const chosen = choose(request, prefix?.toLowerCase() ?? null, own)
      language = chosen.language
      const couldBeBelow = localized === true && lost && prefix === null
      request[choiceKey] = { source: chosen.source, byZone, couldBeBelow }
    }
    ;(request as { language: string }).language = language
    chooseLocale(translations.locale(language), zone ?? undefined)
  }

  return defineMiddleware({
    name: 'languages',
    before(request) {
      const own = preference?.(request) ?? null
      return own instanceof Promise ? own.then((found) => enter(request, found)) : enter(request, own)
    },
    after(request: Carrier, response) {
      const choice = request[choiceKey]
      if (choice === undefined) return response
      const { source, byZone, couldBeBelow } = choice
      if (only) {
        varyBy(response, ...byZone)
        return response
      }
      const isElsewhere = response.status === 404 && couldBeBelow
      const elsewhere = isElsewhere ? withPrefix(request, use(routerService), request.language) : null
      const given = elsewhere ?? response
      varyBy(given, ...dependsOn[source], ...byZone)
      if (elsewhere === null && !given.headers.has('content-language')) {
        given.headers.set('content-language', request.language)
      }
      return given
    },
  })
}

/** A time zone that exists, or null. */
function zoneOf(name: string | null | undefined): string | null {
  return typeof name === 'string' && isTimeZone(name) ? name : null
}

/** The way to the same address under a language, where that leads somewhere. */
function withPrefix(request: HttpRequest, router: Router, language: string): LightResponse | null {
  const path = `/${language}${request.path}`
  const slashed = router.resolve(path) === null
  if (slashed && (path.endsWith('/') || router.resolve(`${path}/`) === null)) return null
  const [target = '', query] = request.target.split(/\?(.*)/s)
  // 307 where something was sent: the form keeps its method and body.
  const status = request.method === 'GET' || request.method === 'HEAD' ? 302 : 307
  return LightResponse.from(
    redirect(`/${language}${target}${slashed ? '/' : ''}${query === undefined ? '' : `?${query}`}`, { status }),
  )
}

/** The IANA name of the zone in which this visitor reads times: the one that was chosen, else the project's. */
export function visitorsTimeZone(): string {
  return currentTimeZone() ?? tryUse(factsService)?.timeZone ?? 'UTC'
}
