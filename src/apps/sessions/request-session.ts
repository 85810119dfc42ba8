import { putIn, type SessionData } from './codec.ts'
import { sessionsErrors } from './errors.ts'
import { absoluteEnd, beganName, begin, checkedExpiry, endOf, expiryName, type Lifetimes, ownExpiry } from './expiry.ts'
import type { SessionChange, SessionStore, StoredSession } from './store.ts'

export interface SessionSettings extends Lifetimes {
  readonly store: SessionStore
  /** The cookie ends with the browser, unless the session has an expiry of its own. */
  readonly expireAtBrowserClose: boolean
  readonly now: () => number
}

export interface CycleOptions {
  /**
   * The visitor has just shown who they are: towards its absolute end it counts as a session that begins now, and where the old one was ended
   * meanwhile what this request has set begins a new one. Default false.
   */
  readonly restart?: boolean
}

/** What a request does to a name: a value, or null for none. */
type Change = { readonly value: unknown } | null

/**
 * What a visitor's browser is remembered by, between requests. Nothing is read before it is asked for, and nothing is
 * asked of the store where the browser sent no cookie; so reading is asynchronous. Writing happens once, after the
 * view, and only where something changed: the names that this request has changed are written over what is there by then,
 * so that requests at the same time lose nothing of each other. Semantics: Django's sessions
 * (https://docs.djangoproject.com/en/stable/topics/http/sessions/).
 */
export class RequestSession {
  readonly #settings: SessionSettings
  #key: string | null
  #data: SessionData | null = null
  #loading: Promise<SessionData> | null = null
  #stored: StoredSession | null = null
  #modified = false
  #accessed = false
  readonly #changes = new Map<string, Change>()
  /** Objects that were given out, as they were: somebody may change them in place. */
  readonly #given = new Map<string, string>()
  /** Keys whose sessions end when this one is written. */
  readonly #obsolete: string[] = []
  /** The key of the session that is to go on under another. */
  #cycled: string | null = null
  #restarted = false
  #flushed = false

  constructor(settings: SessionSettings, key: string | null) {
    this.#settings = settings
    this.#key = key === '' ? null : key
  }

  /**
   * What the browser keeps in its cookie: a key, or with sessions in cookies the session itself. Null for a session that was not saved yet.
   */
  get key(): string | null {
    return this.#key
  }

  /** Was anything read or written? The answer then depends on the cookie. */
  get accessed(): boolean {
    return this.#accessed
  }

  get modified(): boolean {
    return this.#modified
  }

  /** Has this request ended a session? */
  get flushed(): boolean {
    return this.#flushed
  }

