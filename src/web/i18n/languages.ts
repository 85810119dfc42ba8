import { i18nErrors } from './errors.ts'

/** What a language is called. */
export interface LanguageInfo {
  /** In Django's notation: 'pt-br', 'zh-hans'. */
  readonly code: string
  /** In English. */
  readonly name: string
  /** In the language itself. */
  readonly nameLocal: string
  readonly rightToLeft: boolean
}

/**
 * The languages that have a name of their own in Django; any other variant ('fr-ca') is known as its language ('fr').
 */
const listed: ReadonlySet<string> = new Set(
  (
    'af ar ar-dz ast az be bg bn br bs ca ckb cs cy da de dsb el en en-au en-gb eo es es-ar es-co es-mx es-ni es-ve et eu fa fi ' +
    'fr fy ga gd gl he hi hr hsb ht hu hy ia id ig io is it ja ka kab kk km kn ko ky lb lt lv mk ml mn mr ms my nb ne nl nn no os ' +
    'pa pl pt pt-br ro ru sk sl sq sr sr-latn sv sw ta te tg th tk tr tt udm ug uk ur uz vi zh-hans zh-hant'
  ).split(' '),
)

/** Older codes of Chinese, by territory instead of script. */
const renamed: Readonly<Record<string, string>> = {
  zh: 'zh-hans',
  'zh-cn': 'zh-hans',
  'zh-hk': 'zh-hant',
  'zh-mo': 'zh-hant',
  'zh-my': 'zh-hans',
  'zh-sg': 'zh-hans',
  'zh-tw': 'zh-hant',
}

/** Names where Django's are others than those of CLDR, which `Intl` gives. */
const englishExceptions: Readonly<Record<string, string>> = {
  'ar-dz': 'Algerian Arabic',
  bn: 'Bengali',
  ckb: 'Central Kurdish (Sorani)',
  'es-ar': 'Argentinian Spanish',
  'es-co': 'Colombian Spanish',
  'es-ni': 'Nicaraguan Spanish',
  'es-ve': 'Venezuelan Spanish',
  fy: 'Frisian',
  'sr-latn': 'Serbian Latin',
}

const localExceptions: Readonly<Record<string, string>> = {
  ar: 'العربيّة',
  'ar-dz': 'العربية الجزائرية',
  az: 'Azərbaycanca',
  ckb: 'کوردی',
  cs: 'česky',
  dsb: 'dolnoserbski',
  'es-ar': 'español de Argentina',
  'es-co': 'español de Colombia',
  'es-ni': 'español de Nicaragua',
  'es-ve': 'español de Venezuela',
  fy: 'frysk',
  hi: 'हिंदी',
  hr: 'Hrvatski',
  hsb: 'hornjoserbsce',
  ht: 'Kreyòl Ayisyen',
  hu: 'Magyar',
  ia: 'Interlingua',
  id: 'Bahasa Indonesia',
  ig: 'Asụsụ Ìgbò',
  io: 'ido',
  is: 'Íslenska',
  kab: 'taqbaylit',
  kk: 'Қазақ',
  ky: 'Кыргызча',
  lt: 'Lietuviškai',
  mk: 'Македонски',
  ms: 'Bahasa Melayu',
  my: 'မြန်မာဘာသာ',
  nb: 'norsk (bokmål)',
  nn: 'norsk (nynorsk)',
  os: 'Ирон',
  pt: 'Português',
  'pt-br': 'Português Brasileiro',
  ro: 'Română',
  ru: 'Русский',
  'sr-latn': 'srpski (latinica)',
  th: 'ภาษาไทย',
  tk: 'Türkmençe',
  tt: 'Татарча',
  udm: 'Удмурт',
  uk: 'Українська',
  uz: 'oʻzbek tili',
}

const known = new Map<string, LanguageInfo | null>()

/**
 * What the language of that code is called, or the one that it is a variant of. Names are Django's
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#switching-language-in-templates) and CLDR's. Throws
 * `NUAGES_I18N_NO_SUCH_LANGUAGE`.
 */
export function languageInfo(code: string): LanguageInfo {
  const wanted = code.toLowerCase().slice(0, 100)
  let found = known.get(wanted)
  if (found === undefined) {
    found = lookUp(wanted)
    if (known.size > 500) known.clear()
    known.set(wanted, found)
  }
  if (found === null) throw i18nErrors.NO_SUCH_LANGUAGE({ code })
  return found
}

/** What a language is called in another one: CLDR's name, the English one where it has none. */
export function languageNameIn(info: LanguageInfo, other: string): string {
  if (other === 'en' || other.startsWith('en-')) return info.name
  return displayName(info.code, other) ?? info.name
}

function lookUp(wanted: string): LanguageInfo | null {
  const base = wanted.split('-')[0]!
  for (const each of [wanted, base]) {
    const code = renamed[each] ?? each
    const name = englishExceptions[code] ?? displayName(code, 'en')
    if (name === undefined || (code.includes('-') && !listed.has(code))) continue
    const nameLocal = localExceptions[code] ?? displayName(code, code) ?? name
    return { code, name, nameLocal, rightToLeft: isRightToLeft(code) }
  }
  return null
}

const displayNames = new Map<string, Intl.DisplayNames>()

/** The name that `Intl` has for a language, where it has one and knows the language in which it is asked for. */
function displayName(code: string, inLanguage: string): string | undefined {
  try {
    let names = displayNames.get(inLanguage)
    if (names === undefined) {
      names = new Intl.DisplayNames(inLanguage, { type: 'language', fallback: 'none' })
      if (displayNames.size > 200) displayNames.clear()
      displayNames.set(inLanguage, names)
    }
    const asked = inLanguage.split('-')[0]
    return names.resolvedOptions().locale.split('-')[0] === asked ? names.of(code) : undefined
  } catch {
    // Intl throws where a code is not even formed like one.
    return undefined
  }
}

/** What `Intl.Locale` has beyond the library that TypeScript knows. */
interface WithTextInfo {
  getTextInfo?(): { readonly direction?: 'ltr' | 'rtl' }
}

function isRightToLeft(code: string): boolean {
  return (new Intl.Locale(code) as Intl.Locale & WithTextInfo).getTextInfo?.().direction === 'rtl'
}
