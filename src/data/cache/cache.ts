import type { AnyKey, Key } from './key.ts'
import type { CacheStore } from './store.ts'

/** Which of the versions that are kept side by side under one key. Default: the cache's. */
export interface VersionOption {
  readonly version?: number
}

export interface SetOptions extends VersionOption {
  /** Seconds until it is forgotten: null for never, 0 or less for not kept at all. Default: the key's, else the cache's (300). */
  readonly timeout?: number | null
  /** What it is about: `invalidateTags` makes misses of all that has one of them. Default: the key's. */
  readonly tags?: readonly string[] | TagStamps
}

/** What tags were at some moment: from `stamps` of a cache. */
export interface TagStamps {
  /** The stamp of each tag; null where the store did not answer, and then nothing is kept with it. */
  readonly stamps: Readonly<Record<string, string>> | null
}

export interface CountOptions extends VersionOption {
  /** Where there is nothing, begins with this number; without it that is `NUAGES_CACHE_MISSING`. */
  readonly initial?: number
  /** Seconds for a number that begins here; one that is there keeps its own. */
  readonly timeout?: number | null
}

export interface RememberOptions extends SetOptions {
  /**
   * Seconds beyond the time-out for which the old value is still given, at once, while one caller makes a new one in the background. Default 0:
   * everybody waits for the new one.
   */
  readonly stale?: number
  /**
   * Makes a value anew by chance before its time is over, the sooner the longer it took to make: 1 is usual, more is earlier. It is made in the
   * background. Default 0: never. https://cseweb.ucsd.edu/~avattani/papers/cache_stampede.pdf
   */
  readonly early?: number
  /** Seconds to wait for a value that another process makes, before making it here as well. Default 5. */
  readonly patience?: number
}

/**
 * A place for values that can be made again. Values are plain data (JSON, Date, bigint, Map, Set, Uint8Array), copied on the way in and out; undefined is no value, and
 * stands for a miss. Keys are texts, or typed ones (`cacheKey`). Times are in seconds.
 *
 * While the store does not answer, reads are misses, writes are dropped and say so with false, and the log says it once; only what counts
 * (`incr`, `decr`, `update`) rejects with `NUAGES_CACHE_AWAY`.
 * Semantics: Django's cache (https://docs.djangoproject.com/en/stable/topics/cache/#the-low-level-cache-api).
 */
export interface Cache extends AsyncDisposable {
  /** 'default'. */
  readonly name: string
  /** 'memory', 'database', 'redis' or 'dummy'. */
  readonly kind: string
  /** Other processes see the same entries. */
  readonly shared: boolean
  /** The value, or undefined where there is none. */
  get<T = unknown>(key: Key<T>, options?: VersionOption): Promise<T | undefined>
  has(key: AnyKey, options?: VersionOption): Promise<boolean>
  /** Keeps a value. False where the store does not answer. Rejects with `NUAGES_CACHE_VALUE` for what cannot be kept. */
  set<T>(key: Key<T>, value: NoInfer<T>, options?: SetOptions): Promise<boolean>
  /** Keeps a value where there is none: true for the one caller, of all processes, whose value it is. False also where the store does not answer. */
  add<T>(key: Key<T>, value: NoInfer<T>, options?: SetOptions): Promise<boolean>
  /** Those of the values that are there, by key, asked for together. */
  getMany<T = unknown>(keys: readonly Key<T>[], options?: VersionOption): Promise<Map<string, T>>
  setMany<T>(
    values: Readonly<Record<string, T>> | Iterable<readonly [Key<T>, T]>,
    options?: SetOptions,
  ): Promise<boolean>
  /** False where it was not there, or the store does not answer. */
  delete(key: AnyKey, options?: VersionOption): Promise<boolean>
  /** Resolves to how many were there. */
  deleteMany(keys: readonly AnyKey[], options?: VersionOption): Promise<number>
  /** Gives an entry a new time from now on. False where it is not there. */
  touch(key: AnyKey, timeout?: number | null, options?: VersionOption): Promise<boolean>
  /**
   * Adds to a whole number, as one step for all processes, and resolves to the sum. Rejects with `NUAGES_CACHE_MISSING`, `…_NOT_INTEGER` or
   * `…_AWAY`.
   */
  incr(key: Key<number>, delta?: number, options?: CountOptions): Promise<number>
  decr(key: Key<number>, delta?: number, options?: CountOptions): Promise<number>
  /**
   * Changes a value by what it was: nothing else is written in between, in any process. `change` may be called several times; what gives
   * undefined changes nothing. Resolves to the value that is there then. Rejects with `NUAGES_CACHE_AWAY` or `…_CONTENDED`.
   */
  update<T>(
    key: Key<T>,
    change: (before: T | undefined) => NoInfer<T> | undefined,
    options?: SetOptions,
  ): Promise<T | undefined>
  /**
   * The value, or what `make` gives, which is kept. However many ask at once, one makes it: in this process all wait for the same promise, and of several
   * processes on a shared store one holds a lock. An error of `make` is everybody's who waits, and is not kept.
   */
  remember<T>(key: Key<T>, options: RememberOptions, make: () => T | Promise<T>): Promise<T>
  /** Makes misses of all entries with one of these tags, in all namespaces and versions. False where the store does not answer. */
  invalidateTags(...tags: readonly string[]): Promise<boolean>
  /**
   * What tags are at now. Given as `tags` with a value that is made in between, it lets an invalidation meanwhile count; `remember` does so by itself.
   */
  stamps(...tags: readonly string[]): Promise<TagStamps>
  /** Moves a value to the next version. Resolves to that. Rejects with `NUAGES_CACHE_MISSING`. */
  incrVersion(key: AnyKey, delta?: number, options?: VersionOption): Promise<number>
  decrVersion(key: AnyKey, delta?: number, options?: VersionOption): Promise<number>
  /** The same cache under a name of its own: keys do not meet those outside, and `clear` empties it alone. */
  namespace(name: string): Cache
  /** Deletes everything in it, or in this namespace; never what others keep in the same store. False where the store does not answer. */
  clear(): Promise<boolean>
  /** Waits for what is being made in the background, and ends the store. */
  close(): Promise<void>
}

/** How a cache is made from a store. */
export interface CacheOptions {
  readonly store: CacheStore
  /** Default 'default'. */
  readonly name?: string
  /** Before every key in the store. Default: nothing. */
  readonly prefix?: string
  /** Seconds for entries that say nothing themselves; null for ever. Default 300. */
  readonly timeout?: number | null
  /** Default 1. Another one makes misses of all that is there. */
  readonly version?: number
  /** The clock, in milliseconds since 1970: for what is stale. Stores have their own. */
  readonly now?: () => number
  readonly logger?: import('../../base/log/index.ts').Logger
}
