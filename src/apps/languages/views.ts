import { tryUse, use } from '../../base/context/index.ts'
import { isSafeRedirect } from '../../base/text/index.ts'
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
import { translationsService } from './service.ts'

export interface SetLanguageOptions {
  /** As the `languages` middleware has it. */
  readonly cookie?: LanguageCookie
  /** Keeps the choice in the user's row too, where there is one. */
  readonly save?: (request: HttpRequest, language: string) => void | Promise<void>
}

const year = 365 * 24 * 60 * 60

/**
 * A view that keeps the language that a form sends: `path('language/', setLanguage(), { name: 'setLanguage' })`. The form
 * posts `language` and, if it likes, `next`: the address to go to, in the language that was chosen. Without `next` it goes back
 * to where it came from, else to '/'; addresses of other sites are passed over, and what is no language that is offered changes
 * nothing. A script that sends no `next` and accepts no HTML gets 204. By POST alone, behind the CSRF protection.
 * Semantics: Django's `set_language` (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#the-set-language-redirect-view).
 */
export function setLanguage(options: SetLanguageOptions = {}): MethodViews {
  return {
    async post(request) {
      const sent = await request.form()
      const translations = use(translationsService)
      const asked = sent.get('language')
      const language = typeof asked === 'string' && translations.languages.includes(asked) ? asked : null
      const next = nextOf(request, sent.get('next'))
      const response = answer(request, next === null || language === null ? next : inLanguage(next, request, language))
      if (language !== null) {
        const { name = languageCookie, maxAge = year, ...cookie } = options.cookie ?? {}
        setCookie(response, name, language, { ...cookie, maxAge })
        await options.save?.(request, language)
      }
      return response
    },
  }
}

/**
 * A view that keeps the time zone that a form or a script sends as `timeZone`: `path('time-zone/', setTimeZone(), …)`. It goes on as
 * `setLanguage` does; what is no zone changes nothing.
 */
export function setTimeZone(options: { readonly cookie?: LanguageCookie } = {}): MethodViews {
  return {
    async post(request) {
      const sent = await request.form()
      const zone = sent.get('timeZone')
      const response = answer(request, nextOf(request, sent.get('next')))
      if (typeof zone === 'string' && isTimeZone(zone)) {
        const { name = timeZoneCookie, maxAge = year, ...cookie } = options.cookie ?? {}
        setCookie(response, name, zone, { ...cookie, maxAge })
      }
      return response
    },
  }
}

/** Where to go on: what was asked for, else the page that the form stands on, if they are of this site; null for nowhere. */
function nextOf(request: HttpRequest, asked: unknown): string | null {
  const safe = { allowedHosts: [request.host], requireHttps: request.secure }
  const next = asked ?? request.query.get('next')
  if (typeof next === 'string' && isSafeRedirect(next, safe)) return next
  if (next === null && !request.accepts('text/html')) return null
  const back = request.header('referer')
  return back !== null && isSafeRedirect(back, safe) ? back : '/'
}

function answer(_request: HttpRequest, next: string | null): LightResponse {
  return LightResponse.from(next === null ? new Response(null, { status: 204 }) : redirect(next, { status: 302 }))
}

/** The same address under another language, where it is one of those that begin with a language. */
function inLanguage(address: string, request: HttpRequest, language: string): string {
  const router = tryUse(routerService)
  if (router === undefined || router.prefixes(prefixName) === false || !URL.canParse(address, request.url))
    return address
  const url = new URL(address, request.url)
  const match = router.resolve(decodeURI(url.pathname))
  if (match === null || match.prefix === null || match.prefix === language) return address
  const bare = url.pathname.replace(new RegExp(`^/${match.prefix}(?=/)`), '')
  const path = [`/${language}${bare}`, bare].find((each) => router.resolve(decodeURI(each))?.prefix === language)
  return path === undefined ? address : `${path}${url.search}${url.hash}`
}
