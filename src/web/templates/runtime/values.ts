import { formatNumber, type HtmlValue, html, SafeString } from '../../../base/text/index.ts'
import { formatDate, ZonedDate } from '../../../base/time/index.ts'
import { english, LazyText, type Locale, type LocaleFormats } from '../../i18n/index.ts'
import type { Environment } from './environment.ts'

/** How dates and numbers are written where localization is off. */
export const plainFormats: LocaleFormats = { ...english.formats, NUMBER_GROUPING: 0 }

/** What `{{ value }}` shows, before escaping: numbers and instants in the formats in force, all else as `text`. */
export function display(value: unknown, environment: Environment, localized = environment.localize): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || isDecimal(value)) {
    return localized ? localNumber(value, environment) : text(value, environment)
  }
  if (value instanceof Date) return localDate(value, environment, localized)
  return text(value, environment)
}

/**
 * The text of a value: what filters of texts work on. `null`, `undefined` and functions have none; instants are in ISO
 * order, in UTC or in the zone that they have themselves.
 */
export function text(value: unknown, environment: Environment): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'object':
      if (value === null) return ''
      if (value instanceof SafeString) return value.value
      if (value instanceof LazyText) return value.in(environment.locale)
      if (value instanceof Date) return isoText(value)
      return inspect(value, environment, [])
    case 'symbol':
      return value.description ?? ''
    default:
      return ''
  }
}

/** Whether the language writes numbers as JavaScript does, so that most of them need no formatting. */
export function printsPlainNumbers({ formats }: Locale, thousandSeparators: boolean): boolean {
  return !thousandSeparators && formats.DECIMAL_SEPARATOR === '.'
}

/** Whether JavaScript writes a number without an exponent. */
export function isShort(value: number): boolean {
  return (value >= 1e-6 && value < 1e21) || value === 0 || (value <= -1e-6 && value > -1e21)
}

/** A number with the language's separators, as `{{ value }}` shows it. */
export function localNumber(value: number | bigint | { toString(): string }, environment: Environment): string {
  const { formats } = environment.locale
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return String(value)
    const isSmall = value > -1000 && value < 1000
    if (isShort(value) && (isSmall || !environment.useThousandSeparator)) {
      const text = String(value)
      return formats.DECIMAL_SEPARATOR === '.' ? text : text.replace('.', formats.DECIMAL_SEPARATOR)
    }
  }
  return formatNumber(value, {
    decimalSeparator: formats.DECIMAL_SEPARATOR,
    ...(environment.useThousandSeparator
      ? { grouping: formats.NUMBER_GROUPING, thousandSeparator: formats.THOUSAND_SEPARATOR }
      : {}),
  })
}

function localDate(value: Date, environment: Environment, localized: boolean): string {
  if (Number.isNaN(value.getTime())) return ''
  const { DATETIME_FORMAT } = localized ? environment.locale.formats : plainFormats
  return formatDate(value, DATETIME_FORMAT, { timeZone: environment.timezone, names: environment.locale.names })
}

function isoText(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  const timeZone = value instanceof ZonedDate ? value.timeZone : 'UTC'
  return formatDate(value, 'c', { timeZone }).replace('T', ' ')
}

/** A value in JavaScript's notation, over several lines where it is long: what `pprint` shows. */
export function notation(value: unknown, environment: Environment, around: readonly unknown[] = []): string {
  const plain = value instanceof SafeString || value instanceof LazyText ? text(value, environment) : value
  const flat = inspect(plain, environment, around)
  if (flat.length + around.length <= 80 || typeof plain !== 'object' || plain === null || flat === '…') return flat
  const within = [...around, plain]
  const each = (item: unknown) => notation(item, environment, within)
  const lines = (open: string, items: readonly string[], close: string) =>
    items.length === 0 ? flat : open + items.join(`,\n${' '.repeat(within.length)}`) + close
  if (Array.isArray(plain)) return lines('[', plain.map(each), ']')
  if (plain instanceof Set) return lines('{', Array.from(plain, each), '}')
  if (plain instanceof Map)
    return lines(
      '{',
      Array.from(plain, ([key, item]) => `${each(key)}: ${each(item)}`),
      '}',
    )
  if (!isPlainObject(plain)) return flat
  return lines(
    '{',
    Object.entries(plain).map(([key, item]) => `${JSON.stringify(key)}: ${each(item)}`),
    '}',
  )
}

