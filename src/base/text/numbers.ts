import { Decimal } from 'decimal.js'

/** Enough digits for any number that is shown, without touching decimal.js's own settings. */
const Exact = Decimal.clone({ precision: 400, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -9e15, toExpPos: 9e15 })

/** Text longer than this is no number that anybody wants to see. */
const longest = 400

/** How a number is shown. */
export interface NumberFormat {
  /** Digits after the separator; fewer are filled up with zeros, more are cut off. Absent: as many as there are. */
  readonly decimals?: number
  /** Default: '.'. */
  readonly decimalSeparator?: string
  /** Digits of a group from the right, or of each group in turn. Default: 0, no groups. */
  readonly grouping?: number | readonly number[]
  /** Default: ','. */
  readonly thousandSeparator?: string
}

/** A number's digits with separators. It takes text as well, of any length. */
export function formatNumber(
  value: number | bigint | string | { toString(): string },
  format: NumberFormat = {},
): string {
  if (typeof value === 'number' && Math.abs(value) < 1e21) {
    const digits = String(Math.abs(value))
    if (!digits.includes('e')) return ordinary(digits, value < 0, format)
  }
  let text = plainDigits(value)
  const power = hasExponent(text) ? /^(-?[\d.]+)e([-+]?\d+)$/i.exec(text) : null
  if (power !== null) return `${formatNumber(power[1]!, format)}e${power[2]}`
  let sign = ''
  if (text.startsWith('-')) {
    sign = '-'
    text = text.slice(1)
  }
  const point = text.indexOf('.')
  let whole = point === -1 ? text : text.slice(0, point)
  let fraction = point === -1 ? '' : text.slice(point + 1)
  if (format.decimals !== undefined) fraction = fraction.slice(0, format.decimals).padEnd(format.decimals, '0')
  const separator = fraction === '' ? '' : (format.decimalSeparator ?? '.')
  whole = group(whole, format.grouping ?? 0, format.thousandSeparator ?? ',')
  if (sign !== '' && /^0*$/.test(whole + fraction)) sign = ''
  return sign + whole + separator + fraction
}

/** The same for the digits of a number that needs no exponent, which most have. */
function ordinary(digits: string, negative: boolean, format: NumberFormat): string {
  const point = digits.indexOf('.')
  const end = point === -1 ? digits.length : point
  let fraction = point === -1 ? '' : digits.slice(point + 1)
  const { decimals, grouping = 0 } = format
  if (decimals !== undefined && fraction.length !== decimals) {
    fraction = fraction.length > decimals ? fraction.slice(0, decimals) : fraction.padEnd(decimals, '0')
  }
  let whole = digits.slice(0, end)
  if (typeof grouping !== 'number') whole = group(whole, grouping, format.thousandSeparator ?? ',')
  else if (grouping > 0 && end > grouping) whole = evenGroups(whole, grouping, format.thousandSeparator ?? ',')
  const shown = fraction === '' ? whole : whole + (format.decimalSeparator ?? '.') + fraction
  return negative && !(whole === '0' && allZeros(fraction)) ? `-${shown}` : shown
}

function evenGroups(digits: string, size: number, separator: string): string {
  let at = digits.length % size || size
  let text = digits.slice(0, at)
  for (; at < digits.length; at += size) text += separator + digits.slice(at, at + size)
  return text
}

function allZeros(digits: string): boolean {
  for (let i = 0; i < digits.length; i++) if (digits.charCodeAt(i) !== 48) return false
  return true
}

function group(digits: string, grouping: number | readonly number[], separator: string): string {
  const sizes = typeof grouping === 'number' ? null : grouping
  let size = sizes === null ? (grouping as number) : (sizes[0] ?? 0)
  if (size <= 0 || digits.length <= size) return digits
  let end = digits.length
  let grouped = ''
  for (let i = 1; end > size; i++) {
    grouped = separator + digits.slice(end - size, end) + grouped
    end -= size
    const next = sizes?.[i]
    if (next !== undefined && next !== 0) size = next
  }
  return digits.slice(0, end) + grouped
}

function hasExponent(text: string): boolean {
  return text.includes('e') || text.includes('E')
}

/** Digits without an exponent, as long as there are fewer than 200 of them. */
function plainDigits(value: number | bigint | string | { toString(): string }): string {
  const text = String(value)
  if (!hasExponent(text) || !/^-?[\d.]+e[-+]?\d+$/i.test(text)) return text
  const number = new Exact(text)
  return Math.abs(number.e) < 200 ? number.toFixed() : number.toExponential()
}

