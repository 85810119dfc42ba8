export { gettextNoop, ngettextNoop } from '../../base/schema/index.ts'
export type * from './augment.ts'
export {
  type BrowserCatalog,
  type BrowserForms,
  browserCatalog,
  browserDomain,
  emptyCatalog,
} from './browser/browser-catalog.ts'
export { type CatalogJson, catalogJson, catalogModule } from './browser/module.ts'
export { Catalog, type CatalogEntry } from './catalog/catalog.ts'
export type { CatalogDir } from './catalog/files.ts'
export { parseMo } from './catalog/mo.ts'
export {
  germanicPlural,
  type PluralForms,
  type PluralRule,
  parsePluralExpression,
  parsePluralForms,
} from './catalog/plural.ts'
export { parsePo } from './catalog/po.ts'
export {
  chooseLocale,
  chosenLocale,
  currentLocale,
  currentTimeZone,
  defaultLocaleService,
  gettext,
  isTimeZone,
  ngettext,
  npgettext,
  pgettext,
  withLocale,
  withTimeZone,
} from './current.ts'
export { type DateFormatName, dateFormat, type FormatDateOptions, formatDate } from './dates.ts'
export { i18nErrors } from './errors.ts'
export { knownLanguages, type LanguageInfo, languageInfo, languageNameIn } from './formats/languages.ts'
export { type InterpolationValues, interpolate } from './interpolate.ts'
export { gettextLazy, LazyPlural, LazyText, ngettextLazy, npgettextLazy, pgettextLazy } from './lazy.ts'
export { english, type Locale, type LocaleFormats } from './locale.ts'
export type {
  MessageContext,
  MessageId,
  MessageIn,
  PluralId,
  PluralIn,
  PluralOf,
  PluralOfIn,
} from './messages.ts'
export { type AcceptedLanguage, parseAcceptLanguage } from './negotiation/accept-language.ts'
export { toLanguage, toLocale } from './negotiation/codes.ts'
export {
  acceptedLanguage,
  type LanguageWishes,
  languageFromPath,
  type Negotiated,
  negotiate,
  type OfferedLanguages,
} from './negotiation/negotiate.ts'
export { supportedVariant, type VariantOptions } from './negotiation/variants.ts'
export { type FormatNumberOptions, formatNumber, type SanitizeOptions, sanitizeSeparators } from './numbers.ts'
export { Translations, type TranslationsOptions, translationsOf } from './translations.ts'
