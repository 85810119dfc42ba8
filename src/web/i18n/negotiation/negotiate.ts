import { parseAcceptLanguage } from './accept-language.ts'
import { supportedVariant, type VariantOptions } from './variants.ts'

/** What may say in which language a request wants its answer. Everything may be what a stranger sent. */
export interface LanguageWishes {
  /** The path of the address: its first part may name a language, '/pt-br/news/'. */
  readonly path?: string | null
  /** What the user's own settings say. */
  readonly user?: string | null
  readonly session?: string | null
  readonly cookie?: string | null
  /** The header `Accept-Language`. */
  readonly acceptLanguage?: string | null
}

/** A language, and which wish decided it: caches have to know. */
export interface Negotiated {
  /** One of the languages that are offered. */
  readonly language: string
  readonly source: keyof LanguageWishes | 'default'
}

/** What is offered. `Translations` is one. */
export interface OfferedLanguages {
  readonly languages: readonly string[]
  readonly defaultLanguage: string
}

/** A first part that is longer names no language. */
const longestFirst = 102

/**
 * The language that the first part of a path names: 'pt-br' of '/pt-br/news/'. Null where it names none that is offered.
 * Django's `get_language_from_path`.
 */
export function languageFromPath(
  path: string,
  languages: readonly string[],
  options: VariantOptions = {},
): string | null {
  const match = /^\/(\w+(?:[@-]\w+){0,2})(?:\/|$)/.exec(path.slice(0, longestFirst))
  return match === null ? null : supportedVariant(match[1], languages, options)
}

/** The best of the languages that are offered for an `Accept-Language` header, or null where none fits. */
export function acceptedLanguage(header: string, languages: readonly string[]): string | null {
  for (const [language] of parseAcceptLanguage(header)) {
    if (language === '*') return null
    const found = supportedVariant(language, languages)
    if (found !== null) return found
  }
  return null
}

/**
 * Decides the language of a request: what its path says, else the user, else the session, else the cookie, else the
 * `Accept-Language` header, else the default. A wish for a language that is not offered counts as none; nothing that a request
 * holds makes this throw. Django's `get_language_from_request`.
 */
export function negotiate(wishes: LanguageWishes, offered: OfferedLanguages): Negotiated {
  const { languages } = offered
  const path = typeof wishes.path === 'string' ? languageFromPath(wishes.path, languages) : null
  if (path !== null) return { language: path.toLowerCase(), source: 'path' }
  for (const source of ['user', 'session', 'cookie'] as const) {
    const found = supportedVariant(wishes[source], languages)
    if (found !== null) return { language: found.toLowerCase(), source }
  }
  const header = typeof wishes.acceptLanguage === 'string' ? acceptedLanguage(wishes.acceptLanguage, languages) : null
  if (header !== null) return { language: header, source: 'acceptLanguage' }
  return { language: offered.defaultLanguage, source: 'default' }
}
