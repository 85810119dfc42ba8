/**
 * The language code of a directory or locale name: 'pt_BR' is 'pt-br'. Django's `to_language`
 * (https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.translation.to_language).
 */
export function toLanguage(locale: string): string {
  return locale.replace('_', '-').toLowerCase()
}

/**
 * The directory name of a language code, as Django and gettext have it: 'pt-br' is 'pt_BR', 'zh-hans' is 'zh_Hans', 'sr-latn'
 * is 'sr_Latn'. Django's `to_locale`.
 */
export function toLocale(language: string): string {
  const [base = '', ...rest] = language.toLowerCase().split('-')
  if (rest.length === 0) return language.slice(0, 3).toLowerCase() + language.slice(3)
  const [first = '', ...more] = rest
  const shown = first.length > 2 ? first.charAt(0).toUpperCase() + first.slice(1) : first.toUpperCase()
  return `${base}_${[shown, ...more].join('-')}`
}

/** A code and the shorter ones that it falls back to: 'zh-hant-tw', 'zh-hant', 'zh'. */
export function* codeAndParents(code: string): Generator<string> {
  let at = code
  while (at !== '') {
    yield at
    at = at.slice(0, Math.max(0, at.lastIndexOf('-')))
  }
}
