import { conditionalEscape, escapeHtml, escapeJson, html, markSafe, SafeString } from '../../../base/text/index.ts'
import { templatesErrors } from '../errors.ts'
import { type Filter, filter } from '../library.ts'
import type { Environment } from '../runtime/environment.ts'
import { isPlainObject, itemsOf, notation, order, textOf, truthy } from '../runtime/values.ts'

/** The items of anything that can be run over; null where nothing can. */
function items(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return Array.from(value)
  if (value instanceof SafeString) return Array.from(value.value)
  if (value instanceof Map) return Array.from(value.keys())
  if (typeof value === 'object' && value !== null && Symbol.iterator in value)
    return itemsOf(value as Iterable<unknown>)
  return null
}

/** The same, and the keys of a plain object, as `{% for %}` has them. */
function itemsOrKeys(value: unknown): readonly unknown[] | null {
  const list = items(value)
  return list === null && typeof value === 'object' && value !== null && isPlainObject(value)
    ? Object.keys(value)
    : list
}

/** The item at the beginning or the end, '' where there is none. One character of safe text is safe at the end only, as in Django. */
function atEnd(value: unknown, which: 'first' | 'last'): unknown {
  if (typeof value === 'object' && value !== null && !(value instanceof SafeString) && !(Symbol.iterator in value)) {
    throw templatesErrors.BAD_ARGUMENT({ name: which, reason: 'an object has no order; give it a list' })
  }
  const list = items(value)
  if (list === null) {
    if (value === null || value === undefined) return ''
    throw templatesErrors.BAD_ARGUMENT({ name: which, reason: `${textOf(value)} has no items` })
  }
  const found = list.at(which === 'first' ? 0 : -1) ?? ''
  return which === 'last' && value instanceof SafeString ? new SafeString(String(found)) : found
}

/** Text as HTML: escaped, unless it is safe. */
function escaped(value: unknown, environment: Environment): SafeString {
  if (value instanceof SafeString) return value
  if (typeof value === 'object' && value !== null && html in value) return conditionalEscape(value)
  return new SafeString(escapeHtml(environment.text(value)))
}

/** The same where escaping is on; as it is where not. */
function markup(value: unknown, environment: Environment): string {
  const isMarkup = value instanceof SafeString || (typeof value === 'object' && value !== null && html in value)
  return environment.autoescape || isMarkup ? escaped(value, environment).value : environment.text(value)
}

/** Characters of all separators together: a long list and a long text that a visitor sends multiply each other. */
const longestJoined = 10_000_000

function join(value: unknown, separator: unknown, environment: Environment): unknown {
  const list = itemsOrKeys(value)
  if (list === null) return value
  const between =
    separator instanceof SafeString || !environment.autoescape ? textOf(separator) : escapeHtml(textOf(separator))
  if (list.length * between.length > longestJoined) {
    throw templatesErrors.BAD_ARGUMENT({
      name: 'join',
      reason: `${list.length} items and so long a separator make too long a text`,
    })
  }
  return markSafe(list.map((each) => markup(each, environment)).join(between))
}

function bound(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

/** `start:stop:step` of a list or text, by Python's rules; the value itself where the argument is none. */
function slice(value: unknown, argument: unknown): unknown {
  if (argument === null || argument === undefined) return value
  const parts = textOf(argument).split(':')
  if (parts.length > 3 || !parts.every((part) => /^(?:[-+]?\d+)?$/.test(part.trim()))) return value
  if (parts.length === 1 && parts[0]!.trim() === '') return value
  const isText = typeof value === 'string' || value instanceof SafeString
  const list = items(value)
  if (list === null) return value
  const [start, stop, step] = parts.length === 1 ? [null, bound(parts[0]!), null] : parts.map(bound)
  if (step === 0) return value
  const picked = pick(list, start ?? null, stop ?? null, step ?? 1)
  if (!isText) return picked
  const text = picked.join('')
  return value instanceof SafeString ? new SafeString(text) : text
}

function pick(list: readonly unknown[], start: number | null, stop: number | null, step: number): unknown[] {
  const size = list.length
  const clamp = (at: number | null, otherwise: number) => {
    if (at === null) return otherwise
    const index = at < 0 ? at + size : at
    return step > 0 ? Math.max(0, Math.min(index, size)) : Math.max(-1, Math.min(index, size - 1))
  }
  const from = clamp(start, step > 0 ? 0 : size - 1)
  const to = clamp(stop, step > 0 ? size : -1)
  const picked: unknown[] = []
  for (let i = from; step > 0 ? i < to : i > to; i += step) picked.push(list[i])
  return picked
}

/** One step of a sort key, without calling anything. */
function property(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name)
  if (value === null || value === undefined || name === 'constructor') return undefined
  const found = (value as Record<string, unknown>)[name]
  return typeof found === 'function' ? undefined : found
}

/** A list ordered by a property (`name`, `author.name`, `0`); '' where it cannot be. */
function sorted(value: unknown, argument: unknown, direction: 1 | -1): unknown {
  const key = textOf(argument)
  if (!Array.isArray(value) || key.split('.').some((part) => part.startsWith('_'))) return ''
  const path = key.split('.')
  const index = typeof argument !== 'number' && /^\d+$/.test(key)
  const keyed = value.map((item: unknown) => ({
    item,
    key: index && Array.isArray(item) ? undefined : path.reduce(property, item),
  }))
  if (keyed.some((each) => each.key === undefined)) return ''
  let comparable = true
  keyed.sort((a, b) => {
    const found = order(a.key, b.key)
    if (found === null) comparable = false
    return (found ?? 0) * direction
  })
  return comparable ? keyed.map((each) => each.item) : ''
}

