import { i18nErrors } from '../errors.ts'
import { germanicPlural, type PluralForms, PluralSyntaxProblem, parsePluralForms } from './plural.ts'

/** One entry of a catalog, as a file has it or a program gives it. */
export interface CatalogEntry {
  readonly id: string
  /** What gettext calls `msgctxt`. '' is a context too; absent is none. */
  readonly context?: string
  /** Makes the entry one with plural forms. */
  readonly plural?: string
  /** The translation, or each of its plural forms. */
  readonly translations: readonly string[]
}

/** Joins a context and a message to the key of an entry, as in `.mo` files. */
export function messageKey(context: string | undefined, id: string): string {
  return context === undefined ? id : `${context}\u0004${id}`
}

/**
 * The translations of one domain into one language: what a `.po` or `.mo` file says. Entries without a translation are left
 * out, those with plural forms when their first form is empty (as `msgfmt` does). Immutable.
 */
export class Catalog {
  /** For messages: a file's path, or whatever it was parsed as. */
  readonly name: string
  /** The header's fields by name: 'Language', 'Plural-Forms', … */
  readonly headers: ReadonlyMap<string, string>
  readonly plurals: PluralForms
  /** Translations of messages without plural forms, by key. */
  readonly messages: ReadonlyMap<string, string>
  /** Plural forms, by the key of the singular. */
  readonly forms: ReadonlyMap<string, readonly string[]>

  /** Throws `NUAGES_I18N_PLURAL_FORMS`. */
  constructor(entries: Iterable<CatalogEntry>, headers: ReadonlyMap<string, string> = new Map(), name = 'a catalog') {
    const messages = new Map<string, string>()
    const forms = new Map<string, readonly string[]>()
    for (const { id, context, plural, translations } of entries) {
      const first = translations[0]
      if (first === undefined || first === '') continue
      const key = messageKey(context, id)
      if (plural === undefined) messages.set(key, first)
      else forms.set(key, translations)
    }
    this.name = name
    this.headers = headers
    this.messages = messages
    this.forms = forms
    this.plurals = pluralForms(headers.get('Plural-Forms'), name)
  }
}

function pluralForms(header: string | undefined, file: string): PluralForms {
  if (header === undefined) return germanicPlural
  try {
    return parsePluralForms(header)
  } catch (problem) {
    if (!(problem instanceof PluralSyntaxProblem)) throw problem
    throw i18nErrors.PLURAL_FORMS({ file, header: header.slice(0, 200), reason: problem.reason })
  }
}
