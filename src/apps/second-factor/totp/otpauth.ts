import { toBase32 } from './base32.ts'
import type { TotpOptions } from './totp.ts'

export interface OtpauthOptions extends TotpOptions {
  /** The site, as the app shows it. */
  readonly issuer: string
  /** Whose account it is there: a user name or an address. */
  readonly account: string
}

/**
 * The address that tells an authenticator app all that it needs, mostly as a QR code: the form that Google's Authenticator brought
 * (https://github.com/google/google-authenticator/wiki/Key-Uri-Format). A colon parts issuer and account there, and is left out of both.
 */
export function otpauthUri(secret: Uint8Array, options: OtpauthOptions): string {
  const { digits = 6, algorithm = 'sha1', period = 30 } = options
  const issuer = plain(options.issuer)
  const account = plain(options.account)
  const label = [issuer, account]
    .filter((part) => part !== '')
    .map(encodeURIComponent)
    .join(':')
  const parameters = [
    ['secret', toBase32(secret)],
    ...(issuer === '' ? [] : [['issuer', issuer]]),
    ['algorithm', algorithm.toUpperCase()],
    ['digits', String(digits)],
    ['period', String(period)],
  ]
  // Not URLSearchParams: apps show its plus signs.
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&')
  return `otpauth://totp/${label}?${query}`
}

const longest = 100

function plain(text: string): string {
  return [...text.toWellFormed().replaceAll(':', ' ').trim()].slice(0, longest).join('')
}
