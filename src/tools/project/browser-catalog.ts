import { createHash } from 'node:crypto'
import { tryUse } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { type HttpRequest, httpErrors, LightResponse } from '../../web/http/index.ts'
import {
  browserCatalog,
  browserDomain,
  catalogJson,
  catalogModule,
  currentLocale,
  emptyCatalog,
  type Locale,
  type Translations,
  translationsOf,
} from '../../web/i18n/index.ts'

export interface BrowserCatalogViewOptions {
  /** The name of the catalogs: 'browser'. A project from Django has 'djangojs'. */
  readonly domain?: string
  /** `module` (an ES module with the functions) or `json` (data, as Django's `JSONCatalog`). */
  readonly format?: 'module' | 'json'
  /**
   * Seconds for which a browser uses what it has without asking, where the address names the language. 0 by default: it asks
   * each time, and is told that nothing has changed.
   */
  readonly maxAge?: number
}

interface Answer {
  readonly body: string
  readonly etag: string
}

/**
 * A view that sends the texts of a language to the browser: `path('i18n/<str:language>.js', browserCatalogView())`, or without
 * `<str:language>` in the visitor's language. The answer has an ETag. Throws `Http404` for a language that the project does not
 * offer. Semantics: Django's `JavaScriptCatalog` and `JSONCatalog`
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#internationalization-in-javascript-code).
 */
export function browserCatalogView(
  options: BrowserCatalogViewOptions = {},
): (request: HttpRequest, params: { readonly language?: unknown }) => Response {
  const { domain = browserDomain, format = 'module', maxAge = 0 } = options
  const type = format === 'json' ? 'application/json' : 'text/javascript; charset=utf-8'
  const kept = new WeakMap<Translations, Map<string, Answer>>()
  const answer = (locale: Locale): Answer => {
    const translations = translationsOf(locale)
    if (translations === undefined) return made(emptyCatalog(locale))
    // Elsewhere catalogs change while the process runs.
    if (tryUse(factsService)?.mode !== 'production') return made(browserCatalog(translations, locale.code, domain))
    const known = kept.get(translations) ?? new Map<string, Answer>()
    kept.set(translations, known)
    const found = known.get(locale.code) ?? made(browserCatalog(translations, locale.code, domain))
    known.set(locale.code, found)
    return found
  }
  const made = (catalog: Parameters<typeof catalogModule>[0]): Answer => {
    const body = format === 'json' ? JSON.stringify(catalogJson(catalog)) : catalogModule(catalog)
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
  }
  return (_request, { language }) => {
    const isNamed = typeof language === 'string'
    const { body, etag } = answer(isNamed ? offered(language) : currentLocale())
    const headers: Record<string, string> = {
      'content-type': type,
      etag,
      'cache-control': isNamed && maxAge > 0 ? `public, max-age=${maxAge}` : 'no-cache',
    }
    if (!isNamed) headers['vary'] = 'Accept-Language, Cookie'
    return new LightResponse(body, { headers })
  }
}

/** The language of an address. */
function offered(language: string): Locale {
  const current = currentLocale()
  const translations = translationsOf(current)
  const code = translations?.supported(language) ?? null
  if (code !== null) return translations!.locale(code)
  if (translations === undefined && language === current.code) return current
  throw httpErrors.NOT_FOUND({ what: `the language '${language.slice(0, 40)}'` })
}