/**
 * Lists and plain objects in JavaScript's notation; other objects by their own `toString`. `around` are the values that this one is
 * part of: none is written inside itself, and what is deeper than four levels is left out.
 */
function inspect(value: unknown, environment: Environment, around: readonly unknown[]): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return text(value, environment)
  if (isDecimal(value)) return formatNumber(value)
  if (value instanceof SafeString || value instanceof LazyText || value instanceof Date) {
    const shown = text(value, environment)
    return around.length > 0 ? JSON.stringify(shown) : shown
  }
  if (html in value) return (value as HtmlValue)[html]()
  if (around.length > 4 || around.includes(value)) return '…'
  const within = [...around, value]
  const each = (item: unknown) => inspect(item, environment, within)
  if (Array.isArray(value)) return `[${value.map(each).join(', ')}]`
  if (value instanceof Set) return `{${Array.from(value, each).join(', ')}}`
  if (value instanceof Map) return `{${Array.from(value, ([key, item]) => `${each(key)}: ${each(item)}`).join(', ')}}`
  if (isPlainObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${each(item)}`)
      .join(', ')}}`
  }
  return textOf(value)
}

/** What iterators that can be gone through once have given. */
const drained = new WeakMap<object, readonly unknown[]>()

/**
 * The items of an iterable. An iterator (a generator's, a Map's `values()`) gives them once only, and a rendering that starts again asks twice:
 * what it gave is kept for as long as it lives.
 */
export function itemsOf(value: Iterable<unknown>): readonly unknown[] {
  const known = drained.get(value)
  if (known !== undefined) return known
  const iterator = value[Symbol.iterator]()
  const items = Array.from({ [Symbol.iterator]: () => iterator })
  if ((iterator as unknown) === value) drained.set(value, items)
  return items
}

export function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** A decimal.js value, or another that says that it is a number by having `toNumber`. */
export function isDecimal(value: unknown): value is { toNumber(): number; toString(): string } {
  return typeof value === 'object' && value !== null && typeof (value as { toNumber?: unknown }).toNumber === 'function'
}

