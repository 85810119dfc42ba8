import type { Catalog } from './catalog.ts'
import { messageKey } from './catalog.ts'
import { type PluralRule, pluralCount } from './plural.ts'

/** The plural forms of one message, and those of the catalogs behind it, for counts that have no form here. */
interface Forms {
  readonly forms: readonly string[]
  readonly rule: PluralRule
  readonly behind: Forms | undefined
}

/**
 * The catalogs of a language and of those that it falls back to, joined so that a message is found by one look. Catalogs
 * come first-found first; each entry keeps the plural rule of its own catalog.
 */
export class Tables {
  readonly #messages = new Map<string, string>()
  readonly #forms = new Map<string, Forms>()

  constructor(catalogs: readonly Catalog[]) {
    for (const catalog of catalogs.toReversed()) {
      const { rule } = catalog.plurals
      for (const [key, text] of catalog.messages) this.#messages.set(key, text)
      for (const [key, forms] of catalog.forms) {
        this.#forms.set(key, { forms, rule, behind: this.#forms.get(key) })
      }
    }
  }

  message(context: string | undefined, id: string): string {
    return this.#messages.get(context === undefined ? id : messageKey(context, id)) ?? id
  }

  plural(context: string | undefined, singular: string, plural: string, count: number | bigint): string {
    let found = this.#forms.get(context === undefined ? singular : messageKey(context, singular))
    if (found !== undefined) {
      const n = pluralCount(count)
      for (; found !== undefined; found = found.behind) {
        const text = found.forms[found.rule(n)]
        if (text !== undefined) return text
      }
    }
    // As Django does, and only for messages with plural forms.
    if (context !== undefined) return this.plural(undefined, singular, plural, count)
    return Number(count) === 1 ? singular : plural
  }
}
