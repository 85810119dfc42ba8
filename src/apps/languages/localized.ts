import { type Included, type Middleware, prefixed, type UrlEntry } from '../../web/http/index.ts'

/** The name of the language prefixes in an application. */
export const prefixName = 'language'

/**
 * Routes whose addresses begin with a language: `/de/articles/`. `reverse` and `{% url %}` write the language in force, the
 * `languages` middleware answers in the address's language, and sends visitors from the address without one to theirs.
 * `prefixDefault: false` leaves the default language out of addresses: `/articles/` and `/de/articles/`. `middleware` stands around these
 * routes.
 * Semantics: Django's `i18n_patterns`
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#language-prefix-in-url-patterns).
 */
export function localized<const U extends readonly UrlEntry[]>(
  urls: U,
  options: { readonly prefixDefault?: boolean; readonly middleware?: readonly Middleware[] } = {},
): Included<'', U, ''> {
  const { prefixDefault = true, middleware = [] } = options
  return prefixed(prefixName, urls, { bareDefault: !prefixDefault, middleware })
}
