import { constantTimeEqual, randomString } from '../../base/signing/index.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const secretLength = 32
const tokenLength = 2 * secretLength

/** A new secret: 32 letters and digits. */
export function newCsrfSecret(): string {
  return randomString(secretLength, alphabet)
}

/** Django's masked token: the mask, then each character of the secret moved by the mask's (so that no page shows the secret twice alike). */
export function maskCsrfSecret(secret: string, mask: string = newCsrfSecret()): string {
  let cipher = ''
  for (let i = 0; i < secretLength; i++) {
    cipher += alphabet[(alphabet.indexOf(secret[i]!) + alphabet.indexOf(mask[i]!)) % alphabet.length]
  }
  return mask + cipher
}

/** The secret inside a masked token of 64 characters. */
export function unmaskCsrfToken(token: string): string {
  let secret = ''
  for (let i = 0; i < secretLength; i++) {
    const moved = alphabet.indexOf(token[secretLength + i]!) - alphabet.indexOf(token[i]!)
    secret += alphabet[(moved + alphabet.length) % alphabet.length]
  }
  return secret
}

/** The secret in a cookie or field: bare (32 characters, as Django 4.1 and later store it) or masked (64); null for anything else. */
export function csrfSecretOf(token: string | null | undefined): string | null {
  if (token === null || token === undefined || /[^a-zA-Z0-9]/.test(token)) return null
  if (token.length === tokenLength) return unmaskCsrfToken(token)
  return token.length === secretLength ? token : null
}

/** True where two tokens, masked or bare, hold the same secret; compared in constant time. */
export function csrfTokensMatch(one: string | null | undefined, other: string | null | undefined): boolean {
  const first = csrfSecretOf(one)
  const second = csrfSecretOf(other)
  return first !== null && second !== null && constantTimeEqual(first, second)
}