const noList: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'undefined'])

/** Nested lists as `<li>` and `<ul>`; a list after an item holds what belongs under it. */
function unordered(list: readonly unknown[], environment: Environment, depth: number): string {
  if (depth > 100)
    throw templatesErrors.BAD_ARGUMENT({ name: 'unordered_list', reason: 'the list is nested more than 100 deep' })
  const indent = '\t'.repeat(depth)
  const lines: string[] = []
  for (let i = 0; i < list.length; i++) {
    const item = list[i]
    const next = list[i + 1]
    const under = i + 1 < list.length && !noList.has(typeof next) && !(next instanceof SafeString) ? items(next) : null
    let sublist = ''
    if (under !== null) {
      sublist = `\n${indent}<ul>\n${unordered(under, environment, depth + 1)}\n${indent}</ul>\n${indent}`
      i++
    }
    lines.push(`${indent}<li>${markup(item, environment)}${sublist}</li>`)
  }
  return lines.join('\n')
}

/** How deeply a value for `json_script` may be nested. */
const deepestJson = 200

/** JSON as Python writes it: a space after commas and colons, ASCII only. */
function pythonJson(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string' || value instanceof SafeString) {
    return JSON.stringify(textOf(value)).replace(
      /[^\x00-\x7f]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  }
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (depth > deepestJson) {
    const reason = `the value refers to itself, or is nested more than ${deepestJson} deep`
    throw templatesErrors.BAD_ARGUMENT({ name: 'json_script', reason })
  }
  const within = (each: unknown) => pythonJson(each, depth + 1)
  const pair = ([key, item]: readonly [unknown, unknown]) => `${pythonJson(textOf(key))}: ${within(item)}`
  if (Array.isArray(value)) return `[${value.map(within).join(', ')}]`
  if (value instanceof Set) return `[${Array.from(value, within).join(', ')}]`
  if (value instanceof Map) return `{${Array.from(value, pair).join(', ')}}`
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'null' : JSON.stringify(value.toISOString().replace('.000Z', 'Z'))
  }
  const own = (value as { toJSON?: unknown }).toJSON
  if (typeof own === 'function') return within(own.call(value))
  return `{${Object.entries(value)
    .filter(([, item]) => item !== undefined && typeof item !== 'function')
    .map(pair)
    .join(', ')}}`
}

function jsonScript(value: unknown, id: unknown): SafeString {
  const attribute = id === undefined || id === null || id === '' ? '' : ` id="${escapeHtml(textOf(id))}"`
  return new SafeString(`<script${attribute} type="application/json">${escapeJson(pythonJson(value))}</script>`)
}

function yesno(value: unknown, argument: unknown, environment: Environment): unknown {
  const words = textOf(argument ?? environment.locale.gettext('yes,no,maybe')).split(',')
  if (words.length < 2) return value
  const [yes, no, third] = words
  return value === null ? (words.length === 3 ? third : no) : truthy(value) ? yes : no
}

export const listFilters: Readonly<Record<string, Filter>> = {
  default: filter((value: unknown, argument: unknown) => (truthy(value) ? value : argument), {
    raw: true,
    argument: 'required',
  }),
  default_if_none: filter((value: unknown, argument: unknown) => (value === null ? argument : value), {
    raw: true,
    argument: 'required',
  }),
  dictsort: filter((value: unknown, argument: unknown) => sorted(value, argument, 1), { argument: 'required' }),
  dictsortreversed: filter((value: unknown, argument: unknown) => sorted(value, argument, -1), {
    argument: 'required',
  }),
  escapeseq: filter(
    (value: unknown, _argument: unknown, environment: Environment) =>
      items(value)?.map((each) => escaped(each, environment)) ?? '',
    { raw: true, argument: 'none' },
  ),
  first: filter((value: unknown) => atEnd(value, 'first'), { raw: true, argument: 'none' }),
  join: filter(join, { raw: true, argument: 'required' }),
  json_script: filter(jsonScript, { argument: 'optional' }),
  last: filter((value: unknown) => atEnd(value, 'last'), { raw: true, argument: 'none' }),
  make_list: filter((value: string) => Array.from(value), { string: true, argument: 'none' }),
  pprint: filter((value: unknown, _argument: unknown, environment: Environment) => notation(value, environment), {
    safe: true,
    argument: 'none',
  }),
  random: filter(
    (value: unknown) => {
      const list = items(value)
      return list === null || list.length === 0 ? '' : list[Math.floor(Math.random() * list.length)]
    },
    { raw: true, argument: 'none' },
  ),
  safeseq: filter(
    (value: unknown, _argument: unknown, environment: Environment) =>
      itemsOrKeys(value)?.map((each) => markSafe(environment.text(each))) ?? '',
    { raw: true, argument: 'none' },
  ),
  slice: filter(slice, { raw: true, argument: 'required' }),
  unordered_list: filter(
    (value: unknown, _argument: unknown, environment: Environment) =>
      markSafe(unordered(itemsOrKeys(value) ?? [], environment, 1)),
    { raw: true, argument: 'none' },
  ),
  yesno: filter(yesno, { raw: true }),
}
