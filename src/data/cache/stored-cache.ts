import type {
  Cache,
  CacheOptions,
  CountOptions,
  RememberOptions,
  SetOptions,
  TagStamps,
  VersionOption,
} from './cache.ts'
import { encodeValue } from './codec.ts'
import { CacheCore, nameOf, newStamp } from './core.ts'
import { isFresh, writeEntry } from './entry.ts'
import { cacheErrors } from './errors.ts'
import { away } from './guard.ts'
import { type AnyKey, checkNamespace, checkTags, type Key } from './key.ts'
import { remember } from './remember.ts'

/** A cache over a store: `createCache({ store: memoryStore() })`. */
export function createCache(options: CacheOptions): Cache {
  return new StoredCache(new CacheCore(options), '')
}

const updateRounds = 50

class StoredCache implements Cache {
  readonly #core: CacheCore
  /** 'news:' for what is in the namespace 'news'. */
  readonly #space: string

  constructor(core: CacheCore, space: string) {
    this.#core = core
    this.#space = space
  }

  get name(): string {
    return this.#core.name
  }
  get kind(): string {
    return this.#core.store.kind
  }
  get shared(): boolean {
    return this.#core.store.shared
  }

  async get<T = unknown>(key: Key<T>, options?: VersionOption): Promise<T | undefined> {
    const whole = this.#core.whole(this.#space, key, options?.version)
    const value = (await this.#values<T>([whole]))[0]
    this.#core.publish(value === undefined ? 'miss' : 'hit', this.#space, key)
    return value
  }

  async #values<T>(wholes: readonly string[]): Promise<readonly (T | undefined)[]> {
    const found = await this.#core.read(wholes)
    if (found === away) return wholes.map(() => undefined)
    const now = this.#core.now()
    return found.map((each, i) =>
      each === null || !isFresh(each.entry, now) ? undefined : this.#core.value<T>(wholes[i]!, each.entry.text),
    )
  }

