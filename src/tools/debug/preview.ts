import { inspect } from 'node:util'
import { mask, soundsSecret, withoutSecrets } from '../../base/log/index.ts'

const longest = 200
const mostItems = 6

/** How a value looks to its developer, in one short line; secrets are masked by the names that they stand under. Nothing is called or loaded for it. */
export function preview(name: string, value: unknown): string {
  if (soundsSecret(name) && value !== null && value !== undefined && value !== '') return mask
  try {
    const text = withoutSecrets(shown(value, 2))
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  } catch {
    return '(cannot be shown)'
  }
}

function shown(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value)
  if (typeof value === 'function') return value.name === '' ? '(function)' : `(function ${value.name})`
  if (typeof value !== 'object' || value === null) return String(typeof value === 'bigint' ? `${value}n` : value)
  if (Array.isArray(value)) {
    if (depth === 0) return `[${value.length} items]`
    const items = value.slice(0, mostItems).map((item) => shown(item, depth - 1))
    return `[${items.join(', ')}${value.length > mostItems ? `, … ${value.length} in all` : ''}]`
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return plain(value as Record<string, unknown>, depth)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  // A row says by itself what may be shown of it.
  if (inspect.custom in value) return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 80 })
  return `(${value.constructor?.name ?? 'object'})`
}

function plain(value: Record<string, unknown>, depth: number): string {
  const keys = Object.keys(value)
  if (depth === 0) return `{${keys.length} keys}`
  const parts = keys.slice(0, mostItems).map((key) => {
    const { value: item, get } = Object.getOwnPropertyDescriptor(value, key) ?? {}
    return `${key}: ${soundsSecret(key) ? mask : get ? '(getter)' : shown(item, depth - 1)}`
  })
  return `{ ${parts.join(', ')}${keys.length > mostItems ? ', …' : ''} }`
}
