import { NuagesError } from '../../../base/errors/index.ts'
import { createLogger } from '../../../base/log/index.ts'
import { randomString } from '../../../base/signing/index.ts'
import { authErrors } from '../errors.ts'
import { checkAcceptable, problemOf } from './acceptable.ts'
import { type Argon2Options, argon2Hasher } from './argon2.ts'
import { bcryptHasher, bcryptSha256Hasher } from './bcrypt.ts'
import { HashQueue, type HashQueueOptions } from './hash-queue.ts'
import { type PasswordHasher, saltLength } from './hasher.ts'
import { pbkdf2Hasher } from './pbkdf2.ts'
import { scryptHasher } from './scrypt.ts'
import { unsaltedHasher, weakHasher } from './weak.ts'

/** What checking a password found. */
export interface PasswordCheck {
  readonly correct: boolean
  /** The password is right but kept in an old way: store a new hash of it now that it is known. */
  readonly mustUpdate: boolean
}

/** Forms that are only good for letting users of an old database in: `passwords({ also: weakHashers })`. */
export const weakHashers: readonly PasswordHasher[] = [
  weakHasher('sha1'),
  weakHasher('md5'),
  unsaltedHasher('sha1'),
  unsaltedHasher('md5'),
]

/** argon2id first; then everything of Django's that is safe to keep. */
export const defaultHashers: readonly PasswordHasher[] = hashersWith()

/** The same with another cost of argon2. */
export function hashersWith(argon2: Argon2Options = {}): readonly PasswordHasher[] {
  return [
    argon2Hasher(argon2),
    pbkdf2Hasher('sha256'),
    pbkdf2Hasher('sha1'),
    bcryptSha256Hasher(),
    bcryptHasher(),
    scryptHasher(),
  ]
}

const unusablePrefix = '!'
const wrong: PasswordCheck = Object.freeze({ correct: false, mustUpdate: false })

/**
 * Hashes and verifies passwords with an ordered list of hashers: the first one writes, all of them read. Only so many hashes run at the
 * same time, the others wait; beyond that it is `NUAGES_AUTH_BUSY`.
 * Semantics: Django's password hashers (https://docs.djangoproject.com/en/stable/topics/auth/passwords/).
 */
export class Passwords {
  readonly hashers: readonly PasswordHasher[]
  readonly #queue: HashQueue

  constructor(hashers: readonly PasswordHasher[] = defaultHashers, queue: HashQueueOptions = {}) {
    if (hashers.length === 0) throw authErrors.NO_HASHERS()
    this.hashers = hashers
    this.#queue = new HashQueue(queue)
  }

  get preferred(): PasswordHasher {
    return this.hashers[0]!
  }

  /** The text to store for a password, with a new salt. Throws `NUAGES_AUTH_BAD_PASSWORD` where it is too long or no well-formed text. */
  async hash(password: string): Promise<string> {
    checkAcceptable(password)
    return this.#hash(password)
  }

  #hash(password: string): Promise<string> {
    const { preferred } = this
    return this.#queue.run(() => preferred.encode(password, preferred.newSalt?.() ?? randomString(saltLength)))
  }

  /** A text that no password matches, different each time, for accounts that log in some other way. */
  unusable(): string {
    return unusablePrefix + randomString(40)
  }

  isUsable(encoded: string): boolean {
    return !encoded.startsWith(unusablePrefix)
  }

  /** The hasher that wrote `encoded`. Throws `NUAGES_AUTH_UNKNOWN_HASH`. */
  identify(encoded: string): PasswordHasher {
    const found = this.#hasherOf(encoded)
    if (found === undefined)
      throw authErrors.UNKNOWN_HASH({ algorithm: /^([a-z0-9_]{1,20})\$/.exec(encoded)?.[1] ?? null })
    return found
  }

  #hasherOf(encoded: string): PasswordHasher | undefined {
    return this.hashers.find((hasher) =>
      hasher.recognises === undefined ? encoded.startsWith(`${hasher.algorithm}$`) : hasher.recognises(encoded),
    )
  }

  /** Can `encoded` be checked at all: is it usable, and of a known form? */
  reads(encoded: string): boolean {
    return this.isUsable(encoded) && this.#hasherOf(encoded) !== undefined
  }

  /**
   * Is this the password? Also says whether it should be hashed anew. False for unusable and unknown texts, at no cost. Throws
   * `NUAGES_AUTH_BAD_HASH` and `NUAGES_AUTH_HASH_TOO_COSTLY` for damaged ones.
   */
  async check(password: string | null, encoded: string): Promise<PasswordCheck> {
    if (password === null || !this.reads(encoded)) return wrong
    if (problemOf(password) !== null) return this.#nothing()
    const hasher = this.identify(encoded)
    if (!(await this.#verify(hasher, password, encoded))) return wrong
    return { correct: true, mustUpdate: hasher !== this.preferred || hasher.mustUpdate(encoded) }
  }

  async #verify(hasher: PasswordHasher, password: string, encoded: string): Promise<boolean> {
    try {
      return await this.#queue.run(async () => {
        const right = await hasher.verify(password, encoded)
        if (!right && hasher === this.preferred && hasher.mustUpdate(encoded)) await hasher.harden?.(password, encoded)
        return right
      })
    } catch (error) {
      if (!(error instanceof NuagesError) || error.code !== 'NUAGES_AUTH_BAD_PASSWORD') throw error
      // One that this hasher cannot have written is wrong, at the same cost.
      return this.waste()
    }
  }

  /**
   * The same for a log-in, at the cost of exactly one hash whatever there is to check against: null where there is no such user, an unusable
   * password, a damaged text (which is logged), a password that is too long.
   */
  async checkEvenly(password: string, encoded: string | null): Promise<PasswordCheck> {
    if (encoded === null || !this.reads(encoded)) return this.#nothing()
    try {
      return await this.check(password, encoded)
    } catch (error) {
      if (!(error instanceof NuagesError) || !damaged.has(error.code)) throw error
      createLogger({ name: 'auth' }).error('A stored password cannot be checked', { error })
      return this.#nothing()
    }
  }

  async verify(password: string | null, encoded: string): Promise<boolean> {
    return (await this.check(password, encoded)).correct
  }

  /** Does the work of a check with nothing to check against, so that an unknown user costs as much as a known one. */
  async waste(_password?: string): Promise<false> {
    await this.#nothing()
    return false
  }

  async #nothing(): Promise<PasswordCheck> {
    await this.#hash('')
    return wrong
  }
}

const damaged: ReadonlySet<string> = new Set([
  'NUAGES_AUTH_BAD_HASH',
  'NUAGES_AUTH_BAD_SALT',
  'NUAGES_AUTH_HASH_TOO_COSTLY',
])