/** A text, number or decimal as an exact number; null where it is none or too long. */
export function toDecimal(value: unknown): Decimal | null {
  if (typeof value === 'object' && value !== null && !(Symbol.toPrimitive in value)) {
    if (Array.isArray(value) || typeof value.toString !== 'function') return null
  }
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : String(value).trim()
  if (text.length > longest || !/^[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return null
  const number = new Exact(text.replaceAll('_', ''))
  return number.isFinite() && Math.abs(number.e) <= longest ? number : null
}

/**
 * A number rounded (half away from zero) to `digits` after the point. A negative `digits` shows them only where they are
 * not all zero. Null where the value is no number. Django's `floatformat`.
 */
export function floatFormat(
  value: unknown,
  digits: number,
  format: Omit<NumberFormat, 'decimals'> = {},
): string | null {
  if (typeof value === 'number') {
    const simple = simpleFloatFormat(value, digits, format)
    if (simple !== null) return simple
    if (!Number.isFinite(value)) return String(value)
  }
  const number = toDecimal(value)
  if (number === null) return null
  const places = Math.min(Math.abs(digits), 200)
  if (digits < 0 && number.isInteger()) return formatNumber(number.toFixed(0), { ...format, decimals: 0 })
  const rounded = number.toFixed(places, Decimal.ROUND_HALF_UP)
  return formatNumber(/^-0\.?0*$/.test(rounded) ? rounded.slice(1) : rounded, { ...format, decimals: places })
}

const powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6]

/**
 * `floatFormat` in the arithmetic of doubles, which is many times as fast. Null where it could go wrong: for large numbers. Near
 * the middle between two results the number's own decimal digits say which is nearer.
 */
function simpleFloatFormat(value: number, digits: number, format: Omit<NumberFormat, 'decimals'>): string | null {
  const places = digits < 0 && Number.isInteger(value) ? 0 : Math.abs(digits)
  const power = powers[places]
  if (power === undefined) return null
  const scaled = Math.abs(value) * power
  // Errors are below 1e9 * 2^-52 up to here. A number between 0 and 1e-6 has its digits behind an exponent.
  if (!(scaled < 1e9) || (scaled < 1 && scaled > 0 && power === 1e6)) return null
  const down = Math.floor(scaled)
  const rest = scaled - down
  const isUp = Math.abs(rest - 0.5) < 1e-6 ? nextDigit(value, places) >= 5 : rest > 0.5
  const units = isUp ? down + 1 : down
  const integer = Math.floor(units / power)
  const sign = value < 0 && units > 0 ? '-' : ''
  const whole = group(String(integer), format.grouping ?? 0, format.thousandSeparator ?? ',')
  if (places === 0) return sign + whole
  return sign + whole + (format.decimalSeparator ?? '.') + String(units - integer * power + power).slice(1)
}

/** The digit of a number after so many behind the point. */
function nextDigit(value: number, places: number): number {
  const text = String(value)
  return Number(text[text.indexOf('.') + 1 + places])
}

/** Units of `fileSize` after bytes, each 1024 times the one before. */
export type FileSizeUnit = 'KB' | 'MB' | 'GB' | 'TB' | 'PB'

const fileSizeUnits = ['KB', 'MB', 'GB', 'TB', 'PB'] as const

/** The size of a number of bytes (its sign left out) in the unit that suits it, to one digit after the point; unit null for bytes. */
export function fileSizeParts(bytes: number): { readonly size: string; readonly unit: FileSizeUnit | null } {
  const size = Math.trunc(Math.abs(bytes))
  if (size < 1024) return { size: String(size), unit: null }
  let unit = 0
  let scaled = size / 1024
  while (scaled >= 1024 && unit < fileSizeUnits.length - 1) {
    scaled /= 1024
    unit++
  }
  // `toFixed` rounds a tie away from zero, and only a quarter is one that goes down to the even digit.
  const rounded = scaled % 1 === 0.25 ? `${Math.floor(scaled)}.2` : scaled.toFixed(1)
  return { size: rounded, unit: fileSizeUnits[unit]! }
}

/** Bytes as `1.5 MB`, in powers of 1024. Django's `filesizeformat`. */
export function fileSize(bytes: number): string {
  const { size, unit } = fileSizeParts(bytes)
  return `${bytes <= -1 ? '-' : ''}${size}\u00a0${unit ?? (size === '1' ? 'byte' : 'bytes')}`
}
