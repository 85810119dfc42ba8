export type Waitable<T> = T | Promise<T>

/** Why a number cannot be counted on. */
export type CountProblem = 'missing' | 'not-integer'

/**
 * Where a cache keeps its texts: no values, tags or versions, only keys, texts and how long each lives. `life` is in milliseconds, above 0;
 * null for ever. What has ended is as if it were not there. A method that cannot do its work throws or rejects: the cache makes a miss of it.
 */
export interface CacheStore {
  /** 'memory', 'database', 'redis', 'dummy'. */
  readonly kind: string
  /** Several processes see the same entries. */
  readonly shared: boolean
  get(keys: readonly string[]): Waitable<readonly (string | null)[]>
  set(entries: readonly (readonly [key: string, text: string])[], life: number | null): Waitable<unknown>
  /** One step: true where there was nothing, and now there is. */
  add(key: string, text: string, life: number | null): Waitable<boolean>
  /** One step: puts `after` in the place of `before`, or takes it away where `after` is null. False where the text is another one by now. */
  swap(key: string, before: string, after: string | null, life: number | null): Waitable<boolean>
  /** One step: adds to a text that is a whole number, whose life goes on; where there is none, begins with `initial` unless that is null. */
  count(key: string, delta: number, initial: number | null, life: number | null): Waitable<number | CountProblem>
  touch(key: string, life: number | null): Waitable<boolean>
  /** How many of them were there. */
  delete(keys: readonly string[]): Waitable<number>
  /** Deletes all that begins with `prefix`. */
  clear(prefix: string): Waitable<unknown>
  close(): Waitable<unknown>
}
