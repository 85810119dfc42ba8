import { decryptText, encryptText } from '../../../base/signing/index.ts'
import { asSessionData, type SessionKeys } from '../codec.ts'
import { isMoment, largestIn, readDated, writeDated } from '../dated.ts'
import { sessionsErrors } from '../errors.ts'
import type { KeptSession, SessionChange, SessionStore, StoredSession } from '../store.ts'

export interface CookieSessionOptions extends SessionKeys {
  /** The visitor cannot read it: AES-256-GCM under a key made from the secret key. Default false: it is signed, and readable. */
  readonly encrypt?: boolean
  /** Characters that the cookie's value may have. Default 3900: browsers drop cookies whose name and value have more than 4096. */
  readonly most?: number
  /** Seconds that a session lives which Django has written. Default: two weeks. */
  readonly age?: number
}

const salt = 'django.contrib.sessions.backends.signed_cookies'
const purpose = 'nuages.sessions.cookie'
/** Longer than what any browser sends. Nothing is computed of it. */
const longest = 8192

/**
 * The cookie is the session: no server keeps anything, and nothing is asked of any. Signed as Django's `signed_cookies`, which each
 * reads of the other, or encrypted; each form is read, whichever is written.
 *
 * What that costs: of two requests that write at once the last to arrive wins; a session that was ended lives on in every copy of
 * its cookie until it expires; and it holds 4 kB.
 */
export class CookieSessionStore implements SessionStore {
  readonly onServer = false
  readonly #options: CookieSessionOptions
  readonly #now: () => number

  constructor(options: CookieSessionOptions = {}) {
    this.#options = options
    this.#now = options.now ?? (() => Date.now())
  }

  get #keys() {
    const { key, fallbackKeys } = this.#options
    return { ...(key !== undefined && { key }), ...(fallbackKeys !== undefined && { fallbackKeys }) }
  }

  get #codec() {
    const { age } = this.#options
    return { ...this.#keys, salt, now: this.#now, ...(age !== undefined && { age }) }
  }

  async load(token: string): Promise<StoredSession | null> {
    if (token.length > longest) return null
    const found = token.startsWith('v1.') ? this.#decrypted(token) : readDated(token, this.#codec)
    return found === null || found.expires.getTime() <= this.#now() ? null : found
  }

  #decrypted(token: string): KeptSession | null {
    try {
      const kept: unknown = JSON.parse(decryptText(token, { purpose, ...this.#keys }))
      const [expires, data] = Array.isArray(kept) ? (kept as unknown[]) : []
      const plain = asSessionData(data)
      return plain === null || !isMoment(expires) ? null : { data: plain, expires: new Date(expires) }
    } catch {
      return null
    }
  }

  /** Throws `NUAGES_SESSIONS_COOKIE_TOO_LARGE`. */
  async create(session: KeptSession): Promise<string> {
    const { encrypt = false, most = 3900 } = this.#options
    // Not deflated before it is encrypted: its length would tell something of what is in it.
    const token = encrypt
      ? encryptText(JSON.stringify([session.expires.getTime(), session.data]), { purpose, ...this.#keys })
      : writeDated(session, this.#codec)
    if (token.length > most)
      throw sessionsErrors.COOKIE_TOO_LARGE({ size: token.length, most, largest: largestIn(session.data) })
    return token
  }

  async update(token: string, change: SessionChange): Promise<string | null> {
    const now = await this.load(token)
    return now === null ? null : this.create(change(now.data))
  }

  rotate(token: string, change: SessionChange): Promise<string | null> {
    return this.update(token, change)
  }

  /** The middleware takes the cookie away; nothing else is there. */
  async delete(): Promise<void> {}

  async clearExpired(): Promise<number> {
    return 0
  }
}
