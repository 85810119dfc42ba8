import { fillMessage, type ValueSchema } from '../../base/schema/index.ts'
import { formatDate } from '../../base/time/index.ts'
import type { Decimal } from '../../data/orm/index.ts'
import { currentLocale, formatNumber, gettext, ngettext } from '../../web/i18n/index.ts'
import { currentFile } from '../forms/index.ts'
import { durationWords } from './form/widgets/duration.ts'
import type { StateMark } from './options/list.ts'

/** Letters that run from right to left, and any letter that runs the other way. */
const leftward = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const rightward = /(?![\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}])\p{L}/u

/**
 * Fills `%(name)s` of a translated message. A value with letters that run against the language is set apart by Unicode's isolates
 * (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates), so that it does not move what stands beside it: messages also
 * go where no `<bdi>` can, into titles and labels.
 */
export function fill(message: string, values: Readonly<Record<string, string | number>>): string {
  const against = currentLocale().rightToLeft ? rightward : leftward
  const apart = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && against.test(value) ? `\u2068${value}\u2069` : value,
  ])
  return fillMessage(message, Object.fromEntries(apart))
}

/** A value as a list or a read-only field shows it: plain data, escaped by the template that draws it. */
export interface Cell {
  readonly kind: 'text' | 'empty' | 'state' | 'time' | 'code' | 'link' | 'file' | 'long' | 'pretty'
  readonly text: string
  /** For a state: drawn as a shape beside the word. */
  readonly state?: StateMark
  /** For a time: what `<time datetime>` says. */
  readonly iso?: string
  /** For a link or a file: where to. */
  readonly href?: string
  /** For a picture: what shows it, small. */
  readonly preview?: string
}

const empty: Cell = Object.freeze({ kind: 'empty', text: '—' })
const yes = (): Cell => ({ kind: 'state', text: gettext('Yes'), state: 'good' })
const no = (): Cell => ({ kind: 'state', text: gettext('No'), state: 'off' })
/** The beginning of a text, by characters and not by halves of them: for columns that hold so many. */
export function cut(text: string, longest: number): string {
  // Characters are never more than the units that they are stored in.
  return text.length <= longest ? text : [...text].slice(0, longest).join('')
}

/** How much of a long text a cell shows. */
const longest = 120

/** Kinds whose values stand at the end of their column. */
const numeric = new Set(['integer', 'bigint', 'number', 'decimal'])

/** True where the values are amounts, to be aligned at the end. */
export function isNumeric(schema: ValueSchema): boolean {
  return numeric.has(schema.kind) && schema.choices === undefined && schema.relation === undefined
}

/**
 * A field's value as a cell, by what the field says of itself. `zone` is the IANA zone in which times are shown, `marks` are those of values that
 * say where a row stands.
 */
export function fieldCell(
  schema: ValueSchema,
  value: unknown,
  zone: string,
  marks?: ReadonlyMap<string, StateMark>,
): Cell {
  if (value === null || value === undefined || value === '') return empty
  if (schema.choices !== undefined) {
    const choice = schema.choices.find((each) => each.value === value || String(each.value) === String(value))
    const word = text(choice?.label ?? String(value))
    const mark = marks?.get(String(value))
    return mark === undefined ? word : { ...word, kind: 'state', state: mark }
  }
  switch (schema.kind) {
    case 'boolean':
      return value === true ? yes() : no()
    case 'date':
      return { kind: 'time', text: shortDate(String(value)), iso: String(value) }
    case 'time':
      return { kind: 'time', text: String(value).slice(0, 5), iso: String(value) }
    case 'datetime':
      return value instanceof Date ? time(value, zone) : anyCell(value, zone)
    case 'file':
      return fileCell(value, schema.image !== undefined)
    case 'json':
      return { kind: 'code', text: shorten(JSON.stringify(value)) }
    case 'duration':
      return text(durationWords(Number(value)))
    case 'binary':
      return { kind: 'code', text: bytes((value as Uint8Array).byteLength) }
    case 'decimal':
      return text(
        formatNumber(
          schema.decimalPlaces === undefined ? String(value) : (value as Decimal).toFixed(schema.decimalPlaces),
        ),
      )
    default:
      return anyCell(value, zone)
  }
}

/** A file by its name, with a link where its storage has addresses; a picture of this site is shown, small. */
function fileCell(value: unknown, isPicture: boolean): Cell {
  const file = currentFile(value)
  if (file === null) return text(String(value))
  const { name, url } = file
  const shown = shorten(name.slice(name.lastIndexOf('/') + 1))
  if (url === null) return { kind: 'text', text: shown }
  // The policy of the admin's pages lets pictures of other hosts not in.
  return { kind: 'file', text: shown, href: url, ...(isPicture && url.startsWith('/') && { preview: url }) }
}

/** A value of which no field says anything: what a computed column gave. */
export function anyCell(value: unknown, zone: string): Cell {
  if (value === null || value === undefined || value === '') return empty
  if (value === true) return yes()
  if (value === false) return no()
  if (value instanceof Date) return time(value, zone)
  return text(typeof value === 'number' ? formatNumber(value) : String(value))
}

function text(value: string): Cell {
  return { kind: 'text', text: shorten(value) }
}

function shorten(value: string): string {
  if (value.length <= longest) return value
  return `${value
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/u, '')
    .trimEnd()}…`
}

