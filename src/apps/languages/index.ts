export { localized } from './localized.ts'
export {
  type LanguageCookie,
  type LanguagesOptions,
  languages,
  type Preference,
  visitorsTimeZone,
} from './middleware.ts'
export {
  languageName,
  type OfferedLanguage,
  offeredLanguages,
  type PreferenceSettings,
  preferencesService,
  type SavePreference,
  translationsService,
} from './service.ts'
export { type SetLanguageOptions, setLanguage, setTimeZone } from './views.ts'
