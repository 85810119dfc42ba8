import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { use } from '../context/index.ts'
import { factsService } from '../settings/index.ts'
import { toBase64Url } from './encodings.ts'
import { signingErrors } from './errors.ts'

/** The form of the text, so that another can follow it. */
const version = 'v1'
const cipher = 'aes-256-gcm'
/** 96 bits, as NIST SP 800-38D has it for GCM. */
const nonceBytes = 12
const tagBytes = 16

export interface EncryptionOptions {
  /** What the text is for: one that was encrypted for another purpose is refused. Each purpose has a key of its own. */
  readonly purpose: string
  /** What the text belongs to, such as the key of a row: it is not in the text, and the text is refused anywhere else. */
  readonly context?: string
  /** The current project's secret key if left out; its keys of the past then decrypt too. */
  readonly key?: string
  /** Older keys that still decrypt but no longer encrypt, while keys are being changed. */
  readonly fallbackKeys?: readonly string[]
}

export interface DecryptedText {
  readonly text: string
  /** A key of the past opened it: encrypt it anew, so that the old key can be taken away. */
  readonly outdated: boolean
}

/**
 * Encrypts a text so that nobody can read or change it without the key: AES-256-GCM under a key that HKDF-SHA256 (RFC 5869) makes of the secret key for this purpose. URL-safe:
 * `v1.` and base64url. How long the text is can be seen.
 */
export function encryptText(text: string, options: EncryptionOptions): string {
  const { key } = keysOf(options)
  const nonce = randomBytes(nonceBytes)
  const encrypt = createCipheriv(cipher, derive(key, options.purpose), nonce).setAAD(contextOf(options))
  const sealed = Buffer.concat([nonce, encrypt.update(text, 'utf8'), encrypt.final(), encrypt.getAuthTag()])
  return `${version}.${toBase64Url(sealed)}`
}

/** The text that `encryptText` put away. Throws `NUAGES_SIGNING_CANNOT_DECRYPT`, a `BadSignature`, for any other. */
export function decryptText(encrypted: string, options: EncryptionOptions): string {
  return openText(encrypted, options).text
}

/** Like `decryptText`, and says whether it was encrypted with a key of the past. */
export function openText(encrypted: string, options: EncryptionOptions): DecryptedText {
  const body = encrypted.startsWith(`${version}.`) ? encrypted.slice(version.length + 1) : ''
  const sealed = Buffer.from(body, 'base64url')
  // One writing only: what differs in a character is another text.
  if (toBase64Url(sealed) !== body) throw signingErrors.CANNOT_DECRYPT({ reason: 'it is not of the form v1' })
  if (sealed.length < nonceBytes + tagBytes) throw signingErrors.CANNOT_DECRYPT({ reason: 'it is too short' })
  const { key, fallbackKeys } = keysOf(options)
  for (const each of [key, ...fallbackKeys]) {
    const text = open(sealed, each, options)
    if (text !== null) return { text, outdated: each !== key }
  }
  throw signingErrors.CANNOT_DECRYPT({ reason: 'no key fits, or it was changed' })
}

function open(sealed: Buffer, key: string, options: EncryptionOptions): string | null {
  const decrypt = createDecipheriv(cipher, derive(key, options.purpose), sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decrypt.setAAD(contextOf(options)).setAuthTag(sealed.subarray(-tagBytes))
  const body = decrypt.update(sealed.subarray(nonceBytes, -tagBytes))
  try {
    return Buffer.concat([body, decrypt.final()]).toString('utf8')
  } catch {
    return null
  }
}

function derive(key: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'nuages.encryption', `${version}:${purpose}`, 32))
}

function contextOf({ context = '' }: EncryptionOptions): Buffer {
  return Buffer.from(context)
}

function keysOf({ key, fallbackKeys = [] }: EncryptionOptions): { key: string; fallbackKeys: readonly string[] } {
  if (key === '') throw signingErrors.NO_KEY()
  if (key !== undefined) return { key, fallbackKeys }
  const facts = use(factsService)
  return { key: facts.secretKey, fallbackKeys: [...facts.secretKeyFallbacks, ...fallbackKeys] }
}
