import type { AnyUser } from '../models.ts'
import type { ThrottleRule } from './rule.ts'

/** Somebody's account that no attempts are looked at for a while. */
export interface Lockout {
  /** The owner, where there is such an account. */
  readonly user: AnyUser
  /** Seconds. */
  readonly wait: number
  /** Where the last attempt came from. */
  readonly ip: string
  readonly host: string
  readonly at: Date
}

export interface LoginThrottleOptions {
  /** Attempts on one account from one address: 5 free, then 5 seconds doubling up to 15 minutes; one is forgotten in 15 minutes. */
  readonly pair?: Partial<ThrottleRule>
  /** Attempts from one address (of IPv6: its first 64 bits) on any account: 30 free, then 5 seconds doubling; one is forgotten in 2 minutes. */
  readonly address?: Partial<ThrottleRule>
  /** Attempts on one account from anywhere but known devices: 20 free, then 10 seconds doubling; one is forgotten in 30 minutes. */
  readonly account?: Partial<ThrottleRule>
  /** From which wait on, in seconds, an account counts as locked out, and its owner is told. Default 60. */
  readonly lockedFrom?: number
  /** What tells the owner, at most once a day: a function; false for nothing. Default: a mail (`auth/mail/locked_out`), where the project sends any. */
  readonly notify?: false | ((lockout: Lockout) => void | Promise<void>)
  /** Days for which a browser that somebody logged in with stays a known device; 0 for never. Default 180. */
  readonly deviceDays?: number
}

export const defaultRules = Object.freeze({
  pair: Object.freeze({ free: 5, first: 5, most: 900, forgive: 900 }),
  address: Object.freeze({ free: 30, first: 5, most: 900, forgive: 120 }),
  account: Object.freeze({ free: 20, first: 10, most: 900, forgive: 1800 }),
})
