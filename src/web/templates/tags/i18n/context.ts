import { currentTimeZone } from '../../../i18n/index.ts'
import { type Languages, localeFor } from '../../runtime/environment.ts'
import { namesOf } from './languages.ts'

/**
 * A context processor: `LANGUAGE_CODE`, `LANGUAGE_BIDI`, `LANGUAGES` (pairs of a code and a name) and `TIME_ZONE`, as they are where the
 * page is rendered. Django's `i18n` and `tz`
 * (https://docs.djangoproject.com/en/stable/ref/templates/api/#django-template-context-processors-i18n).
 */
export function i18nContext(options: {
  readonly translations: Languages
  /** IANA name of the zone where none was chosen. Default: 'UTC'. */
  readonly timezone?: string
}): () => Readonly<Record<string, unknown>> {
  const { translations, timezone = 'UTC' } = options
  return () => {
    const locale = localeFor(translations)
    return {
      LANGUAGES: () => namesOf(translations.languages, locale),
      LANGUAGE_CODE: locale.code,
      LANGUAGE_BIDI: locale.rightToLeft,
      TIME_ZONE: currentTimeZone() ?? timezone,
    }
  }
}
