import { type Service, service, tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { currentLocale, languageInfo, type Translations } from '../../web/i18n/index.ts'
import type { LanguageCookie, Preference } from './middleware.ts'

/** The languages of the current project. */
export const translationsService: Service<Translations> = service<Translations>('languages')

/** Keeps what a visitor has chosen for good; of one who is nobody in particular, nowhere. */
export type SavePreference = (request: HttpRequest, chosen: Preference) => void | Promise<void>

/** Where the current project keeps what visitors choose. */
export interface PreferenceSettings {
  readonly cookie?: LanguageCookie
  readonly save?: SavePreference
}

export const preferencesService: Service<PreferenceSettings> = service<PreferenceSettings>('preferences of visitors')

/** A language that visitors may choose. */
export interface OfferedLanguage {
  /** 'pt-br'. */
  readonly code: string
  /** What its speakers call it: 'português (Brasil)'. */
  readonly name: string
  readonly rightToLeft: boolean
  /** True for the one in force. */
  readonly current: boolean
}

/** What its speakers call a language: 'Deutsch'; the code itself where nobody knows it. */
export function languageName(code: string): string {
  return languageInfo(code)?.nameLocal ?? code
}

/** The languages of the current project in the order of its settings, for a switch; empty where it has one only. */
export function offeredLanguages(): readonly OfferedLanguage[] {
  const translations = tryUse(translationsService)
  if (translations === undefined || translations.languages.length < 2) return []
  const now = currentLocale().code
  return translations.languages.map((code) => ({
    code,
    name: languageName(code),
    rightToLeft: translations.locale(code).rightToLeft,
    current: code === now,
  }))
}
