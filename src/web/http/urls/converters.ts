/** Turns one part of a path into a value and back. */
export interface Converter<T = unknown> {
  /** A regular expression without anchors or named groups; matched against the decoded path. */
  readonly pattern: string
  /** The value of a matching text. Throwing (or undefined) means: no match, go on with the next route. */
  parse(text: string): T
  /** The text of a value, before percent-encoding. Throwing means: this route cannot be reversed with it. */
  format(value: T): string
}

const sameText = (text: string): string => text
const anyText = (value: string): string => String(value)

/** A converter of some type, as the router holds it. */
export interface AnyConverter {
  readonly pattern: string
  parse(text: string): unknown
  format(value: never): string
}

/**
 * Django's path converters (https://docs.djangoproject.com/en/stable/topics/http/urls/#path-converters). An integer
 * beyond 2^53 − 1 does not match, as a number could not hold it.
 */
export const builtinConverters: { readonly [K in keyof BuiltinConverters]: AnyConverter } = Object.freeze({
  int: {
    pattern: '[0-9]+',
    parse: (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
    format: (value: number) => String(value),
  },
  str: { pattern: '[^/]+', parse: sameText, format: anyText },
  slug: { pattern: '[-a-zA-Z0-9_]+', parse: sameText, format: anyText },
  uuid: {
    pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    parse: sameText,
    format: anyText,
  },
  path: { pattern: '[^\\n]+', parse: sameText, format: anyText },
})

/** The value type of each built-in converter. */
export interface BuiltinConverters {
  int: number
  str: string
  slug: string
  uuid: string
  path: string
}

/** Makes a converter of one's own; name its type by augmenting `PathConverters`. */
export function converter<T>(
  pattern: string,
  parse: (text: string) => T,
  format: (value: T) => string = String,
): Converter<T> {
  return { pattern, parse, format }
}
