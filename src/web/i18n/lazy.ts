import { currentLocale } from './current.ts'
import { english, type Locale } from './locale.ts'

/**
 * A message that is translated when it is shown, in the language in force there: for texts that are declared once, at the
 * start of a process. It behaves as a text where JavaScript wants one (`String(lazy)`, template literals, JSON).
 */
export class LazyText {
  readonly #translate: (locale: Locale) => string

  constructor(translate: (locale: Locale) => string) {
    this.#translate = translate
  }

  /** The text in a language. */
  in(locale: Locale): string {
    return this.#translate(locale)
  }

  /** The text as it was written, in no other language: what migrations keep of a label. */
  get source(): string {
    return this.#translate(english)
  }

  toString(): string {
    return this.#translate(currentLocale())
  }

  toJSON(): string {
    return this.toString()
  }
}

export function gettextLazy(message: string): LazyText {
  return new LazyText((locale) => locale.gettext(message))
}

export function pgettextLazy(context: string, message: string): LazyText {
  return new LazyText((locale) => locale.pgettext(context, message))
}