  async has(key: AnyKey, options?: VersionOption): Promise<boolean> {
    return (await this.#values([this.#core.whole(this.#space, key, options?.version)]))[0] !== undefined
  }

  set<T>(key: Key<T>, value: NoInfer<T>, options: SetOptions = {}): Promise<boolean> {
    return this.#write([[key, value]], options)
  }

  setMany<T>(
    values: Readonly<Record<string, T>> | Iterable<readonly [Key<T>, T]>,
    options: SetOptions = {},
  ): Promise<boolean> {
    const pairs = Symbol.iterator in values ? [...(values as Iterable<readonly [Key<T>, T]>)] : Object.entries(values)
    return this.#write(pairs as [AnyKey, unknown][], options)
  }

  async #write(pairs: readonly (readonly [AnyKey, unknown])[], options: SetOptions): Promise<boolean> {
    const core = this.#core
    const lives = new Map<number | null, [string, string][]>()
    const gone: string[] = []
    // All are looked at before any is written.
    const plans = pairs.map(([key, value]) => ({
      key,
      whole: core.whole(this.#space, key, options.version),
      text: encodeValue(nameOf(key), value),
      life: core.life(key, options.timeout),
      tags: core.tagsOf(key, options),
    }))
    for (const { whole, text, life, tags } of plans) {
      if (life === 0) {
        gone.push(whole)
        continue
      }
      const stamps = await core.stamps(tags)
      if (stamps === away) return false
      const entry = writeEntry(text, stamps === undefined ? {} : { tags: stamps })
      const same = lives.get(life)
      if (same === undefined) lives.set(life, [[whole, entry]])
      else same.push([whole, entry])
    }
    if (gone.length > 0 && (await core.writes.try(() => core.store.delete(gone))) === away) return false
    for (const [life, entries] of lives)
      if ((await core.writes.try(() => core.store.set(entries, life))) === away) return false
    for (const { key } of plans) core.publish('set', this.#space, key)
    return true
  }

  async add<T>(key: Key<T>, value: NoInfer<T>, options: SetOptions = {}): Promise<boolean> {
    const core = this.#core
    const whole = core.whole(this.#space, key, options.version)
    const text = encodeValue(nameOf(key), value)
    const life = core.life(key, options.timeout)
    const tags = await core.stamps(core.tagsOf(key, options))
    if (tags === away) return false
    if (life === 0) return !(await this.has(key, options))
    const entry = writeEntry(text, tags === undefined ? {} : { tags })
    let added = await core.writes.try(() => core.store.add(whole, entry, life))
    if (added === false) {
      // What is there may be a miss by its tags, or stale: then its place is free.
      const [raw] = await this.#raw([whole])
      const found = raw === null || raw === undefined ? null : await core.read([whole])
      const first = found === null || found === away ? undefined : found[0]
      const free = first === null || (first !== undefined && !isFresh(first.entry, core.now()))
      if (raw !== null && raw !== undefined && free)
        added = await core.writes.try(() => core.store.swap(whole, raw, entry, life))
    }
    if (added !== true) return false
    core.publish('set', this.#space, key)
    return true
  }

  async #raw(wholes: readonly string[]): Promise<readonly (string | null)[]> {
    const raw = await this.#core.reads.try(() => this.#core.store.get(wholes))
    return raw === away ? [] : raw
  }

  async getMany<T = unknown>(keys: readonly Key<T>[], options?: VersionOption): Promise<Map<string, T>> {
    const names = [...new Map(keys.map((key) => [nameOf(key), key])).values()]
    const values = await this.#values<T>(names.map((key) => this.#core.whole(this.#space, key, options?.version)))
    const found = new Map<string, T>()
    for (const [i, key] of names.entries()) {
      const value = values[i]
      if (value !== undefined) found.set(nameOf(key), value)
      this.#core.publish(value === undefined ? 'miss' : 'hit', this.#space, key)
    }
    return found
  }

  async delete(key: AnyKey, options?: VersionOption): Promise<boolean> {
    return (await this.deleteMany([key], options)) > 0
  }

  async deleteMany(keys: readonly AnyKey[], options?: VersionOption): Promise<number> {
    const wholes = [...new Set(keys.map((key) => this.#core.whole(this.#space, key, options?.version)))]
    if (wholes.length === 0) return 0
    const count = await this.#core.writes.try(() => this.#core.store.delete(wholes))
    if (count === away) return 0
    for (const key of keys) this.#core.publish('delete', this.#space, key)
    return count
  }

  async touch(key: AnyKey, timeout?: number | null, options?: VersionOption): Promise<boolean> {
    const core = this.#core
    const whole = core.whole(this.#space, key, options?.version)
    const life = core.life(key, timeout)
    if (life === 0) return this.delete(key, options)
    return (await core.writes.try(() => core.store.touch(whole, life))) === true
  }

  async incr(key: Key<number>, delta = 1, options: CountOptions = {}): Promise<number> {
    const core = this.#core
    const { initial, timeout, version } = options
    const whole = core.whole(this.#space, key, version)
    const name = nameOf(key)
    for (const number of [delta, initial ?? 0])
      if (!Number.isSafeInteger(number)) throw cacheErrors.NOT_INTEGER({ key: name })
    const life = core.life(key, timeout)
    const sum = await core.writes.try(() => core.store.count(whole, delta, initial ?? null, life === 0 ? 1 : life))
    if (sum === away) throw cacheErrors.AWAY({ cache: core.name, operation: 'incr' })
    if (sum === 'missing') throw cacheErrors.MISSING({ key: name })
    if (sum === 'not-integer') throw cacheErrors.NOT_INTEGER({ key: name })
    core.publish('set', this.#space, key)
    return sum
  }

  decr(key: Key<number>, delta = 1, options?: CountOptions): Promise<number> {
    return this.incr(key, -delta, options)
  }

  async update<T>(
    key: Key<T>,
    change: (before: T | undefined) => NoInfer<T> | undefined,
    options: SetOptions = {},
  ): Promise<T | undefined> {
    const { updating } = this.#core
    const whole = this.#core.whole(this.#space, key, options.version)
    const before = updating.get(whole)
    const work = () => this.#update(whole, key, change, options)
    const result = before === undefined ? work() : before.then(work, work)
    updating.set(whole, result)
    try {
      return await result
    } finally {
      if (updating.get(whole) === result) updating.delete(whole)
    }
  }

  async #update<T>(
    whole: string,
    key: Key<T>,
    change: (before: T | undefined) => T | undefined,
    options: SetOptions,
  ): Promise<T | undefined> {
    const core = this.#core
    const life = core.life(key, options.timeout)
    const gone = () => cacheErrors.AWAY({ cache: core.name, operation: 'update' })
    for (let round = 0; round < updateRounds; round++) {
      // Before what they are about is read: what is invalidated from here on makes a miss of the result.
      const tags = await core.stamps(core.tagsOf(key, options))
      if (tags === away) throw gone()
      const raw = (await this.#raw([whole]))[0]
      if (raw === undefined) throw gone()
      const valid = raw === null ? [] : await core.read([whole])
      if (valid === away) throw gone()
      const found = valid[0] ?? null
      // Somebody else was here in between.
      if (found !== null && found.raw !== raw) continue
      const before =
        found === null || !isFresh(found.entry, core.now()) ? undefined : core.value<T>(whole, found.entry.text)
      const after = change(before)
      if (after === undefined) return before
      const text = encodeValue(nameOf(key), after)
      const entry = writeEntry(text, tags === undefined ? {} : { tags })
      const swapped = await core.writes.try(() => {
        if (life === 0) return raw === null ? true : core.store.swap(whole, raw, null, null)
        return raw === null ? core.store.add(whole, entry, life) : core.store.swap(whole, raw, entry, life)
      })
      if (swapped === away) throw gone()
      if (!swapped) continue
      core.publish('set', this.#space, key)
      return core.value<T>(whole, text)
    }
    throw cacheErrors.CONTENDED({ key: nameOf(key) })
  }

  remember<T>(key: Key<T>, options: RememberOptions, make: () => T | Promise<T>): Promise<T> {
    return remember(this.#core, this.#space, key, options, make)
  }

  async invalidateTags(...tags: readonly string[]): Promise<boolean> {
    checkTags(tags)
    if (tags.length === 0) return true
    // New stamps, not deleted ones: what is being made now has read the old ones.
    const entries = [...new Set(tags)].map((tag) => [this.#core.tagKey(tag), newStamp()] as const)
    return (await this.#core.writes.try(() => this.#core.store.set(entries, null))) !== away
  }

  async stamps(...tags: readonly string[]): Promise<TagStamps> {
    checkTags(tags)
    const stamps = await this.#core.stamps([...new Set(tags)])
    return { stamps: stamps === away ? null : (stamps ?? {}) }
  }

  async incrVersion(key: AnyKey, delta = 1, options?: VersionOption): Promise<number> {
    const core = this.#core
    const version = options?.version ?? core.version
    const [from, to] = [core.whole(this.#space, key, version), core.whole(this.#space, key, version + delta)]
    const found = await core.read([from])
    if (found === away) throw cacheErrors.AWAY({ cache: core.name, operation: 'incrVersion' })
    const first = found[0] ?? null
    if (first === null) throw cacheErrors.MISSING({ key: nameOf(key) })
    const life = core.life(key, undefined)
    const moved = await core.writes.try(async () => {
      if (life !== 0) await core.store.set([[to, first.raw]], life)
      await core.store.delete([from])
    })
    if (moved === away) throw cacheErrors.AWAY({ cache: core.name, operation: 'incrVersion' })
    return version + delta
  }

  decrVersion(key: AnyKey, delta = 1, options?: VersionOption): Promise<number> {
    return this.incrVersion(key, -delta, options)
  }

  namespace(name: string): Cache {
    checkNamespace(name)
    return new StoredCache(this.#core, `${this.#space}${name}:`)
  }

  async clear(): Promise<boolean> {
    const prefix = `${this.#core.prefix}${this.#space}`
    return (await this.#core.writes.try(() => this.#core.store.clear(prefix))) !== away
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#core.making.values(), ...this.#core.refreshing.values()])
    await this.#core.store.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
