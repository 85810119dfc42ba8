import { createHash } from 'node:crypto'

/** Keeps rendered parts of pages for `{% cache %}`. The cache battery has networked ones; any object with these two does. */
export interface FragmentCache {
  /** The text of a key; null or undefined where there is none (any more). */
  get(key: string): string | null | undefined | Promise<string | null | undefined>
  /** Keeps a text for so many seconds: null for as long as there is room, 0 or less for not at all. */
  set(key: string, value: string, seconds: number | null): unknown
}

/**
 * The key of a part of a page: its name, and a digest of the values that it varies with. The same as Django's `make_template_fragment_key`
 * (https://docs.djangoproject.com/en/stable/topics/cache/#django.core.cache.utils.make_template_fragment_key) for texts,
 * numbers, true, false and null: delete or replace an entry by it.
 */
export function fragmentKey(name: string, values: readonly unknown[] = []): string {
  const hash = createHash('md5')
  for (const value of values) hash.update(`${asPython(value)}:`)
  return `template.cache.${name}.${hash.digest('hex')}`
}

function asPython(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Array.isArray(value)) return `[${value.map(asPython).join(', ')}]`
  const prototype = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined
  if (prototype === Object.prototype || prototype === null) return JSON.stringify(value)
  return String(value)
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
  const { entries = 1000, characters = 10_000_000, now = Date.now } = options
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
