import { germanicPlural } from '../catalog/plural.ts'
import type { Locale, LocaleFormats } from '../locale.ts'
import type { Translations } from '../translations.ts'

/** Plural forms of a message, with the rule that chooses among them. */
export interface BrowserForms {
  /** Which of the catalog's rules. */
  readonly rule: number
  readonly forms: readonly string[]
}

/** The texts of one domain in one language, for a browser. */
export interface BrowserCatalog {
  readonly language: string
  readonly formats: LocaleFormats
  /** Plural expressions, the language's own first. */
  readonly rules: readonly string[]
  /** Texts by message; of a message with a context the key is the context, U+0004 and the message. */
  readonly messages: ReadonlyMap<string, string>
  readonly forms: ReadonlyMap<string, BrowserForms>
}

/** Where the messages of the browser's own code are: `makemessages -d browser` makes those catalogs. */
export const browserDomain = 'browser'

/**
 * The texts that a browser needs in a language: of the catalogs of one domain, which lie in the same folders as those of the server,
 * with what the language falls back to. Throws `NUAGES_I18N_BROKEN_CATALOG` and `NUAGES_I18N_PLURAL_FORMS`.
 */
export function browserCatalog(translations: Translations, language: string, domain = browserDomain): BrowserCatalog {
  const { code, formats } = translations.locale(language)
  const messages = new Map<string, string>()
  const forms = new Map<string, BrowserForms>()
  const rules: string[] = []
  const catalogs = translations.catalogs(code, domain)
  for (const { plurals } of catalogs) if (!rules.includes(plurals.expression)) rules.push(plurals.expression)
  for (const catalog of catalogs.toReversed()) {
    const rule = rules.indexOf(catalog.plurals.expression)
    for (const [key, text] of catalog.messages) {
      messages.set(key, text)
    }
    for (const [key, list] of catalog.forms) {
      forms.set(key, { rule, forms: list })
      // The form for one is found without a count too: in `forms`, so that it is sent once.
      messages.delete(key)
    }
  }
  if (rules.length === 0) rules.push(germanicPlural.expression)
  return { language: code, formats, rules, messages, forms }
}

/** The catalog of a language that has no texts: its formats. */
export function emptyCatalog({ code, formats }: Locale): BrowserCatalog {
  return { language: code, formats, rules: [germanicPlural.expression], messages: new Map(), forms: new Map() }
}
