import { SafeString } from '../../../../base/text/index.ts'
import { type Filter, filter, type Library, library } from '../../library.ts'
import type { Environment } from '../../runtime/environment.ts'
import { display } from '../../runtime/values.ts'
import { blocktranslate } from './blocktranslate.ts'
import { getter, languageFilters, languageTags } from './languages.ts'
import { language, localize, localtime, timezone } from './switching.ts'
import { translate } from './translate.ts'
import { zoneFilters } from './zones.ts'

/**
 * Texts in the visitor's language. Semantics:
 * https://docs.djangoproject.com/en/stable/topics/i18n/translation/#internationalization-in-template-code
 */
const i18n: Library = library({
  tags: { ...languageTags, blocktrans: blocktranslate, blocktranslate, language, trans: translate, translate },
  filters: languageFilters,
})

/** A value as `{{ value }}` prints it with localization on or off. */
function printed(localized: boolean): Filter {
  return filter(
    (value: unknown, _argument: unknown, environment: Environment) =>
      value instanceof SafeString ? value : display(value, environment, localized),
    { raw: true, argument: 'none' },
  )
}

/** Formats of the visitor's language, on and off: https://docs.djangoproject.com/en/stable/topics/i18n/formatting/. */
const l10n: Library = library({
  tags: { localize },
  filters: { localize: printed(true), unlocalize: printed(false) },
})

/** Time zones: https://docs.djangoproject.com/en/stable/topics/i18n/timezones/. */
const tz: Library = library({
  tags: { get_current_timezone: getter((to) => `${to.environment}.currentTimezone`), localtime, timezone },
  filters: zoneFilters,
})

/** The libraries that `{% load %}` finds in every engine. */
export const i18nLibraries: Readonly<Record<string, Library>> = { i18n, l10n, tz }
