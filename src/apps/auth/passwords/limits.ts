import { NuagesError } from '../../../base/errors/index.ts'
import { authErrors } from '../errors.ts'

/**
 * What a stored hash may cost at most, beside what its hasher writes itself: some seconds of one core and 1 GiB. A damaged or hostile
 * row must not take the server down.
 */
export const mostCosts = Object.freeze({
  /** Rounds of PBKDF2. */
  iterations: 10_000_000,
  /** Bytes. */
  memory: 2 ** 30,
  /** Blocks of scrypt: N × r × p. */
  scryptBlocks: 2 ** 23,
  /** KiB of argon2 times its passes. */
  argon2Work: 2 ** 22,
  lanes: 255,
  /** log2 of the rounds of bcrypt, which is computed in JavaScript. */
  bcryptRounds: 15,
})

/** Throws `NUAGES_AUTH_HASH_TOO_COSTLY` where a cost is above the limit and above what the hasher itself writes. */
export function checkCost(algorithm: string, cost: number, most: number, own: number): void {
  if (!(cost <= Math.max(most, own))) throw authErrors.HASH_TOO_COSTLY({ algorithm })
}

/** What Node's cryptography refuses to compute is no well-formed hash. */
export async function computed<T>(algorithm: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof NuagesError) throw error
    throw authErrors.BAD_HASH({ algorithm }, { cause: error })
  }
}
