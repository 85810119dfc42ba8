import { createHash } from 'node:crypto'
import type { CryptoKey } from 'jose'
import { saltedHmac, toBase64Url } from '../../../base/signing/index.ts'
import { tokensErrors } from '../errors.ts'

/** EdDSA (Ed25519) and ES256 sign with a private key that others need not know to check; HS256 is one secret for both. */
export type JwtAlgorithm = 'EdDSA' | 'ES256' | 'HS256'

export const jwtAlgorithms: readonly JwtAlgorithm[] = ['EdDSA', 'ES256', 'HS256']

/** A key as JSON (JSON Web Key, RFC 7517): what `nuages generate-jwt-key` prints. */
export interface JwtKey {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly crv?: string
  readonly [member: string]: unknown
}

/** A key that is ready for use, with the one algorithm that it is for. */
export interface LoadedKey {
  readonly kid: string
  readonly algorithm: JwtAlgorithm
  /** Null: it only checks. */
  readonly sign: CryptoKey | Uint8Array | null
  readonly verify: CryptoKey | Uint8Array
  /** As the world may see it; null for a secret that is one for both. */
  readonly published: Readonly<Record<string, string>> | null
}

/** HS256 needs a key as long as its hash (RFC 7518, 3.2). */
const shortestSecret = 32
const derivedSalt = 'nuages.tokens.jwt'

const bad = (problem: string) => tokensErrors.BAD_KEYS({ problem })

/** The key of a project that brings none: made from its secret key, and from nothing that is used elsewhere. */
export function derivedKey(secretKey: string): JwtKey {
  const secret = saltedHmac(derivedSalt, 'HS256', secretKey)
  return { kty: 'oct', alg: 'HS256', kid: idOf(secret), k: toBase64Url(secret) }
}

/** The keys of a text: one key as JSON, a list of them, or a key set (`{ "keys": [ … ] }`). Throws `NUAGES_TOKENS_BAD_KEYS`, which does not quote it. */
export function parseJwtKeys(text: string): readonly JwtKey[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad('they are no JSON')
  }
  const keys = Array.isArray(value) ? value : ((value as { keys?: unknown } | null)?.keys ?? [value])
  if (!Array.isArray(keys) || keys.length === 0) throw bad('there are none')
  for (const key of keys as unknown[]) {
    const fits = typeof key === 'object' && key !== null && typeof (key as { kty?: unknown }).kty === 'string'
    if (!fits) throw bad('one of them has no kty')
  }
  return keys as JwtKey[]
}

/** Throws `NUAGES_TOKENS_BAD_KEYS`; nothing of a key is in the error. */
export async function loadKeys(keys: readonly JwtKey[]): Promise<readonly LoadedKey[]> {
  const loaded = await Promise.all(keys.map(loadKey))
  if (loaded.length === 0) throw bad('there are none')
  if (loaded[0]!.sign === null) throw bad('the first one, which signs, has no private part')
  const twice = loaded.find(({ kid }, i) => loaded.findIndex((each) => each.kid === kid) !== i)
  if (twice !== undefined) throw bad(`two have the kid '${twice.kid}'`)
  return loaded
}

async function loadKey(key: JwtKey): Promise<LoadedKey> {
  const algorithm = algorithmOf(key)
  const { importJWK } = await import('jose')
  if (algorithm === 'HS256') {
    const secret = Buffer.from(String(key['k'] ?? ''), 'base64url')
    if (secret.length < shortestSecret) throw bad(`a secret has fewer than ${shortestSecret} bytes`)
    return { kid: key.kid ?? idOf(secret), algorithm, sign: secret, verify: secret, published: null }
  }
  const open = publicPart(key)
  try {
    const verify = await importJWK(open, algorithm)
    const sign = key['d'] === undefined ? null : await importJWK(privatePart(key), algorithm)
    const kid = key.kid ?? createHash('sha256').update(JSON.stringify(open)).digest('base64url').slice(0, 16)
    return { kid, algorithm, sign, verify, published: { ...open, kid, alg: algorithm, use: 'sig' } }
  } catch {
    // What the library says may quote the key.
    throw bad(`one for ${algorithm} is not whole`)
  }
}

function algorithmOf({ kty, crv, alg, kid }: JwtKey): JwtAlgorithm {
  const found =
    kty === 'oct'
      ? 'HS256'
      : kty === 'OKP' && crv === 'Ed25519'
        ? 'EdDSA'
        : kty === 'EC' && crv === 'P-256'
          ? 'ES256'
          : null
  if (found === null) throw bad(`one is neither an Ed25519 nor a P-256 key nor a secret (kty '${kty}')`)
  if (alg !== undefined && alg !== found && !(alg === 'Ed25519' && found === 'EdDSA'))
    throw bad(`one for ${found} says that it is for '${alg}'`)
  if (kid !== undefined && !/^[\w.:-]{1,100}$/.test(String(kid)))
    throw bad('a kid is longer than 100 characters, or has odd ones')
  return found
}

const members = ({ kty, crv, x, y }: JwtKey) =>
  Object.fromEntries(Object.entries({ kty, crv, x, y }).filter(([, value]) => value !== undefined))

/** What may be published: named one by one, so that nothing else is. */
function publicPart(key: JwtKey): Record<string, string> & { kty: string } {
  return members(key) as Record<string, string> & { kty: string }
}

function privatePart(key: JwtKey): Record<string, string> & { kty: string } {
  return { ...publicPart(key), d: String(key['d']) }
}

function idOf(secret: Uint8Array): string {
  return saltedHmac('nuages.tokens.kid', secret, '').toString('base64url').slice(0, 16)
}
