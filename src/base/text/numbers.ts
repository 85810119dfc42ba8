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
  let text = plainDigits(value)
  const power = /^(-?[\d.]+)e([-+]?\d+)$/i.exec(text)
  if (power !== null) return `${formatNumber(power[1]!, format)}e${power[2]}`
  let sign = ''
  if (text.startsWith('-')) {
    sign = '-'
    text = text.slice(1)
  }
  let [whole = '0', fraction = ''] = text.split('.')
  if (format.decimals !== undefined) fraction = fraction.slice(0, format.decimals).padEnd(format.decimals, '0')
  const separator = fraction === '' ? '' : (format.decimalSeparator ?? '.')
  whole = group(whole, format.grouping ?? 0, format.thousandSeparator ?? ',')
  if (/^0*$/.test(whole + fraction)) sign = ''
  return sign + whole + separator + fraction
}

function group(digits: string, grouping: number | readonly number[], separator: string): string {
  const sizes = typeof grouping === 'number' ? [grouping] : grouping
  let size = sizes[0] ?? 0
  if (size <= 0 || digits.length <= size) return digits
  const groups: string[] = []
  let rest = digits
  for (let i = 0; rest.length > size && size > 0; i++) {
    groups.unshift(rest.slice(-size))
    rest = rest.slice(0, -size)
    const next = sizes[i + 1]
    if (next !== undefined && next !== 0) size = next
  }
  return [rest, ...groups].join(separator)
}

/** Digits without an exponent, as long as there are fewer than 200 of them. */
function plainDigits(value: number | bigint | string | { toString(): string }): string {
  const text = String(value)
  if (!/^-?[\d.]+e[-+]?\d+$/i.test(text)) return text
  const number = new Exact(text)
  return Math.abs(number.e) < 200 ? number.toFixed() : number.toExponential()
}

/** A text, number or decimal as an exact number; null where it is none or too long. */
export function toDecimal(value: unknown): Decimal | null {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : String(value).trim()
  if (text.length > longest || !/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return null
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
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  const number = toDecimal(value)
  if (number === null) return null
  const places = Math.min(Math.abs(digits), 200)
  if (digits < 0 && number.isInteger()) return formatNumber(number.toFixed(0), { ...format, decimals: 0 })
  const rounded = number.toFixed(places, Decimal.ROUND_HALF_UP)
  return formatNumber(/^-0\.?0*$/.test(rounded) ? rounded.slice(1) : rounded, { ...format, decimals: places })
}

/** Units of `fileSize` after bytes, each 1024 times the one before. */
export type FileSizeUnit = 'KB' | 'MB' | 'GB' | 'TB' | 'PB'

const fileSizeUnits = ['KB', 'MB', 'GB', 'TB', 'PB'] as const

/** The size of a number of bytes (its sign left out) in the unit that suits it, to one digit after the point; unit null for bytes. */
export function fileSizeParts(bytes: number): { readonly size: string; readonly unit: FileSizeUnit | null } {
  const size = Math.abs(bytes)
  if (size < 1024) return { size: String(Math.trunc(size)), unit: null }
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
  return `${bytes < 0 ? '-' : ''}${size}\u00a0${unit ?? (size === '1' ? 'byte' : 'bytes')}`
}
