import { randomString } from '../../../base/signing/index.ts'
import { authErrors } from '../errors.ts'
import { argon2Hasher } from './argon2.ts'
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

/** argon2id first; then everything of Django's that is safe to keep. bcrypt is not read yet. */
export const defaultHashers: readonly PasswordHasher[] = [
  argon2Hasher(),
  pbkdf2Hasher('sha256'),
  pbkdf2Hasher('sha1'),
  scryptHasher(),
]

const unusablePrefix = '!'

/**
 * Hashes and verifies passwords with an ordered list of hashers: the first one writes, all of them read.
 * Semantics: Django's password hashers (https://docs.djangoproject.com/en/stable/topics/auth/passwords/).
 */
export class Passwords {
  readonly hashers: readonly PasswordHasher[]

  constructor(hashers: readonly PasswordHasher[] = defaultHashers) {
    if (hashers.length === 0) throw authErrors.NO_HASHERS()
    this.hashers = hashers
  }

  get preferred(): PasswordHasher {
    return this.hashers[0]!
  }

  /** The text to store for a password, with a new salt. */
  hash(password: string): Promise<string> {
    return this.preferred.encode(password, randomString(saltLength))
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
    const found = this.hashers.find((hasher) =>
      hasher.recognises === undefined ? encoded.startsWith(`${hasher.algorithm}$`) : hasher.recognises(encoded),
    )
    if (found === undefined)
      throw authErrors.UNKNOWN_HASH({ algorithm: /^([a-z0-9_]{1,20})\$/.exec(encoded)?.[1] ?? null })
    return found
  }

  /** Can `encoded` be checked at all: is it usable, and of a known form? */
  reads(encoded: string): boolean {
    if (!this.isUsable(encoded)) return false
    try {
      this.identify(encoded)
      return true
    } catch {
      return false
    }
  }

  /** Is this the password? Also says whether it should be hashed anew. False for unusable and unknown texts. */
  async check(password: string | null, encoded: string): Promise<PasswordCheck> {
    const wrong = { correct: false, mustUpdate: false }
    if (password === null || !this.reads(encoded)) return wrong
    const hasher = this.identify(encoded)
    if (!(await hasher.verify(password, encoded))) return wrong
    return { correct: true, mustUpdate: hasher !== this.preferred || hasher.mustUpdate(encoded) }
  }

  async verify(password: string | null, encoded: string): Promise<boolean> {
    return (await this.check(password, encoded)).correct
  }

  /** Does the work of a check with nothing to check against, so that an unknown user costs as much as a known one. */
  async waste(password: string): Promise<false> {
    await this.hash(password)
    return false
  }
}

const standard = new Passwords()

/** The text to store for a password: argon2id with a new salt. */
export function hashPassword(password: string): Promise<string> {
  return standard.hash(password)
}

/** Is this the password? Reads argon2, pbkdf2_sha256, pbkdf2_sha1 and scrypt as Django writes them. */
export function verifyPassword(password: string | null, encoded: string): Promise<boolean> {
  return standard.verify(password, encoded)
}
