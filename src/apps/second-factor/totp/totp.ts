import { constantTimeEqual } from '../../../base/signing/index.ts'
import { secondFactorErrors } from '../errors.ts'
import { type HotpOptions, hotp } from './hotp.ts'

export interface TotpOptions extends HotpOptions {
  /** Seconds for which a code stands. Default 30. */
  readonly period?: number
}

export interface TotpWindow {
  /** Milliseconds since 1970. Default: now. */
  readonly at?: number
  /** How many periods a clock may be off, each way. Default 1. */
  readonly window?: number
  /** The counter of the last code that was taken: that one and earlier ones do not match any more. */
  readonly after?: number
}

/** In which period a moment (milliseconds since 1970) is: RFC 6238 §4.2, with T0 = 0. */
export function totpCounter(at: number, period = 30): number {
  if (!Number.isInteger(period) || period < 1 || period > 3600)
    throw secondFactorErrors.BAD_SETTINGS({ what: 'a period of', value: String(period) })
  return Math.floor(at / 1000 / period)
}

/** The code that stands at a moment (milliseconds since 1970): RFC 6238. */
export function totp(secret: Uint8Array, at: number, options: TotpOptions = {}): string {
  return hotp(secret, totpCounter(at, options.period), options)
}

/**
 * The counter whose code this is, of those around now; null where it is none of them. It takes as long for each: every code is made
 * and compared. A code that stands for two counters, which is rare, is taken for the later one.
 */
export function matchingCounter(
  secret: Uint8Array,
  code: string,
  { at = Date.now(), window = 1, after = -1, ...options }: TotpOptions & TotpWindow = {},
): number | null {
  const now = totpCounter(at, options.period)
  let found: number | null = null
  for (let counter = Math.max(0, now - window); counter <= now + window; counter++) {
    const equal = constantTimeEqual(hotp(secret, counter, options), code)
    if (equal && counter > after) found = counter
  }
  return found
}
