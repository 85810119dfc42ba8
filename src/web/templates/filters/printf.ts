import { SafeString, toDecimal } from '../../../base/text/index.ts'
import type { Environment } from '../runtime/environment.ts'

const specification = /^([-+ 0#]*)([1-9]\d*|\*)?(?:\.(\d*))?[hlL]?([a-zA-Z%])/

/** Wider than this is a slip. */
const widest = 10_000

/**
 * One value by a printf specification without its `%`: `03d`, `.2f`, `-10s`. Text after it stays (`%%` is a per cent sign). '' where it makes no
 * sense for the value. Semantics: Python's `%` operator, as in Django's `stringformat`.
 */
export function printf(value: unknown, format: string, environment: Environment): string {
  const found = specification.exec(format)
  if (found === null) return ''
  const [all, flags = '', wide, precision, kind] = found
  const rest = format.slice(all.length)
  if (rest.replaceAll('%%', '').includes('%')) return ''
  const places = precision === undefined ? null : Number(precision)
  const width = Number(wide ?? 0)
  if (wide === '*' || width > widest || (places ?? 0) > widest) return ''
  const text = convert(value, kind!, places, flags, environment)
  return text === null ? '' : pad(text, width, flags, 'diouxXeEfFgG'.includes(kind!)) + rest.replaceAll('%%', '%')
}

function convert(value: unknown, kind: string, places: number | null, flags: string, environment: Environment) {
  switch (kind) {
    case 's':
      return cut(environment.text(value), places)
    case 'r':
      return cut(quoted(value, environment), places)
    case 'a':
      return cut(ascii(quoted(value, environment)), places)
    case 'c':
      if (typeof value === 'number' || typeof value === 'boolean') return character(Number(value))
      return Array.from(environment.text(value)).length === 1 ? environment.text(value) : null
    case 'd':
    case 'i':
    case 'u':
      return signed(wholeNumber(value, true), flags, (n) => digits(n.toString(), places))
    case 'o':
      return signed(
        wholeNumber(value, false),
        flags,
        (n) => (flags.includes('#') ? '0o' : '') + digits(n.toString(8), places),
      )
    case 'x':
    case 'X': {
      const text = signed(
        wholeNumber(value, false),
        flags,
        (n) => (flags.includes('#') ? '0x' : '') + digits(n.toString(16), places),
      )
      return kind === 'X' ? (text?.toUpperCase() ?? null) : text
    }
    default:
      return float(value, kind, places ?? 6, flags)
  }
}

function cut(text: string, places: number | null): string {
  return places === null ? text : Array.from(text).slice(0, places).join('')
}

/** Text in quotes; everything else as it is shown. */
function quoted(value: unknown, environment: Environment): string {
  const plain = value instanceof SafeString ? value.value : value
  return typeof plain === 'string' ? `'${plain.replace(/[\\']/g, '\\$&')}'` : environment.text(plain)
}

function character(code: number): string | null {
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null
}

/** Characters beyond ASCII as Python escapes them. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (each) => {
    const code = each.codePointAt(0)!.toString(16)
    return code.length <= 2
      ? `\\x${code.padStart(2, '0')}`
      : code.length <= 4
        ? `\\u${code.padStart(4, '0')}`
        : `\\U${code.padStart(8, '0')}`
  })
}

function digits(text: string, places: number | null): string {
  return places === null ? text : text.padStart(places, '0')
}

function wholeNumber(value: unknown, cutFraction: boolean): bigint | null {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return BigInt(value)
  if (typeof value === 'number') {
    return Number.isFinite(value) && (cutFraction || Number.isInteger(value)) ? BigInt(Math.trunc(value)) : null
  }
  if (typeof value !== 'object' || value === null || value instanceof SafeString) return null
  const number = toDecimal(value)
  return number === null || !cutFraction ? null : BigInt(number.trunc().toFixed(0))
}

function signed(number: bigint | null, flags: string, write: (size: bigint) => string): string | null {
  if (number === null) return null
  return sign(number < 0n, flags) + write(number < 0n ? -number : number)
}

function sign(negative: boolean, flags: string): string {
  return negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
}

function float(value: unknown, kind: string, places: number, flags: string): string | null {
  if (typeof value === 'string' || value instanceof SafeString || typeof value === 'symbol' || value === null)
    return null
  if (typeof value === 'object' && typeof (value as { toNumber?: unknown }).toNumber !== 'function') return null
  const number = Number(value)
  if (Number.isNaN(number)) return 'nan'
  const size = Math.abs(number)
  const lower = kind.toLowerCase()
  let text: string
  if (!Number.isFinite(number)) text = 'inf'
  else if (lower === 'e') text = exponent(pointed(exponential(size, Math.min(places, 100)), flags))
  else if (lower === 'f') text = pointed(fixed(size, places), flags)
  else if (lower === 'g') text = general(size, places === 0 ? 1 : Math.min(places, 100), flags.includes('#'))
  else return null
  const shown = sign(number < 0 || Object.is(number, -0), flags) + text
  return kind === lower ? shown : shown.toUpperCase()
}

/** Rounded half to even, from the exact value that the number has in binary. */
function fixed(size: number, places: number): string {
  const exact = size >= 1e21 ? BigInt(size).toString() : size.toFixed(100)
  return toDecimal(exact.slice(0, 400))!.toFixed(places, 6)
}

/** `toExponential`, with halves rounded to the even digit. */
function exponential(size: number, places: number): string {
  const text = size.toExponential(places)
  const [long, power] = size.toExponential(100).split('e') as [string, string]
  const at = places === 0 ? 2 : places + 2
  if (long[at] !== '5' || /[1-9]/.test(long.slice(at + 1))) return text
  const down = long.slice(0, places === 0 ? 1 : at)
  return '02468'.includes(down.at(-1)!) ? `${down}e${power}` : text
}

/** With `#` there is a point also where no digit follows it. */
function pointed(text: string, flags: string): string {
  return flags.includes('#') && !text.includes('.') ? text.replace(/^\d+/, '$&.') : text
}

/** At least two digits in the exponent. */
function exponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2')
}

function general(size: number, places: number, keepZeros: boolean): string {
  if (size === 0) return keepZeros ? `0.${'0'.repeat(places - 1)}` : '0'
  const written = exponential(size, places - 1)
  const power = Number(written.split('e')[1])
  if (power < -4 || power >= places) {
    const [mantissa, rest] = written.split('e')
    return exponent(`${keepZeros ? pointed(mantissa!, '#') : trimZeros(mantissa!)}e${rest}`)
  }
  const text = fixed(size, Math.max(0, places - 1 - power))
  return keepZeros ? pointed(text, '#') : trimZeros(text)
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function pad(text: string, width: number, flags: string, numeric: boolean): string {
  const missing = width - Array.from(text).length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (flags.includes('0') && numeric && !/inf|nan/i.test(text)) {
    const [lead] = /^[-+ ]?(?:0[xXo])?/.exec(text)!
    return lead + '0'.repeat(missing) + text.slice(lead.length)
  }
  return ' '.repeat(missing) + text
}
