import { randomUUID } from 'node:crypto'
import { Local } from '../../base/context/index.ts'
import { type CacheEvent, cacheReads } from '../../base/events/index.ts'
import type { CacheOptions, SetOptions, TagStamps } from './cache.ts'
import { decodeValue } from './codec.ts'
import { type Entry, readEntry } from './entry.ts'
import { cacheErrors } from './errors.ts'
import { type Away, away, Guard } from './guard.ts'
import { type AnyKey, checkKey, checkTags, longestWhole, milliseconds } from './key.ts'
import type { CacheStore } from './store.ts'

/** What all namespaces of a cache share: its store, and what is known of how it does. */
export class CacheCore {
  readonly name: string
  readonly store: CacheStore
  readonly prefix: string
  readonly timeout: number | null
  readonly version: number
  readonly now: () => number
  readonly reads: Guard
  readonly writes: Guard
  /** What is being made in this process, by key in the store. */
  readonly making = new Map<string, Promise<string>>()
  /** What is being made anew in the background while the old value is given. */
  readonly refreshing = new Map<string, Promise<void>>()
  /** The keys whose values the code that runs is making: one that waits for itself would wait for ever. */
  readonly within = new Local<ReadonlySet<string>>()
  /** Updates of one key in this process go one after the other. */
  readonly updating = new Map<string, Promise<unknown>>()

  constructor(options: CacheOptions) {
    const { store, name = 'default', prefix = '', timeout = 300, version = 1, now = () => Date.now(), logger } = options
    this.store = store
    this.name = name
    this.prefix = prefix
    milliseconds('timeout', timeout)
    this.timeout = timeout
    this.version = version
    this.now = now
    this.reads = new Guard({ cache: name, what: 'read', logger })
    this.writes = new Guard({ cache: name, what: 'written', logger })
  }

  /** The key in the store. Throws `NUAGES_CACHE_KEY`. */
  whole(space: string, key: AnyKey, version: number = this.version): string {
    const name = nameOf(key)
    checkKey(name)
    const whole = `${this.prefix}${space}${version}:${name}`
    if (whole.length > longestWhole)
      throw cacheErrors.KEY({
        key: name,
        problem: `with prefix and namespaces it has more than ${longestWhole} characters`,
      })
    return whole
  }

  /** Where a tag's stamp is kept. No namespace and no version begins like that. */
  tagKey(tag: string): string {
    return `${this.prefix}#tag:${tag}`
  }

  lockKey(whole: string): string {
    return `${this.prefix}#lock:${whole.slice(this.prefix.length)}`
  }

  /** Milliseconds to keep an entry for; null for ever, 0 for not at all. */
  life(key: AnyKey, timeout: number | null | undefined): number | null {
    const given = timeout !== undefined ? timeout : typeof key === 'string' ? undefined : key.options.timeout
    const life = milliseconds('timeout', given !== undefined ? given : this.timeout)
    return life === null ? null : Math.max(0, life)
  }

  /** Throws `NUAGES_CACHE_NAME`. */
  tagsOf(key: AnyKey, { tags }: SetOptions): readonly string[] | TagStamps {
    const wanted = tags ?? (typeof key === 'string' ? undefined : key.options.tags) ?? []
    if (!('stamps' in wanted)) checkTags(wanted)
    return wanted
  }

  publish(kind: CacheEvent['kind'], space: string, key: AnyKey): void {
    if (cacheReads.heard) cacheReads.publish({ cache: this.name, kind, key: `${space}${nameOf(key)}` })
  }

  /** What is kept under keys of the store: null where there is nothing, it cannot be read, or one of its tags was invalidated. */
  async read(wholes: readonly string[]): Promise<readonly (Found | null)[] | Away> {
    if (wholes.length === 0) return []
    const stored = await this.reads.try(() => this.store.get(wholes))
    if (stored === away) return away
    const found = stored.map((raw, i) => (raw === null ? null : this.#entry(wholes[i]!, raw)))
    const tags = [...new Set(found.flatMap((each) => Object.keys(each?.entry.tags ?? {})))]
    if (tags.length === 0) return found
    const stamps = await this.reads.try(() => this.store.get(tags.map((tag) => this.tagKey(tag))))
    if (stamps === away) return away
    const current = new Map(tags.map((tag, i) => [tag, stamps[i] ?? null]))
    const holds = ({ entry }: Found) =>
      Object.entries(entry.tags ?? {}).every(([tag, stamp]) => current.get(tag) === stamp)
    return found.map((each) => (each !== null && holds(each) ? each : null))
  }

  #entry(whole: string, raw: string): Found | null {
    try {
      return { raw, entry: readEntry(raw) }
    } catch {
      this.reads.unreadable(whole)
      return null
    }
  }

  /** The value of an entry; undefined where it cannot be read. */
  value<T>(whole: string, text: string): T | undefined {
    try {
      return decodeValue(text) as T
    } catch {
      this.reads.unreadable(whole)
      return undefined
    }
  }

  /**
   * The stamps that tags have now; those that have none get one. A stamp is random and never comes back, so that an entry whose tag was
   * forgotten (the store was full) is a miss, and not suddenly valid again, as it would be with a number that counts from 1.
   */
  async stamps(tags: readonly string[] | TagStamps): Promise<Readonly<Record<string, string>> | undefined | Away> {
    if ('stamps' in tags)
      return tags.stamps === null ? away : Object.keys(tags.stamps).length > 0 ? tags.stamps : undefined
    if (tags.length === 0) return undefined
    const keys = tags.map((tag) => this.tagKey(tag))
    const found = await this.reads.try(() => this.store.get(keys))
    if (found === away) return away
    const stamps: [string, string][] = []
    for (const [i, tag] of tags.entries()) {
      let stamp = found[i] ?? null
      if (stamp === null) {
        const fresh = newStamp()
        const added = await this.writes.try(() => this.store.add(keys[i]!, fresh, null))
        if (added === away) return away
        const others = added ? null : await this.reads.try(() => this.store.get([keys[i]!]))
        if (others === away) return away
        stamp = others?.[0] ?? fresh
      }
      stamps.push([tag, stamp])
    }
    return Object.fromEntries(stamps)
  }
}

export interface Found {
  /** As the store has it. */
  readonly raw: string
  readonly entry: Entry
}

export const newStamp = (): string => `s${randomUUID()}`

export const nameOf = (key: AnyKey): string => (typeof key === 'object' && key !== null ? key.name : key)
