import { createHmac } from 'node:crypto'
import { secondFactorErrors } from '../errors.ts'

/** The hash functions that RFC 6238 names. Authenticator apps all know 'sha1', where its weakness does not matter: it is used as an HMAC. */
export type TotpAlgorithm = 'sha1' | 'sha256' | 'sha512'

export interface HotpOptions {
  /** How many digits a code has. Default 6. */
  readonly digits?: number
  /** Default 'sha1'. */
  readonly algorithm?: TotpAlgorithm
}

const algorithms: readonly string[] = ['sha1', 'sha256', 'sha512']

/** The code of a counter: RFC 4226 §5.3, and with other hash functions RFC 6238 §1.2. */
export function hotp(secret: Uint8Array, counter: number, options: HotpOptions = {}): string {
  const { digits = 6, algorithm = 'sha1' } = options
  if (!Number.isInteger(digits) || digits < 6 || digits > 8) throw bad('digits', digits)
  if (!Number.isSafeInteger(counter) || counter < 0) throw bad('the counter', counter)
  if (!algorithms.includes(algorithm)) throw bad('the algorithm', algorithm)
  if (secret.length < 16) throw bad('a secret of so many bytes:', secret.length)
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const hash = createHmac(algorithm, secret).update(message).digest()
  const at = hash[hash.length - 1]! & 15
  const number = hash.readUInt32BE(at) & 0x7f_ff_ff_ff
  return String(number % 10 ** digits).padStart(digits, '0')
}

function bad(what: string, value: unknown) {
  return secondFactorErrors.BAD_SETTINGS({ what, value: String(value) })
}
