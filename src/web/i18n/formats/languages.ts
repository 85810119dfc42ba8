import { fallbackCodes, languagesTable, rightToLeftLanguages } from './languages-table.ts'
import { ofNearest } from './rows.ts'

/** What is known of a language. */
export interface LanguageInfo {
  readonly code: string
  /** In English: 'German'. */
  readonly name: string
  /** In the language itself: 'Deutsch'. */
  readonly nameLocal: string
  readonly rightToLeft: boolean
}

let known: ReadonlyMap<string, LanguageInfo> | undefined

function table(): ReadonlyMap<string, LanguageInfo> {
  known ??= new Map(
    languagesTable
      .trim()
      .split('\n')
      .map((line) => {
        const [code, name, nameLocal] = line.split('|') as [string, string, string]
        return [code, Object.freeze({ code, name, nameLocal, rightToLeft: rightToLeftLanguages.has(code) })]
      }),
  )
  return known
}

/** The codes of all languages that the tables have, 'af' to 'zh-hant'. */
export function knownLanguages(): readonly string[] {
  return [...table().keys()]
}

/** The code under which the tables know a language: 'zh-hant' for 'zh-tw', 'nb' for 'no', else itself. */
export function usualCode(code: string): string {
  return code === 'no' ? 'nb' : (fallbackCodes.get(code)?.[0] ?? code)
}

/**
 * What is known of a language by its code: the names of 'de-at' are those of 'de', where it has none of its own. Null for a code
 * that is no language. Django's `get_language_info`
 * (https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.translation.get_language_info).
 */
export function languageInfo(code: string): LanguageInfo | null {
  return ofNearest(usualCode(code.slice(0, 100).toLowerCase()), (each) => table().get(each)) ?? null
}

/** Whether a language is written from right to left: by its script, where the tables do not have it. */
export function isRightToLeft(code: string): boolean {
  if (table().has(code)) return rightToLeftLanguages.has(code)
  try {
    return new Intl.Locale(code).getTextInfo().direction === 'rtl'
  } catch {
    return false
  }
}

const displayNames = new Map<string, Intl.DisplayNames>()

/** What a language is called in another one: the name of CLDR (`Intl`), the English one where it has none. */
export function languageNameIn(info: LanguageInfo, other: string): string {
  if (other === 'en' || other.startsWith('en-')) return info.name
  try {
    let names = displayNames.get(other)
    if (names === undefined) {
      names = new Intl.DisplayNames(other, { type: 'language', fallback: 'none' })
      if (displayNames.size > 200) displayNames.clear()
      displayNames.set(other, names)
    }
    const known = names.resolvedOptions().locale.split('-')[0] === other.split('-')[0]
    return (known ? names.of(info.code) : undefined) ?? info.name
  } catch {
    // Intl throws where a code is not even formed like one.
    return info.name
  }
}
