import { signingErrors } from './errors.ts'

const digits62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A whole number in base 62, digits before upper case before lower case: how Django writes signing times. */
export function toBase62(value: number): string {
  let rest = Math.abs(value)
  let text = ''
  do {
    text = digits62[rest % 62]! + text
    rest = Math.floor(rest / 62)
  } while (rest > 0)
  return value < 0 ? `-${text}` : text
}

/** Throws `NUAGES_SIGNING_BAD_NUMBER` for anything but base 62 digits. */
export function fromBase62(text: string): number {
  const negative = text.startsWith('-')
  const body = negative ? text.slice(1) : text
  let value = 0
  for (const character of body) {
    const digit = digits62.indexOf(character)
    if (digit < 0) throw signingErrors.BAD_NUMBER({ base: 62 })
    value = value * 62 + digit
  }
  if (body === '' || !Number.isFinite(value)) throw signingErrors.BAD_NUMBER({ base: 62 })
  return negative ? -value : value
}

/** A whole number from 0 in base 36, lower case: how Django writes the time in a password reset token. */
export function toBase36(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw signingErrors.BAD_NUMBER({ base: 36 })
  return value.toString(36)
}

/** Reads what `toBase36` wrote, in any case of letters. More than 13 digits (over 64 bits) are refused, as in Django. */
export function fromBase36(text: string): number {
  if (!/^[0-9a-z]{1,13}$/i.test(text)) throw signingErrors.BAD_NUMBER({ base: 36 })
  return Number.parseInt(text, 36)
}

/** Base64 with `-` and `_`, without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** Reads base64url with or without padding; characters outside the alphabet are passed over, as Python does. */
export function fromBase64Url(text: string): Buffer {
  const body = text.replace(/[^A-Za-z0-9_-]/g, '')
  if (body.length % 4 === 1) throw signingErrors.BAD_BASE64()
  return Buffer.from(body, 'base64url')
}

/**
 * Compact JSON in ASCII: every character outside space to `~` as an escape, which is how Django's serialisers write.
 * Throws `NUAGES_SIGNING_NOT_JSON` for undefined, functions and bigints.
 */
export function toAsciiJson(value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw signingErrors.NOT_JSON({ type: typeof value }, { cause })
  }
  if (text === undefined) throw signingErrors.NOT_JSON({ type: typeof value })
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
