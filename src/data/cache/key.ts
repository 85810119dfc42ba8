import { cacheErrors } from './errors.ts'

/** What a typed key says once for all of its uses. */
export interface KeyOptions {
  /** Seconds; null for ever, 0 not at all. */
  readonly timeout?: number | null
  readonly tags?: readonly string[]
}

declare const valueType: unique symbol

/** A key that knows the type of what is kept under it. */
export interface CacheKey<T> {
  readonly name: string
  readonly options: KeyOptions
  /** The key of one of many: `article.at(5)` is 'article:5'. Parts are percent-encoded where they could be mistaken. */
  at(...parts: readonly (string | number | bigint | boolean)[]): CacheKey<T>
  readonly [valueType]?: (value: T) => T
}

/** A text, or a key with the type of its value. */
export type Key<T> = string | CacheKey<T>

/** A key, whatever is kept under it. */
export type AnyKey = string | Pick<CacheKey<unknown>, 'name' | 'options'>

/**
 * A typed key: `const front = cacheKey<Article[]>('front', { timeout: 60 })`. What is set under it is checked by the compiler, and what
 * comes out has the type. Throws `NUAGES_CACHE_KEY`.
 */
export function cacheKey<T>(name: string, options: KeyOptions = {}): CacheKey<T> {
  checkKey(name)
  return Object.freeze({
    name,
    options,
    at: (...parts: readonly (string | number | bigint | boolean)[]) =>
      cacheKey<T>([name, ...parts.map((part) => encodeURIComponent(String(part).toWellFormed()))].join(':'), options),
  })
}

const longestKey = 250
/** With prefix, namespaces and version; the database's column holds as many. */
export const longestWhole = 400
const controls = /[\x00-\x1f\x7f-\x9f]/

/** Throws `NUAGES_CACHE_KEY`. */
export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== 'string') throw cacheErrors.KEY({ key: String(key), problem: `it is of the type ${typeof key}` })
  if (key === '') throw cacheErrors.KEY({ key, problem: 'it is empty' })
  if (key.length > longestKey)
    throw cacheErrors.KEY({ key, problem: `it has ${key.length} characters, more than ${longestKey}` })
  if (controls.test(key)) throw cacheErrors.KEY({ key, problem: 'it has a control character' })
  if (!key.isWellFormed()) throw cacheErrors.KEY({ key, problem: 'it has half of a surrogate pair' })
}

/** Throws `NUAGES_CACHE_NAME`. */
export function checkNamespace(name: string): void {
  if (!/^[A-Za-z][\w.-]{0,59}$/.test(name)) throw cacheErrors.NAME({ what: 'namespace', name: String(name) })
}

/** Throws `NUAGES_CACHE_NAME`. */
export function checkTags(tags: readonly string[]): void {
  for (const tag of tags)
    if (typeof tag !== 'string' || tag === '' || tag.length > 100 || controls.test(tag) || !tag.isWellFormed())
      throw cacheErrors.NAME({ what: 'tag', name: String(tag) })
}

/** Milliseconds of an option in seconds; null for ever. Throws `NUAGES_CACHE_TIMEOUT`. */
export function milliseconds(name: string, seconds: number | null): number | null {
  if (seconds === null) return null
  if (typeof seconds !== 'number' || Number.isNaN(seconds))
    throw cacheErrors.TIMEOUT({ name, given: typeof seconds === 'number' ? 'NaN' : `of the type ${typeof seconds}` })
  // Beyond what a date holds nobody waits for the end.
  return seconds > 1e11 ? null : Math.ceil(seconds * 1000)
}