/**
 * The text of an argument. Lists have none that anybody would want, and JavaScript's own goes as deep as they are nested; objects without a
 * prototype (groups of a regular expression, a parsed query) have no text of their own.
 */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length} items]`
  const bare =
    typeof value === 'object' && value !== null && typeof (value as { toString?: unknown }).toString !== 'function'
  return bare && !(Symbol.toPrimitive in value) ? '[object Object]' : String(value)
}

/** A number or the text of one; NaN for all else, lists and dates among them. */
export function numberOf(value: unknown): number {
  if (typeof value === 'symbol' || value === undefined) return Number.NaN
  if (isDecimal(value)) return value.toNumber()
  if (typeof value === 'object' && !(value instanceof SafeString)) return Number.NaN
  return String(value).trim() === '' ? Number.NaN : Number(value)
}

/** Whether a value counts as true in a condition: empty text, zero and empty collections do not. */
export function truthy(value: unknown): boolean {
  if (typeof value !== 'object') return Boolean(value)
  if (value === null) return false
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof SafeString) return value.value !== ''
  if (value instanceof LazyText) return value.toString() !== ''
  if (value instanceof Map || value instanceof Set) return value.size > 0
  if (isDecimal(value)) return value.toNumber() !== 0
  if (isPlainObject(value)) {
    for (const key in value) if (Object.hasOwn(value, key)) return true
    return Object.getOwnPropertySymbols(value).length > 0
  }
  return true
}

/** A value by which two can be compared: text for safe text, numbers for booleans, instants and decimals. */
function comparable(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof SafeString) return value.value
  if (value instanceof LazyText) return value.toString()
  if (value instanceof Date) return value.getTime()
  if (isDecimal(value)) return value.toNumber()
  return value
}

/** So deep values are compared: one that holds itself would have no end. */
const deepest = 50

/** `==` in a condition: by value, lists and plain objects included; rows by their class and key. */
export function equal(a: unknown, b: unknown, depth = 0): boolean {
  const left = comparable(a)
  const right = comparable(b)
  if (left === right) return true
  if (typeof left === 'bigint' || typeof right === 'bigint') {
    // biome-ignore lint/suspicious/noDoubleEquals: compares a bigint with a number by value
    return (typeof left === 'number' || typeof right === 'number' || typeof left === typeof right) && left == right
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null || depth > deepest)
    return false
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, i) => equal(item, right[i], depth + 1))
    )
  }
  if (left instanceof Set) {
    return right instanceof Set && left.size === right.size && Array.from(left).every((item) => right.has(item))
  }
  if (left instanceof Map) {
    return (
      right instanceof Map &&
      left.size === right.size &&
      Array.from(left).every(([key, item]) => right.has(key) && equal(item, right.get(key), depth + 1))
    )
  }
  if (isPlainObject(left)) {
    if (!isPlainObject(right)) return false
    const keys = Object.keys(left)
    return (
      keys.length === Object.keys(right).length &&
      keys.every(
        (key) =>
          Object.hasOwn(right, key) &&
          equal((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key], depth + 1),
      )
    )
  }
  const key = (left as { pk?: unknown }).pk
  return (
    key !== undefined &&
    key !== null &&
    left.constructor === right.constructor &&
    key === (right as { pk?: unknown }).pk
  )
}

/** Negative, zero or positive as `a` comes before, with or after `b`; null where they have no order. */
export function order(a: unknown, b: unknown, depth = 0): number | null {
  const left = comparable(a)
  const right = comparable(b)
  const numeric = (value: unknown) => typeof value === 'number' || typeof value === 'bigint'
  if ((numeric(left) && numeric(right)) || (typeof left === 'string' && typeof right === 'string')) {
    const [x, y] = [left as number, right as number]
    return x < y ? -1 : x > y ? 1 : x >= y ? 0 : null
  }
  if (Array.isArray(left) && Array.isArray(right) && depth <= deepest) {
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      if (equal(left[i], right[i])) continue
      return order(left[i], right[i], depth + 1)
    }
    return left.length - right.length
  }
  return null
}

/** `<`, `>`, `<=` and `>=` in a condition: false where the two have no order. */
export function compare(a: unknown, operator: '<' | '>' | '<=' | '>=', b: unknown): boolean {
  const found = order(a, b)
  if (found === null) return false
  if (operator === '<') return found < 0
  if (operator === '>') return found > 0
  return operator === '<=' ? found <= 0 : found >= 0
}

/** `in`: an item of a list or set, a key of an object or Map, a part of a text. Null where nothing can be in `container`. */
export function contains(container: unknown, item: unknown): boolean | null {
  if (typeof container === 'string' || container instanceof SafeString) {
    return typeof item === 'string' || item instanceof SafeString ? String(container).includes(String(item)) : null
  }
  if (typeof container !== 'object' || container === null) return null
  if (Array.isArray(container)) return container.some((each) => equal(each, item))
  if (container instanceof Set) return container.has(item) || Array.from(container).some((each) => equal(each, item))
  if (container instanceof Map) return container.has(item instanceof SafeString ? item.value : item)
  if (isPlainObject(container)) return Object.hasOwn(container, textOf(item))
  if (Symbol.iterator in container) {
    return itemsOf(container as Iterable<unknown>).some((each) => equal(each, item))
  }
  return null
}

/** `is`: the same value; two empty values are not each other. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || (a instanceof SafeString && b instanceof SafeString && a.value === b.value)
}
