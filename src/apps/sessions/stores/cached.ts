import type { Cache } from '../../../data/cache/index.ts'
import { isSessionKey } from '../key.ts'
import type { KeptSession, SessionChange, SessionStore, StoredSession } from '../store.ts'
import { type CachedSession, type CacheSessionOptions, cachedForm, isSame, sessionsIn, storedForm } from './cache.ts'
import { DatabaseSessionStore } from './database.ts'

export interface CachedSessionOptions extends CacheSessionOptions {
  /** Where the sessions really are. Default: the table `django_session`, under the current project's secret key. */
  readonly store?: SessionStore
  /** Seconds after which the store is asked again in any case. Default 300. */
  readonly fresh?: number
}

/** Stands where no session is to be put for a while: the store is asked. */
const barred = { barred: true } as const
type Entry = CachedSession | typeof barred
/** Seconds. Longer than any request takes from reading a session in the store to putting it here. */
const barredFor = 60

/**
 * A cache in front of a store, which is written first: a session is read without a query, and outlives its place in the cache.
 * Django's `cached_db`. Of two requests that write at once, the cache takes over a session only where it holds what that was made from;
 * else the store is asked for a while. So no request reads less than was there, and no session that was ended.
 */
export class CachedSessionStore implements SessionStore {
  readonly onServer = true
  readonly #store: SessionStore
  readonly #given: CacheSessionOptions['cache']
  readonly #fresh: number
  readonly #now: () => number

  constructor(options: CachedSessionOptions = {}) {
    this.#now = options.now ?? (() => Date.now())
    this.#store = options.store ?? new DatabaseSessionStore({ now: this.#now })
    this.#given = options.cache
    this.#fresh = options.fresh ?? 300
  }

  get #cache(): Cache {
    return sessionsIn(this.#given)
  }

  #life(expires: number): number {
    return Math.max(0, Math.min(this.#fresh, (expires - this.#now()) / 1000))
  }

  async load(key: string): Promise<StoredSession | null> {
    if (!isSessionKey(key)) return null
    const found = storedForm(await this.#cache.get<Entry>(key), this.#now())
    if (found !== null) return found
    const stored = await this.#store.load(key)
    // Only where nothing is: who has written meanwhile has left something.
    if (stored !== null) {
      const form = cachedForm(stored)
      await this.#cache.add<Entry>(key, form, { timeout: this.#life(form.expires) })
    }
    return stored
  }

  async create(session: KeptSession): Promise<string> {
    const key = await this.#store.create(session)
    const form = cachedForm(session)
    await this.#cache.add<Entry>(key, form, { timeout: this.#life(form.expires) })
    return key
  }

  async update(key: string, change: SessionChange, seen?: StoredSession): Promise<string | null> {
    if (!isSessionKey(key)) return null
    let from: string | null = null
    let to: KeptSession | null = null
    const told: SessionChange = (now) => {
      from = cachedForm({ data: now, expires: new Date(0) }).json
      to = change(now)
      return to
    }
    let token: string | null = null
    try {
      token = await this.#store.update(key, told, seen)
    } finally {
      if (token === null || from === null || to === null) await this.#bar(key)
      else await this.#follow(key, from, cachedForm(to))
    }
    return token
  }

  async #follow(key: string, from: string, to: CachedSession): Promise<void> {
    let followed = false
    const follow = (before: Entry | undefined): Entry | undefined => {
      const session = before === undefined || 'barred' in before ? undefined : before
      followed = before === undefined || session?.json === from || isSame(session, to)
      return followed ? to : undefined
    }
    try {
      await this.#cache.update<Entry>(key, follow, { timeout: this.#life(to.expires) })
    } catch {
      followed = false
    }
    if (!followed) await this.#bar(key)
  }

  /** Where the cache does not answer, what it holds ends by `fresh`. */
  async #bar(key: string): Promise<void> {
    await this.#cache.set<Entry>(key, barred, { timeout: barredFor })
  }

  async rotate(key: string, change: SessionChange, seen?: StoredSession): Promise<string | null> {
    if (!isSessionKey(key)) return null
    try {
      return await this.#store.rotate(key, change, seen)
    } finally {
      await this.#bar(key)
    }
  }

  async delete(key: string): Promise<void> {
    if (!isSessionKey(key)) return
    await this.#store.delete(key)
    await this.#bar(key)
  }

  clearExpired(): Promise<number> {
    return this.#store.clearExpired()
  }
}
