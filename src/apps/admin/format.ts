import type { ValueSchema } from '../../base/schema/index.ts'
import type { Decimal } from '../../data/orm/index.ts'
import { capitalise } from './paths.ts'

/** A value as a list or a read-only field shows it: plain data, escaped by the template that draws it. */
export interface Cell {
  readonly kind: 'text' | 'empty' | 'state' | 'time' | 'code' | 'link'
  readonly text: string
  /** For a state: `good` or `off`; drawn as a shape beside the word. */
  readonly state?: 'good' | 'off' | 'bad' | 'info' | 'review' | 'draft'
  /** For a time: what `<time datetime>` says. */
  readonly iso?: string
  /** For a link: where to. */
  readonly href?: string
}

const empty: Cell = Object.freeze({ kind: 'empty', text: '—' })
const yes: Cell = Object.freeze({ kind: 'state', text: 'Yes', state: 'good' })
const no: Cell = Object.freeze({ kind: 'state', text: 'No', state: 'off' })
/** How much of a long text a cell shows. */
const longest = 120

/** Kinds whose values stand at the end of their column. */
const numeric = new Set(['integer', 'bigint', 'number', 'decimal'])

/** True where the values are amounts, to be aligned at the end. */
export function isNumeric(schema: ValueSchema): boolean {
  return numeric.has(schema.kind) && schema.choices === undefined && schema.relation === undefined
}

/** A field's value as a cell, by what the field says of itself. `zone` is the IANA zone in which times are shown. */
export function fieldCell(schema: ValueSchema, value: unknown, zone: string): Cell {
  if (value === null || value === undefined || value === '') return empty
  if (schema.choices !== undefined) {
    const choice = schema.choices.find((each) => each.value === value || String(each.value) === String(value))
    return text(choice?.label ?? String(value))
  }
  switch (schema.kind) {
    case 'boolean':
      return value === true ? yes : no
    case 'date':
      return { kind: 'time', text: shortDate(String(value)), iso: String(value) }
    case 'time':
      return { kind: 'time', text: String(value).slice(0, 5), iso: String(value) }
    case 'datetime':
      return value instanceof Date ? time(value, zone) : anyCell(value, zone)
    case 'json':
      return { kind: 'code', text: shorten(JSON.stringify(value)) }
    case 'binary':
      return { kind: 'code', text: `${(value as Uint8Array).byteLength} bytes` }
    case 'decimal':
      return text(schema.decimalPlaces === undefined ? String(value) : (value as Decimal).toFixed(schema.decimalPlaces))
    default:
      return anyCell(value, zone)
  }
}

/** A value of which no field says anything: what a computed column gave. */
export function anyCell(value: unknown, zone: string): Cell {
  if (value === null || value === undefined || value === '') return empty
  if (value === true) return yes
  if (value === false) return no
  if (value instanceof Date) return time(value, zone)
  return text(String(value))
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

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const zones = new Map<string, Intl.DateTimeFormat>()

/** '2026-03-03' as '3 Mar 2026'. */
function shortDate(iso: string): string {
  const [, year, month, day] = /^(-?\d{4,})-(\d\d)-(\d\d)/.exec(iso) ?? []
  return day === undefined ? iso : `${Number(day)} ${months[Number(month) - 1]} ${year}`
}

function time(value: Date, zone: string): Cell {
  if (Number.isNaN(value.getTime())) return empty
  const local = localTime(value, zone)
  return { kind: 'time', text: `${shortDate(local)}, ${local.slice(11, 16)}`, iso: value.toISOString() }
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
  if (seconds < 60 && seconds > -60) return 'Just now'
  if (seconds > 0 && seconds < 3600) return plural(Math.floor(seconds / 60), 'minute', 'minutes', ' ago')
  if (local.slice(0, 10) === today) return `Today, ${local.slice(11, 16)}`
  const yesterday = localTime(new Date(now.getTime() - 86_400_000), zone).slice(0, 10)
  if (local.slice(0, 10) === yesterday) return `Yesterday, ${local.slice(11, 16)}`
  return shortDate(local)
}

/** 1284 as '1,284'. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** '1 book', '1,284 books'. */
export function plural(value: number, one: string, many: string, after = ''): string {
  return `${count(value)} ${value === 1 ? one : many}${after}`
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

/** 'word count' as 'Word count'. */
export const title = capitalise
