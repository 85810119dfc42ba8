import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'

/** Hash functions that Django's signing knows. */
export type HashAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/**
 * The HMAC of `value` under a key made from `keySalt` and `secret`, so that one secret serves many purposes that
 * cannot be mistaken for each other. Django's `salted_hmac`: key = hash(keySalt + secret).
 */
export function saltedHmac(
  keySalt: string,
  value: string | Uint8Array,
  secret: string,
  algorithm: HashAlgorithm = 'sha256',
): Buffer {
  return createHmac(algorithm, derivedKey(keySalt, secret, algorithm))
    .update(value)
    .digest()
}

/** A project signs for a few purposes, several times in every request: most of the time of a short HMAC goes into its key. */
const derivedKeys = new Map<string, KeyObject>()
/** More than a project has purposes and secrets; beyond them all are made anew. */
const mostKeys = 100

function derivedKey(keySalt: string, secret: string, algorithm: HashAlgorithm): KeyObject {
  const text = keySalt + secret
  let key = derivedKeys.get(`${algorithm}:${text}`)
  if (key === undefined) {
    key = createSecretKey(createHash(algorithm).update(text).digest())
    if (derivedKeys.size >= mostKeys) derivedKeys.clear()
    derivedKeys.set(`${algorithm}:${text}`, key)
  }
  return key
}

/** Compares two texts in a time that does not depend on where they differ. Texts of different length are unequal at once. */
export function constantTimeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const alphanumeric = `${letters}${letters.toUpperCase()}0123456789`

/**
 * `length` characters drawn evenly from `alphabet` (at most 256 different ones) by the system's secure generator.
 * 22 of the default 62 characters carry 131 bits.
 */
export function randomString(length: number, alphabet: string = alphanumeric): string {
  const limit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length + 8)) {
      if (byte >= limit) continue
      text += alphabet[byte % alphabet.length]
      if (text.length === length) break
    }
  }
  return text
}
