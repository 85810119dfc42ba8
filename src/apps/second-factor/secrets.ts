import { randomBytes } from 'node:crypto'
import { use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { encryptText, openText, saltedHmac } from '../../base/signing/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { fromBase32, toBase32 } from './totp/base32.ts'

/** 160 bits, as RFC 4226 §4 recommends. */
const secretBytes = 20
const purpose = 'nuages.second-factor.totp'

/** What a new device makes its codes of. */
export function newSecret(): Buffer {
  return randomBytes(secretBytes)
}

/** A secret as a row or a session keeps it: encrypted, and worth nothing for another user. */
export function sealSecret(user: AnyUser, secret: Uint8Array): string {
  return encryptText(toBase32(secret), { purpose, context: `user ${String(user.pk)}` })
}

/** The secret, and whether a key of the past has opened it. Throws `NUAGES_SIGNING_CANNOT_DECRYPT`. */
export function openSecret(user: AnyUser, sealed: string): { secret: Buffer; outdated: boolean } {
  const { text, outdated } = openText(sealed, { purpose, context: `user ${String(user.pk)}` })
  return { secret: fromBase32(text), outdated }
}

/** What tells secrets apart without telling them. */
export function hashSecret(secret: Uint8Array): string {
  return saltedHmac(`${purpose}.hash`, secret, use(factsService).secretKey).toString('hex')
}
