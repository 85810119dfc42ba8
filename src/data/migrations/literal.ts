import type { FieldState } from '../query/index.ts'
import { migrationErrors } from './errors.ts'
import { isBuiltIn } from './field.ts'
import { isSwappable } from './swappable.ts'

const width = 120

/** Source text of plain data, as Biome and Prettier would leave it: one line where it fits, else one item a line. */
export function literal(value: unknown, where: string, indent = 0, before = 0): string {
  if (isSwappable(value)) return call('swappable', [value.swappable], where, indent, before)
  if (isFieldState(value)) return fieldCall(value, where, indent, before)
  if (Array.isArray(value)) {
    const items = value.map((item, i) => (at: number) => literal(item, `${where}[${i}]`, at))
    return wrapped('[', items, ']', '', indent, before)
  }
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null)
      throw migrationErrors.UNWRITABLE({ where, what: `a ${value.constructor?.name ?? 'strange object'}` })
    const items = Object.entries(value).flatMap(([key, item]) => {
      const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
      return item === undefined
        ? []
        : [(at: number) => `${name}: ${literal(item, `${where}.${key}`, at, name.length + 2)}`]
    })
    return wrapped('{', items, '}', ' ', indent, before)
  }
  return scalar(value, where)
}

/** A function call with its arguments. `before` is what stands on the line already. */
export function call(name: string, values: readonly unknown[], where: string, indent: number, before = 0): string {
  if (values.length === 0) return `${name}()`
  const last = values.length - 1
  const flat = `${name}(${values.map((value) => literal(value, where, 10_000)).join(', ')})`
  if (!flat.includes('\n') && indent + before + flat.length < width) return flat
  if (typeof values[last] !== 'object') {
    const items = values.map((value) => (at: number) => literal(value, where, at))
    return wrapped(`${name}(`, items, ')', '', indent, before)
  }
  const head = `${name}(${values
    .slice(0, last)
    .map((value) => `${literal(value, where, 10_000)}, `)
    .join('')}`
  return `${head}${literal(values[last], where, indent, before + head.length)})`
}

function fieldCall({ type, options }: FieldState, where: string, indent: number, before: number): string {
  if (!isBuiltIn(type)) {
    const items = [(_: number) => `type: ${quoted(type)}`, (at: number) => `options: ${literal(options, where, at, 9)}`]
    return wrapped('{', items, '}', ' ', indent, before)
  }
  const { to, ...rest } = options
  const values = to === undefined ? [rest] : [to, rest]
  if (Object.keys(rest).length === 0) values.pop()
  return call(`field.${type}`, values, where, indent, before)
}

function wrapped(
  open: string,
  items: readonly ((indent: number) => string)[],
  close: string,
  space: string,
  indent: number,
  before: number,
): string {
  if (items.length === 0) return open + close
  const flat = items.map((item) => item(10_000)).join(', ')
  if (indent >= 10_000 || (!flat.includes('\n') && indent + before + flat.length + 3 < width))
    return open + space + flat + space + close
  const inside = ' '.repeat(indent + 2)
  return `${open}\n${items.map((item) => `${inside}${item(indent + 2)},\n`).join('')}${' '.repeat(indent)}${close}`
}

function scalar(value: unknown, where: string): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'boolean':
      return String(value)
    default:
      if (value === null) return 'null'
      throw migrationErrors.UNWRITABLE({ where, what: `a ${typeof value}` })
  }
}

function quoted(text: string): string {
  const body = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[\u2028\u2029]/g, escaped)
  return text.includes("'") && !text.includes('"') ? `"${body}"` : `'${body.replaceAll("'", "\\'")}'`
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16)}`

function isFieldState(value: unknown): value is FieldState {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { type, options, ...rest } = value as Record<string, unknown>
  const plain = typeof options === 'object' && options !== null && !Array.isArray(options)
  return typeof type === 'string' && plain && Object.keys(rest).length === 0
}
