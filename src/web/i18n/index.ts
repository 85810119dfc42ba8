export { chosenLocale, currentLocale, gettext, ngettext, npgettext, pgettext, withLocale } from './current.ts'
export { gettextLazy, LazyText, pgettextLazy } from './lazy.ts'
export { english, type Locale, type LocaleFormats } from './locale.ts'
