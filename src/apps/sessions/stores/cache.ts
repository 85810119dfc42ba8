import { toAsciiJson } from '../../../base/signing/index.ts'
import { type Cache, cache as defaultCache } from '../../../data/cache/index.ts'
import { asSessionData } from '../codec.ts'
import { isMoment } from '../dated.ts'
import { sessionsErrors } from '../errors.ts'
import { isSessionKey, newSessionKey } from '../key.ts'
import type { KeptSession, SessionChange, SessionStore, StoredSession } from '../store.ts'

export interface CacheSessionOptions {
  /** Default: the current project's default cache. */
  readonly cache?: Cache | (() => Cache)
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/** As JSON: a value comes back as it does from every other store. */
export interface CachedSession {
  readonly json: string
  readonly expires: number
}

const mostRounds = 100
const namespace = 'sessions'

export const cachedForm = ({ data, expires }: KeptSession): CachedSession => ({
  json: toAsciiJson(data),
  expires: expires.getTime(),
})

/** What was found in a cache, where it is a session that has not expired. */
export function storedForm(found: unknown, now: number): StoredSession | null {
  const { json, expires } = (typeof found === 'object' && found !== null ? found : {}) as Partial<CachedSession>
  if (typeof json !== 'string' || !isMoment(expires) || expires <= now) return null
  try {
    const data = asSessionData(JSON.parse(json))
    return data === null ? null : { data, expires: new Date(expires) }
  } catch {
    return null
  }
}

/** Is it the same entry? */
export const isSame = (a: CachedSession | undefined, b: CachedSession): boolean =>
  a?.json === b.json && a.expires === b.expires

/** Of a cache, what is kept for sessions alone: clearing it ends them all. */
export const sessionsIn = (given: CacheSessionOptions['cache']): Cache =>
  (typeof given === 'function' ? given() : (given ?? defaultCache())).namespace(namespace)

/**
 * Sessions in a cache: no database is asked. A cache forgets what it has no room for and what was not kept over a restart, and these
 * visitors are then nobody. While it does not answer, requests that ask for their session fail with 503, and nobody is logged out.
 */
export class CacheSessionStore implements SessionStore {
  readonly onServer = true
  readonly #given: CacheSessionOptions['cache']
  readonly #now: () => number

  constructor(options: CacheSessionOptions = {}) {
    this.#given = options.cache
    this.#now = options.now ?? (() => Date.now())
  }

  get #cache(): Cache {
    return sessionsIn(this.#given)
  }

  /** Seconds for the cache. */
  #life(expires: number): number {
    return Math.max(0, (expires - this.#now()) / 1000)
  }

  async load(key: string): Promise<StoredSession | null> {
    const found = await this.#find(key)
    return found === undefined ? null : storedForm(found, this.#now())
  }

  async #find(key: string): Promise<CachedSession | undefined> {
    if (!isSessionKey(key)) return undefined
    const cache = this.#cache
    const found = await cache.get<CachedSession>(key)
    // No answer reads as nothing. One that has to answer tells the two apart.
    return found ?? (await cache.update<CachedSession>(key, () => undefined))
  }

  async create(session: KeptSession): Promise<string> {
    for (;;) {
      const key = newSessionKey()
      const form = cachedForm(session)
      let free = false
      await this.#cache.update<CachedSession>(
        key,
        (before) => {
          free = before === undefined
          return free ? form : undefined
        },
        { timeout: this.#life(form.expires) },
      )
      if (free) return key
    }
  }

  /** Puts `after` where `before` still is. */
  async #swap(key: string, before: CachedSession, after: CachedSession | null): Promise<boolean> {
    let swapped = false
    await this.#cache.update<CachedSession>(
      key,
      (now) => {
        swapped = isSame(now, before)
        return swapped ? (after ?? before) : undefined
      },
      { timeout: after === null ? 0 : this.#life(after.expires) },
    )
    return swapped
  }

  update(key: string, change: SessionChange): Promise<string | null> {
    return this.#change(key, change, async (before, after) =>
      (await this.#swap(key, before, cachedForm(after))) ? key : null,
    )
  }

  /** Who takes the old one away has it: others find nothing more to change. */
  rotate(key: string, change: SessionChange): Promise<string | null> {
    return this.#change(key, change, async (before, after) =>
      (await this.#swap(key, before, null)) ? this.create(after) : null,
    )
  }

  async #change(
    key: string,
    change: SessionChange,
    put: (before: CachedSession, after: KeptSession) => Promise<string | null>,
  ): Promise<string | null> {
    for (let round = 0; round < mostRounds; round++) {
      const before = await this.#find(key)
      const stored = before === undefined ? null : storedForm(before, this.#now())
      if (before === undefined || stored === null) return null
      const token = await put(before, change(stored.data))
      if (token !== null) return token
    }
    throw sessionsErrors.CONTENDED()
  }

  async delete(key: string): Promise<void> {
    // It was not there, or there was no answer: then the session may not have ended.
    if (isSessionKey(key) && !(await this.#cache.delete(key))) await this.#find(key)
  }

  /** The cache does that by itself. */
  async clearExpired(): Promise<number> {
    return 0
  }
}
