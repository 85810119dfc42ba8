import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { constantTimeEqual, randomString, toBase62 } from '../../../base/signing/index.ts'

/** 32 of 62 characters: 190 bits. */
const secretLength = 32
const checksumLength = 6
/** What the tokens of one log-in have in common: 131 bits. */
const familyLength = 22

/** What a token says that it is for. */
export type TokenKind = 'pat' | 'rt'

const lengths: Readonly<Record<TokenKind, number>> = Object.freeze({
  pat: secretLength + checksumLength,
  rt: familyLength + secretLength + checksumLength,
})

/** A new token: prefix, kind, random characters and their checksum, by which scanners for leaked secrets know it: 'nuages_pat_…'. */
export function newAccessToken(prefix: string): string {
  return withChecksum(`${prefix}_pat_${randomString(secretLength)}`)
}

/** The next token of a family. */
export function newRefreshToken(prefix: string, family: string): string {
  return withChecksum(`${prefix}_rt_${family}${randomString(secretLength)}`)
}

export function newFamily(): string {
  return randomString(familyLength)
}

/** The family of a whole token. */
export function familyOf(token: string, prefix: string): string {
  const start = prefix.length + '_rt_'.length
  return token.slice(start, start + familyLength)
}

/** Does a text say of itself that it is a token of this kind? */
export function looksLikeToken(text: string, prefix: string, kind: TokenKind): boolean {
  return text.startsWith(`${prefix}_${kind}_`)
}

/** Is it a whole one, without slips of the keyboard? No secret is asked for that. */
export function isToken(text: string, prefix: string, kind: TokenKind): boolean {
  const start = `${prefix}_${kind}_`
  if (!text.startsWith(start) || text.length !== start.length + lengths[kind]) return false
  if (!/^[A-Za-z0-9]+$/.test(text.slice(start.length))) return false
  return constantTimeEqual(checksumOf(text.slice(0, -checksumLength)), text.slice(-checksumLength))
}

/** By what a token is found: whoever reads the table gets nothing to use, and the time of a look tells nothing of it. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The beginning, by which people know it again. */
export function beginningOf(token: string, prefix: string, kind: TokenKind): string {
  return token.slice(0, prefix.length + kind.length + 2 + 4)
}

function withChecksum(text: string): string {
  return text + checksumOf(text)
}

function checksumOf(text: string): string {
  return toBase62(crc32(text)).padStart(checksumLength, '0')
}
