import { tryUse, use } from '../../base/context/index.ts'
import { escapeLeadingSlashes, isSafeRedirect } from '../../base/text/index.ts'
import {
  type HttpRequest,
  LightResponse,
  type MethodViews,
  redirect,
  routerService,
  setCookie,
} from '../../web/http/index.ts'
import { isTimeZone } from '../../web/i18n/index.ts'
import { prefixName } from './localized.ts'
import { type LanguageCookie, languageCookie, timeZoneCookie } from './middleware.ts'
import { preferencesService, type SavePreference, translationsService } from './service.ts'

export interface SetLanguageOptions {
  /** Default: as the project has it. */
  readonly cookie?: LanguageCookie
  /** Keeps the choice where `preference` of the project finds it. Default: in the user's row, as the project has it. */
  readonly save?: SavePreference
}

const year = 365 * 24 * 60 * 60

/**
 * A view that keeps the language that a form sends: `path('language/', setLanguage(), { name: 'setLanguage' })`. The form
 * posts `language` and, if it likes, `next`: the address to go to, in the language that was chosen. Without `next` it goes back
 * to where it came from, else to '/'; addresses of other sites are passed over, and what is no language that is offered changes
 * nothing. A script that sends no `next` and accepts no HTML gets 204. By POST alone, behind the CSRF protection. The choice is
 * kept in the project's cookie, and in the user's row where the user model has a field `language`: what was chosen last counts.
 * Semantics: Django's `set_language` (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#the-set-language-redirect-view).
 */
export function setLanguage(options: SetLanguageOptions = {}): MethodViews {
  return {
    async post(request) {
      const sent = await request.form()
      const translations = use(translationsService)
      const settings = tryUse(preferencesService)
      const asked = sent.get('language')
      const language = typeof asked === 'string' && translations.languages.includes(asked) ? asked : null
      const next = nextOf(request, sent.get('next'))
      if (language === null) return answer(next)
      const response = answer(next === null ? null : inLanguage(next, request, language))
      keepCookie(response, languageCookie, language, options.cookie ?? settings?.cookie)
      await (options.save ?? settings?.save)?.(request, { language })
      return response
    },
  }
}

/**
 * A view that keeps the time zone that a form or a script sends as `timeZone`: `path('time-zone/', setTimeZone(), …)`. It goes on as
 * `setLanguage` does; what is no zone changes nothing. It keeps the zone in a cookie: what scripts find out at each visit is no
 * choice, and does not replace the one of the user's row.
 */
export function setTimeZone(options: { readonly cookie?: LanguageCookie } = {}): MethodViews {
  return {
    async post(request) {
      const sent = await request.form()
      const zone = sent.get('timeZone')
      const response = answer(nextOf(request, sent.get('next')))
      if (typeof zone === 'string' && isTimeZone(zone)) keepCookie(response, timeZoneCookie, zone, options.cookie)
      return response
    },
  }
}

function keepCookie(response: LightResponse, usual: string, value: string, options: LanguageCookie = {}): void {
  const { name = usual, maxAge = year, ...rest } = options
  setCookie(response, name, value, { ...rest, maxAge })
}

/** Where to go on: what was asked for, else the page that the form stands on, if they are of this site; null for nowhere. */
function nextOf(request: HttpRequest, asked: unknown): string | null {
  const safe = { allowedHosts: [request.host], requireHttps: request.secure }
  const next = asked ?? request.query.get('next') ?? ''
  if (typeof next === 'string' && isSafeRedirect(next, safe)) return next
  if (next === '' && !request.accepts('text/html')) return null
  const back = request.header('referer')
  return back !== null && isSafeRedirect(back, safe) ? back : '/'
}

function answer(next: string | null): LightResponse {
  return LightResponse.from(next === null ? new Response(null, { status: 204 }) : redirect(next, { status: 302 }))
}

/** The same address under another language, where it is one of those that begin with a language. */
function inLanguage(address: string, request: HttpRequest, language: string): string {
  const router = tryUse(routerService)
  const prefixes = router?.prefixes(prefixName) ?? false
  if (prefixes === false || !URL.canParse(address, request.url)) return address
  const url = new URL(address, request.url)
  const led = (path: string) => (isEncoded(path) ? (router!.resolve(decodeURIComponent(path))?.prefix ?? null) : null)
  const now = led(url.pathname)
  if (now === null || now === language) return address
  const bare = url.pathname.startsWith(`/${now}/`) ? url.pathname.slice(now.length + 1) : url.pathname
  const paths = [`/${language}${bare}`]
  // Where anything may follow an address without a prefix, one with the default language's would be taken for such.
  if (prefixes === 'bare' && language === use(translationsService).defaultLanguage) paths.unshift(bare)
  const path = paths.find((each) => led(each) === language)
  return path === undefined ? address : `${escapeLeadingSlashes(path)}${url.search}${url.hash}`
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
