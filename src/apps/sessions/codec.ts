import { dumps, loads } from '../../base/signing/index.ts'

/** What a session holds: plain data by name. */
export type SessionData = Record<string, unknown>

export interface SessionKeys {
  /** Signs what is stored. The current project's secret key if left out; its keys of the past then read too. */
  readonly key?: string
  /** Keys of the past that still read. */
  readonly fallbackKeys?: readonly string[]
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

export interface SessionCodecOptions extends SessionKeys {
  readonly salt?: string
  /** Seconds after which a text no longer reads. Sessions in the database have their own expiry instead. */
  readonly maxAge?: number
}

const djangoSalt = 'django.contrib.sessions.SessionStore'

/** A session's data as Django stores it: JSON, deflated where that is shorter, signed with the time. */
export function encodeSession(data: SessionData, options: SessionCodecOptions): string {
  return dumps(data, { salt: djangoSalt, compress: true, ...options })
}

/** The data of a stored session; empty for a text that is damaged, too old or signed with another key. Never throws. */
export function decodeSession(text: string, options: SessionCodecOptions): SessionData {
  return readSession(text, options) ?? {}
}

/** Like `decodeSession`, and null for what cannot be read. */
export function readSession(text: string, options: SessionCodecOptions): SessionData | null {
  try {
    return asSessionData(loads(text, { salt: djangoSalt, ...options }))
  } catch {
    return null
  }
}

/** What was read, where it is data of a session. */
export function asSessionData(value: unknown): SessionData | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SessionData) : null
}

/** Not by assignment: '__proto__' is a name like any other. */
export function putIn(data: SessionData, name: string, value: unknown): void {
  Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true })
}
