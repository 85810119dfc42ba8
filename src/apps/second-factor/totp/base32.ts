import { secondFactorErrors } from '../errors.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** How many characters of the last group of eight carry bytes, where it is not whole. */
const lastLengths: readonly number[] = [0, 2, 4, 5, 7]

/** Bytes in base32 (RFC 4648 §6), without padding: how authenticator apps take secrets. */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31]
}

/**
 * Reads base32 as people type it: in any case, with spaces and dashes between groups, with or without padding. Throws
 * `NUAGES_SECONDFACTOR_BAD_BASE32` for other characters, for a length that no bytes have, and for bits that are left over and not zero.
 */
export function fromBase32(text: string): Buffer {
  const typed = text.replace(/[\s-]/g, '').toUpperCase()
  let length = typed.length
  while (typed[length - 1] === '=') length--
  const body = typed.slice(0, length)
  if (!lastLengths.includes(body.length % 8))
    throw secondFactorErrors.BAD_BASE32({ reason: 'its length is impossible' })
  const bytes = Buffer.alloc(Math.floor((body.length * 5) / 8))
  let at = 0
  let bits = 0
  let held = 0
  for (const character of body) {
    const value = alphabet.indexOf(character)
    if (value < 0) throw secondFactorErrors.BAD_BASE32({ reason: 'it has a character that is none of base32' })
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >> bits
    }
    held &= (1 << bits) - 1
  }
  if (held !== 0) throw secondFactorErrors.BAD_BASE32({ reason: 'bits are left over at its end' })
  return bytes
}
