import { constantTimeEqual } from '../../../base/signing/index.ts'

/** One way of turning a password into a text that can be stored. All work off the event loop where it is slow. */
export interface PasswordHasher {
  /** The first part of what it writes: 'argon2', 'pbkdf2_sha256'. */
  readonly algorithm: string
  /** Is this text one of its own? Absent: the text begins with `algorithm` and `$`. */
  readonly recognises?: (encoded: string) => boolean
  /** A salt for a new text. Absent: letters and digits. */
  readonly newSalt?: () => string
  /** The text to store. Throws `NUAGES_AUTH_BAD_SALT` for a salt that the format cannot hold. */
  encode(password: string, salt: string): Promise<string>
  /** Throws `NUAGES_AUTH_BAD_HASH` for a text that is not well formed. */
  verify(password: string, encoded: string): Promise<boolean>
  /**
   * The work by which checking `encoded` is cheaper than checking what `encode` writes today: who has a password that was hashed long ago is not
   * found out by the time. Absent: nothing.
   */
  harden?(password: string, encoded: string): Promise<void>
  /** Would `encode` today do more work, or use a longer salt? */
  mustUpdate(encoded: string): boolean
}

/** Bits of chance that a salt of letters and digits must carry. */
const saltBits = 128

/** Characters of a new salt. */
export const saltLength = Math.ceil(saltBits / Math.log2(62))

/** Is the salt shorter than new ones are? */
export function isShortSalt(salt: string): boolean {
  return salt.length * Math.log2(62) < saltBits
}

/** Compares two encoded texts without telling where they differ. */
export const sameText = constantTimeEqual
