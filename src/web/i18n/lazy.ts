import { currentLocale } from './current.ts'
import { type InterpolationValues, interpolate } from './interpolate.ts'
import { english, type Locale } from './locale.ts'
import type { MessageContext, MessageId, MessageIn, PluralId, PluralIn, PluralOf, PluralOfIn } from './messages.ts'

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

  /** The text with values for its placeholders, still to be translated. */
  with(values: InterpolationValues): LazyText {
    return new LazyText((locale) => interpolate(this.#translate(locale), localized(values, locale)))
  }

  toString(): string {
    return this.#translate(currentLocale())
  }

  toJSON(): string {
    return this.toString()
  }
}

/** A message with plural forms whose count is not known yet. */
export class LazyPlural {
  readonly #translate: (locale: Locale, count: number | bigint) => string

  constructor(translate: (locale: Locale, count: number | bigint) => string) {
    this.#translate = translate
  }

  /** The form that goes with `count` in a language. */
  in(locale: Locale, count: number | bigint): string {
    return this.#translate(locale, count)
  }

  /** The form that goes with `count`, with `count` and other values for its placeholders, still to be translated. */
  with(count: number | bigint, values: Readonly<Record<string, unknown>> = {}): LazyText {
    return new LazyText((locale) =>
      interpolate(this.#translate(locale, count), localized({ count, ...values }, locale)),
    )
  }
}

/** Lazy texts among the values, in the language of the text that they come into. */
function localized(values: InterpolationValues, locale: Locale): InterpolationValues {
  const shown = (value: unknown) => (value instanceof LazyText ? value.in(locale) : value)
  if (Array.isArray(values)) return values.map(shown)
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]))
}

/** `gettext` at the moment when the text is shown. Django's `gettext_lazy`. */
export function gettextLazy(message: MessageId): LazyText {
  return new LazyText((locale) => locale.gettext(message))
}

/** `pgettext` at the moment when the text is shown. */
export function pgettextLazy<C extends MessageContext>(context: C, message: MessageIn<C>): LazyText {
  return new LazyText((locale) => locale.pgettext(context, message))
}

/** `ngettext` whose count is given later: `books.with(3)`. Django's `ngettext_lazy`. */
export function ngettextLazy<S extends PluralId>(singular: S, plural: PluralOf<S>): LazyPlural {
  return new LazyPlural((locale, count) => locale.ngettext(singular, plural, count))
}

/** `npgettext` whose count is given later. */
export function npgettextLazy<C extends MessageContext, S extends PluralIn<C>>(
  context: C,
  singular: S,
  plural: PluralOfIn<C, S>,
): LazyPlural {
  return new LazyPlural((locale, count) => locale.npgettext(context, singular, plural, count))
}
