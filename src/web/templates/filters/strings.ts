import {
  capfirst,
  escapeHtml,
  escapeJs,
  iriToUri,
  linebreaks,
  markSafe,
  normalizeNewlines,
  numberLines,
  percentEncode,
  SafeString,
  slugify,
  stripTags,
  titleCase,
  truncateChars,
  truncateHtmlChars,
  truncateHtmlWords,
  truncateWords,
  urlize,
  wrapText,
} from '../../../base/text/index.ts'
import { templatesErrors } from '../errors.ts'
import { type Filter, type FilterFunction, filter } from '../library.ts'
import type { Environment } from '../runtime/environment.ts'
import { textOf } from '../runtime/values.ts'

/** A filter from text to text that keeps safe text safe. */
function text(apply: (value: string, argument: unknown) => string, argument: Filter['argument'] = 'none'): Filter {
  return filter(apply, { string: true, safe: true, argument })
}

/** A filter that escapes the text itself, unless it is safe, and gives HTML. */
function markup(
  apply: (value: string, escaping: boolean, argument: unknown) => string,
  argument: Filter['argument'] = 'none',
): Filter {
  const work: FilterFunction = (value: unknown, given: unknown, environment: Environment) => {
    const safe = value instanceof SafeString
    return markSafe(apply(environment.text(value), environment.autoescape && !safe, given))
  }
  return filter(work, { raw: true, argument })
}

/** An argument as a whole number; null where it is none. */
export function whole(argument: unknown): number | null {
  if (typeof argument === 'boolean') return Number(argument)
  if (typeof argument === 'number') return Number.isFinite(argument) ? Math.trunc(argument) : null
  if (typeof argument === 'bigint') return Number(argument)
  const written = textOf(argument ?? '').trim()
  return /^[-+]?\d{1,15}$/.test(written) || (written.length < 24 && /^[-+]?\d+(?:_\d+)+$/.test(written))
    ? Number(written.replaceAll('_', ''))
    : null
}

/** Longer padding than this is a slip. */
const widest = 100_000

/** A width for padding; `name` is the filter's for the error. */
function width(argument: unknown, name: string): number {
  const wanted = whole(argument)
  if (wanted === null)
    throw templatesErrors.BAD_ARGUMENT({ name, reason: `'${textOf(argument)}' is not a whole number` })
  return Math.min(wanted, widest)
}

function center(value: string, wide: number): string {
  const size = Array.from(value).length
  const missing = wide - size
  if (missing <= 0) return value
  const left = Math.floor(missing / 2) + (missing & wide & 1)
  return ' '.repeat(left) + value + ' '.repeat(missing - left)
}

const telephone: Readonly<Record<string, string>> = Object.fromEntries(
  ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'].flatMap((letters, i) =>
    Array.from(letters, (letter) => [letter, String(i + 2)]),
  ),
)

/** The value itself where the argument makes no sense, as in Django. */
function truncated(work: (value: string, length: number) => string): (value: string, argument: unknown) => string {
  return (value, argument) => {
    const length = typeof argument === 'number' ? Math.trunc(argument) : whole(argument)
    return length === null ? value : work(value, length)
  }
}

export const stringFilters: Readonly<Record<string, Filter>> = {
  addslashes: text((value) => value.replace(/[\\"']/g, '\\$&')),
  capfirst: text(capfirst),
  center: text((value, argument) => center(value, width(argument, 'center')), 'required'),
  cut: filter(
    (value: unknown, argument: unknown, environment: Environment) => {
      if (typeof argument !== 'string' && !(argument instanceof SafeString)) {
        throw templatesErrors.BAD_ARGUMENT({ name: 'cut', reason: `'${textOf(argument)}' is not text` })
      }
      const result = environment.text(value).replaceAll(textOf(argument), '')
      return value instanceof SafeString && textOf(argument) !== ';' ? new SafeString(result) : result
    },
    { raw: true, argument: 'required' },
  ),
  escape: filter(
    (value: unknown, _argument: unknown, environment: Environment) =>
      value instanceof SafeString ? value : new SafeString(escapeHtml(environment.text(value))),
    { raw: true, argument: 'none' },
  ),
  escapejs: filter((value: string) => new SafeString(escapeJs(value)), { string: true, argument: 'none' }),
  force_escape: filter((value: string) => new SafeString(escapeHtml(value)), { string: true, argument: 'none' }),
  iriencode: text(iriToUri),
  linebreaks: markup(linebreaks),
  linebreaksbr: markup((value, escaping) => {
    const lines = normalizeNewlines(value)
    return (escaping ? escapeHtml(lines) : lines).replaceAll('\n', '<br>')
  }),
  linenumbers: markup(numberLines),
  ljust: text((value, argument) => {
    const wide = width(argument, 'ljust')
    return value + ' '.repeat(Math.max(0, wide - Array.from(value).length))
  }, 'required'),
  lower: text((value) => value.toLowerCase()),
  phone2numeric: text((value) => value.toLowerCase().replace(/[a-z]/g, (letter) => telephone[letter]!)),
  rjust: text((value, argument) => {
    const wide = width(argument, 'rjust')
    return ' '.repeat(Math.max(0, wide - Array.from(value).length)) + value
  }, 'required'),
  safe: filter((value: string) => new SafeString(value), { string: true, argument: 'none' }),
  slugify: text((value) => slugify(value)),
  striptags: text(stripTags),
  title: text(titleCase),
  truncatechars: text(truncated(truncateChars), 'required'),
  truncatechars_html: text(truncated(truncateHtmlChars), 'required'),
  truncatewords: text(truncated(truncateWords), 'required'),
  truncatewords_html: text(truncated(truncateHtmlWords), 'required'),
  upper: filter((value: string) => value.toUpperCase(), { string: true, argument: 'none' }),
  urlencode: filter(
    (value: string, argument: unknown) => percentEncode(value, argument === undefined ? '/' : textOf(argument)),
    { string: true },
  ),
  urlize: markup((value, escaping) => urlize(value, { escape: escaping })),
  urlizetrunc: markup((value, escaping, argument) => {
    const limit = width(argument, 'urlizetrunc')
    return urlize(value, { escape: escaping, limit })
  }, 'required'),
  wordcount: filter((value: string) => value.split(/\s+/).filter((word) => word !== '').length, {
    string: true,
    argument: 'none',
  }),
  wordwrap: text((value, argument) => wrapText(normalizeNewlines(value), width(argument, 'wordwrap')), 'required'),
}
