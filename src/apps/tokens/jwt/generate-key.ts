import { randomBytes } from 'node:crypto'
import { randomString } from '../../../base/signing/index.ts'
import type { JwtAlgorithm, JwtKey } from './keys.ts'

/** A new key to sign JSON Web Tokens with, for `JWT_KEYS`. It is secret. */
export async function generateJwtKey(algorithm: JwtAlgorithm = 'EdDSA'): Promise<JwtKey> {
  const kid = randomString(16)
  if (algorithm === 'HS256') return { kty: 'oct', alg: algorithm, kid, k: randomBytes(32).toString('base64url') }
  const { exportJWK, generateKeyPair } = await import('jose')
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const { kty = '', ...rest } = await exportJWK(privateKey)
  return { ...rest, kty, alg: algorithm, kid }
}