  async #load(): Promise<SessionData> {
    this.#accessed = true
    if (this.#data !== null) return this.#data
    if (this.#key === null) return (this.#data = {})
    this.#loading ??= this.#read(this.#key)
    return this.#loading
  }

  async #read(key: string): Promise<SessionData> {
    const { store, now } = this.#settings
    const stored = await store.load(key)
    const end = stored === null ? null : absoluteEnd(stored.data, now(), this.#settings)
    // A key that the store does not know was made up, or has expired: it is never taken over.
    if (stored === null || (end !== null && end <= now())) this.#key = null
    else this.#stored = stored
    this.#data ??= { ...this.#stored?.data }
    return this.#data
  }

  /** What the store has read along with the session (`StoredSession.companion`); undefined where there is none, and after `flush`. */
  async companion<T = unknown>(): Promise<T | undefined> {
    await this.#load()
    return this.#stored?.companion as T | undefined
  }

  async get<T = unknown>(name: string): Promise<T | undefined> {
    const data = await this.#load()
    if (!Object.hasOwn(data, name)) return undefined
    const value = data[name]
    if (typeof value === 'object' && value !== null && !this.#changes.has(name) && !this.#given.has(name))
      this.#given.set(name, JSON.stringify(value))
    return value as T
  }

  async has(name: string): Promise<boolean> {
    return Object.hasOwn(await this.#load(), name)
  }

  /** The names of all that it holds. */
  async keys(): Promise<string[]> {
    return Object.keys(await this.#load()).filter((name) => name !== beganName)
  }

  /** Keeps plain data under a name. Throws `NUAGES_SESSIONS_NOT_PLAIN` for what JSON cannot hold. */
  async set(name: string, value: unknown): Promise<void> {
    const type = typeof value
    if (type === 'undefined' || type === 'function' || type === 'bigint' || type === 'symbol') {
      throw sessionsErrors.NOT_PLAIN({ name, type })
    }
    putIn(await this.#load(), name, value)
    this.#changes.set(name, { value })
    this.#modified = true
  }

  async delete(name: string): Promise<void> {
    const data = await this.#load()
    if (!Object.hasOwn(data, name)) return
    delete data[name]
    this.#changes.set(name, null)
    this.#modified = true
  }

  /** Says that something inside a kept value was changed in place. */
  touch(): void {
    this.#modified = true
  }

  /** Ends this session, data and key: the next thing that is set begins another. */
  async flush(): Promise<void> {
    await this.#load()
    for (const key of [this.#key, this.#cycled]) if (key !== null) this.#obsolete.push(key)
    this.#key = null
    this.#cycled = null
    this.#stored = null
    this.#data = {}
    this.#changes.clear()
    this.#given.clear()
    this.#flushed = true
    this.#modified = true
  }

  /** Keeps the data under a new key, so that a key that somebody knew before a login is worth nothing after it. */
  async cycleKey({ restart = false }: CycleOptions = {}): Promise<void> {
    await this.#load()
    if (this.#key !== null) this.#cycled = this.#key
    this.#key = null
    this.#restarted ||= restart
    this.#modified = true
  }

  /**
   * Gives the session an expiry of its own: seconds from its last change, a moment, 0 for the browser's end, null for the
   * usual one. The project's idle and absolute time-outs end it before, where they come first. Throws `NUAGES_SESSIONS_BAD_EXPIRY`.
   */
  async setExpiry(expiry: number | Date | null): Promise<void> {
    if (expiry === null) return this.delete(expiryName)
    await this.set(expiryName, checkedExpiry(expiry))
  }

  /** "Remember me": true, and the session outlives the browser, for the usual age; false, and it ends with the browser. */
  async remember(outlives: boolean): Promise<void> {
    if (!outlives) return this.setExpiry(0)
    if (!(await this.endsWithBrowser())) return
    await this.setExpiry(this.#settings.expireAtBrowserClose ? this.#settings.age : null)
  }

  /** Whole seconds until it expires, as of now. */
  async expiryAge(): Promise<number> {
    const now = this.#settings.now()
    return Math.max(0, Math.round((endOf(await this.#load(), now, this.#settings) - now) / 1000))
  }

  /** Does the cookie end with the browser? */
  async endsWithBrowser(): Promise<boolean> {
    const own = ownExpiry(await this.#load())
    return own === null ? this.#settings.expireAtBrowserClose : 'seconds' in own && own.seconds === 0
  }

  async isEmpty(): Promise<boolean> {
    return this.#key === null && this.#cycled === null && Object.keys(await this.#load()).length === 0
  }

  /**
   * Is it time to write that it was used? Only where it ends for not being used, and not with each request: when a tenth of that time
   * has passed.
   */
  async isUseDue(): Promise<boolean> {
    const { idleTimeout, now } = this.#settings
    const data = await this.#load()
    if (idleTimeout === null || this.#stored === null || this.#key === null) return false
    return endOf(data, now(), this.#settings) - this.#stored.expires.getTime() >= idleTimeout * 100
  }

  /** What was changed inside of values that were given out. */
  #findChanged(data: SessionData): void {
    for (const [name, before] of this.#given)
      if (Object.hasOwn(data, name) && JSON.stringify(data[name]) !== before)
        this.#changes.set(name, { value: data[name] })
    this.#given.clear()
  }

  /** Writes what changed. False where the session was ended elsewhere in the meantime: it is not brought back. */
  async save(): Promise<boolean> {
    const { store, now } = this.#settings
    this.#findChanged(await this.#load())
    const changes = new Map(this.#changes)
    const anew = this.#restarted
    const merge: SessionChange = (stored) => {
      const data = { ...stored }
      for (const [name, change] of changes) {
        if (change === null) delete data[name]
        else putIn(data, name, change.value)
      }
      begin(data, now(), this.#settings, anew)
      this.#data = data
      return { data, expires: new Date(endOf(data, now(), this.#settings)) }
    }
    this.#modified = false
    for (const key of this.#obsolete.splice(0)) await store.delete(key)
    const [key, cycled, seen] = [this.#key, this.#cycled, this.#stored ?? undefined]
    let token: string | null = null
    if (key !== null) {
      token = await store.update(key, merge, seen)
      if (token === null) {
        this.#key = null
        return false
      }
    } else if (cycled !== null) token = await store.rotate(cycled, merge, seen)
    // One that was ended elsewhere does not come back under a new key either. Who has just logged in has a new one, of what was set since.
    const isNew = token === null && (cycled === null || anew)
    if (isNew && [...changes.values()].some((change) => change !== null)) token = await store.create(merge({}))
    this.#key = token
    this.#cycled = null
    this.#stored = null
    this.#restarted = false
    this.#changes.clear()
    return token !== null || cycled === null
  }
}
