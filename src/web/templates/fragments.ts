import { createHash } from 'node:crypto'
import { templatesErrors } from './errors.ts'
import { isPlainObject } from './runtime/values.ts'

/** Keeps rendered parts of pages for `{% cache %}`. The cache battery has networked ones; any object with these two does. */
export interface FragmentCache {
  /** The text of a key; null or undefined where there is none (any more). */
  get(key: string): string | null | undefined | Promise<string | null | undefined>
  /** Keeps a text for so many seconds: null for as long as there is room, 0 or less for not at all. */
  set(key: string, value: string, seconds: number | null): unknown
  /** How many things of one visitor alone (tokens, nonces) the page being rendered holds so far: a part during which it grows is not kept. */
  marks?(): number
}

/**
 * The key of a part of a page: its name, and a digest of the values that it varies with. The same as Django's `make_template_fragment_key`
 * (https://docs.djangoproject.com/en/stable/topics/cache/#django.core.cache.utils.make_template_fragment_key) for texts,
 * numbers, true, false and null: delete or replace an entry by it. A row without a `toString` of its own counts by its class and `pk`. Throws
 * `NUAGES_TEMPLATES_BAD_ARGUMENT` for an object that nothing tells from others: visitors would get each other's parts.
 */
export function fragmentKey(name: string, values: readonly unknown[] = []): string {
  const hash = createHash('md5')
  for (const value of values) hash.update(`${asPython(value)}:`)
  return `template.cache.${name}.${hash.digest('hex')}`
}

function asPython(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'function') throw indistinct('a function')
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (depth > deepest) throw indistinct(`a value that is nested more than ${deepest} deep`)
  const within = (each: unknown) => (typeof each === 'string' ? JSON.stringify(each) : asPython(each, depth + 1))
  const pairs = (entries: Iterable<readonly [unknown, unknown]>) =>
    `{${Array.from(entries, ([key, each]) => `${within(key)}:${within(each)}`).join()}}`
  if (Array.isArray(value)) return `[${value.map(within).join(', ')}]`
  if (value instanceof Map) return pairs(value)
  if (value instanceof Set) return `{${Array.from(value, within).join()}}`
  if (isPlainObject(value)) return pairs(Object.entries(value))
  const row = value as { toString?: unknown; pk?: unknown; constructor?: { name?: unknown } }
  if (typeof row.toString === 'function' && row.toString !== Object.prototype.toString) return String(value)
  const name = String(row.constructor?.name)
  if (typeof row.pk === 'string' || typeof row.pk === 'number' || typeof row.pk === 'bigint') {
    return `${name} object (${row.pk})`
  }
  throw indistinct(`an object of class ${name}, which has no text`)
}

const deepest = 20

function indistinct(what: string): Error {
  const reason = `a part cannot vary with ${what}: give it a value that tells one from another, its key for example`
  return templatesErrors.BAD_ARGUMENT({ name: 'cache', reason })
}

/** What `memoryFragments` takes. */
export interface MemoryFragmentsOptions {
  /** How many parts are kept; the ones that were not used for longest go first. Default: 1000. */
  readonly entries?: number
  /** How many characters are kept in all. Default: 10 million. */
  readonly characters?: number
  /** The clock, in milliseconds. */
  readonly now?: () => number
}

/** Keeps rendered parts in this process. */
export function memoryFragments(options: MemoryFragmentsOptions = {}): FragmentCache {
  const { entries = 1000, characters = 10_000_000, now = () => Date.now() } = options
  const kept = new Map<string, { readonly value: string; readonly until: number }>()
  let size = 0
  const remove = (key: string) => {
    const found = kept.get(key)
    if (found === undefined) return
    size -= found.value.length
    kept.delete(key)
  }
  return {
    get(key) {
      const found = kept.get(key)
      if (found === undefined) return null
      kept.delete(key)
      if (found.until <= now()) {
        size -= found.value.length
        return null
      }
      kept.set(key, found)
      return found.value
    },
    set(key, value, seconds) {
      remove(key)
      if (seconds !== null && seconds <= 0) return
      kept.set(key, { value, until: seconds === null ? Number.POSITIVE_INFINITY : now() + seconds * 1000 })
      size += value.length
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && size <= characters) break
        remove(oldest)
      }
    },
  }
}