function bytes(size: number): string {
  return fill(ngettext('%(size)d byte', '%(size)d bytes', size), { size: count(size) })
}

const zones = new Map<string, Intl.DateTimeFormat>()

/** '2026-03-03' as '3 Mar 2026', or as the language in force writes a date: '3. März 2026'. */
function shortDate(iso: string): string {
  const [, year, month, day] = /^(-?\d{4,})-(\d\d)-(\d\d)/.exec(iso) ?? []
  if (day === undefined) return iso
  const { code, names, formats } = currentLocale()
  // English is read on both sides of an ocean: no month is a number.
  if (isEnglish(code) || year!.length !== 4) return `${Number(day)} ${names.monthsShort[Number(month) - 1]} ${year}`
  return formatDate(iso.slice(0, 10), formats.DATE_FORMAT, { names })
}

function isEnglish(code: string): boolean {
  return code === 'en' || code.startsWith('en-')
}

/** Today with the day of the week, for the head of a page. */
export function longDate(value: Date, zone: string): string {
  const { code, names, formats } = currentLocale()
  if (isEnglish(code)) return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: zone }).format(value)
  const written = (format: string) => formatDate(value, format, { names, timeZone: zone })
  return fill(gettext('%(weekday)s, %(date)s'), { weekday: written('l'), date: written(formats.DATE_FORMAT) })
}

function time(value: Date, zone: string): Cell {
  if (Number.isNaN(value.getTime())) return empty
  const local = localTime(value, zone)
  const text = fill(gettext('%(date)s, %(time)s'), { date: shortDate(local), time: local.slice(11, 16) })
  return { kind: 'time', text, iso: value.toISOString() }
}

/** The wall-clock time in a zone: '2026-03-03T07:00:05'. */
export function localTime(value: Date, zone: string): string {
  if (zone === 'UTC') return value.toISOString().slice(0, 19)
  let format = zones.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    zones.set(zone, format)
  }
  return format.format(value).replace(' ', 'T')
}

/** How long ago, in words a person uses: 'just now', '5 minutes ago', 'yesterday, 17:48', '3 Mar 2026'. */
export function ago(value: Date, now: Date, zone: string): string {
  const seconds = Math.round((now.getTime() - value.getTime()) / 1000)
  const local = localTime(value, zone)
  const today = localTime(now, zone).slice(0, 10)
  if (seconds < 60 && seconds > -60) return gettext('Just now')
  if (seconds > 0 && seconds < 3600) {
    const minutes = Math.floor(seconds / 60)
    return fill(ngettext('%(count)d minute ago', '%(count)d minutes ago', minutes), { count: minutes })
  }
  const time = local.slice(11, 16)
  if (local.slice(0, 10) === today) return fill(gettext('Today, %(time)s'), { time })
  const yesterday = localTime(new Date(now.getTime() - 86_400_000), zone).slice(0, 10)
  if (local.slice(0, 10) === yesterday) return fill(gettext('Yesterday, %(time)s'), { time })
  return shortDate(local)
}

/** 1284 as '1,284', or with the mark of the language in force. */
export function count(value: number): string {
  const { THOUSAND_SEPARATOR } = currentLocale().formats
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, THOUSAND_SEPARATOR)
}

/** '1 book', '1,284 books', of rows of a model; the number may stand elsewhere in other languages. */
export function plural(value: number, one: string, many: string): string {
  return fill(gettext('%(count)s %(name)s'), { count: count(value), name: named(value, one, many) })
}

/** The name of a model for a number of its rows: 'livre' of none in French, 'books' in English. */
export function named(value: number, one: string, many: string): string {
  const { code } = currentLocale()
  let rules = pluralRules.get(code)
  if (rules === undefined) pluralRules.set(code, (rules = new Intl.PluralRules(code)))
  return rules.select(value) === 'one' ? one : many
}

/** By language: to make one takes longer than to ask it a hundred times. */
const pluralRules = new Map<string, Intl.PluralRules>()

/** Texts in a row: 'a, b and c'; in English a comma before the last is not written. */
export function listed(texts: readonly string[], kind: 'and' | 'or' = 'and'): string {
  const [before, last] = [texts.slice(0, -1), texts.at(-1) ?? '']
  if (before.length === 0) return last
  const message = kind === 'and' ? gettext('%(list)s and %(last)s') : gettext('%(list)s or %(last)s')
  return fill(message, { list: before.join(gettext(', ')), last })
}

/** A label in the middle of a sentence: in small letters, where the language writes nouns so. */
export function inSentence(label: string): string {
  const { code } = currentLocale()
  return /^(?:de|lb|als|gsw)\b/.test(code) ? label : label.toLocaleLowerCase(code)
}

/** A sentence in the middle of another: 'Today, 17:48' as 'today, 17:48'. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLocaleLowerCase(currentLocale().code) + text.slice(1)
}

/** The letters in a person's badge: 'AM' of 'Ada Moreau', 'ED' of 'editor'. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean)
  const [first = '?', second] = words
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0]!, [...second][0]!]
  return letters.join('').toUpperCase()
}

/** A day as the language in force writes it; a month or a year as it stands. */
export function dayText(iso: string): string {
  return iso.length === 10 ? shortDate(iso) : iso
}
