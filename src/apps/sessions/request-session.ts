import { randomString } from '../../base/signing/index.ts'
import type { SessionData } from './codec.ts'
import { sessionsErrors } from './errors.ts'
import type { SessionStore } from './store.ts'

/** Under which name a session keeps its own expiry, as Django does. */
const expiryName = '_session_expiry'
const keyLength = 32
const keyAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
const validKey = /^[A-Za-z0-9]{8,40}$/

export interface SessionSettings {
  readonly store: SessionStore
  /** Seconds that a session lives, from its last change. */
  readonly age: number
  /** The cookie ends with the browser, unless the session has an expiry of its own. */
  readonly expireAtBrowserClose: boolean
  readonly now: () => number
}

/**
 * What a visitor's browser is remembered by, between requests. Nothing is read before it is asked for, and nothing is
 * asked of the store where the browser sent no cookie; so reading is asynchronous. Writing happens once, after the
 * view, and only where something changed. Semantics: Django's sessions
 * (https://docs.djangoproject.com/en/stable/topics/http/sessions/).
 */
export class RequestSession {
  readonly #settings: SessionSettings
  #key: string | null
  #data: SessionData | null = null
  #loading: Promise<SessionData> | null = null
  #modified = false
  #accessed = false
  /** Keys whose sessions end when this one is written. */
  readonly #obsolete: string[] = []

  constructor(settings: SessionSettings, key: string | null) {
    this.#settings = settings
    this.#key = key !== null && validKey.test(key) ? key : null
  }

  /** The key that the browser keeps in its cookie; null for a session that was not saved yet. */
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

  async #load(): Promise<SessionData> {
    this.#accessed = true
    if (this.#data !== null) return this.#data
    if (this.#key === null) return (this.#data = {})
    this.#loading ??= this.#settings.store.load(this.#key).then((data) => {
      // A key that the store does not know was made up, or has expired: it is never taken over.
      if (data === null) this.#key = null
      this.#data ??= data ?? {}
      return this.#data
    })
    return this.#loading
  }

  async get<T = unknown>(name: string): Promise<T | undefined> {
    const data = await this.#load()
    return Object.hasOwn(data, name) ? (data[name] as T) : undefined
  }

  async has(name: string): Promise<boolean> {
    return Object.hasOwn(await this.#load(), name)
  }

  /** The names of all that it holds. */
  async keys(): Promise<string[]> {
    return Object.keys(await this.#load())
  }

  /** Keeps plain data under a name. Throws `NUAGES_SESSIONS_NOT_PLAIN` for what JSON cannot hold. */
  async set(name: string, value: unknown): Promise<void> {
    const type = typeof value
    if (type === 'undefined' || type === 'function' || type === 'bigint' || type === 'symbol') {
      throw sessionsErrors.NOT_PLAIN({ name, type })
    }
    const data = await this.#load()
    // Not by assignment: '__proto__' is a name like any other.
    Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true })
    this.#modified = true
  }

  async delete(name: string): Promise<void> {
    const data = await this.#load()
    if (!Object.hasOwn(data, name)) return
    delete data[name]
    this.#modified = true
  }

  /** Says that something inside a kept value was changed in place. */
  touch(): void {
    this.#modified = true
  }

  /** Ends this session, data and key: the next thing that is set begins another. */
  async flush(): Promise<void> {
    await this.#load()
    if (this.#key !== null) this.#obsolete.push(this.#key)
    this.#key = null
    this.#data = {}
    this.#modified = true
  }

  /** Keeps the data under a new key, so that a key that somebody knew before a login is worth nothing after it. */
  async cycleKey(): Promise<void> {
    await this.#load()
    if (this.#key !== null) this.#obsolete.push(this.#key)
    this.#key = null
    this.#modified = true
  }

  /**
   * Gives the session an expiry of its own: seconds from its last change, a moment, 0 for the browser's end, null for the
   * usual one.
   */
  async setExpiry(expiry: number | Date | null): Promise<void> {
    if (expiry === null) return this.delete(expiryName)
    await this.set(expiryName, expiry instanceof Date ? expiry.toISOString() : expiry)
  }

  /** Seconds until it expires, as of now. */
  async expiryAge(): Promise<number> {
    const own = await this.get(expiryName)
    if (typeof own === 'string') return Math.max(0, Math.round((Date.parse(own) - this.#settings.now()) / 1000))
    return typeof own === 'number' && own > 0 ? own : this.#settings.age
  }

  /** Does the cookie end with the browser? */
  async endsWithBrowser(): Promise<boolean> {
    const own = await this.get(expiryName)
    return own === undefined ? this.#settings.expireAtBrowserClose : own === 0
  }

  async isEmpty(): Promise<boolean> {
    return this.#key === null && Object.keys(await this.#load()).length === 0
  }

  /** Writes what changed. False where the session was ended elsewhere in the meantime: it is not brought back. */
  async save(): Promise<boolean> {
    const data = await this.#load()
    const { store, now } = this.#settings
    for (const key of this.#obsolete.splice(0)) await store.delete(key)
    this.#modified = false
    if (this.#key === null && Object.keys(data).length === 0) return true
    const expires = new Date(now() + (await this.expiryAge()) * 1000)
    if (this.#key !== null) return store.update(this.#key, data, expires)
    for (;;) {
      const key = randomString(keyLength, keyAlphabet)
      if (!(await store.create(key, data, expires))) continue
      this.#key = key
      return true
    }
  }
}
