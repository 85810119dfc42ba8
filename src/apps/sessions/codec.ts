import { dumps, loads } from '../../base/signing/index.ts'

/** What a session holds: plain data by name. */
export type SessionData = Record<string, unknown>

export interface SessionCodecOptions {
  readonly key: string
  /** Keys of the past that still read. */
  readonly fallbackKeys?: readonly string[]
  readonly salt?: string
  /** Seconds after which a text no longer reads. Sessions in the database have their own expiry instead. */
  readonly maxAge?: number
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

const djangoSalt = 'django.contrib.sessions.SessionStore'

/** A session's data as Django stores it: JSON, deflated where that is shorter, signed with the time. */
export function encodeSession(data: SessionData, options: SessionCodecOptions): string {
  return dumps(data, { salt: djangoSalt, compress: true, ...options })
}

/** The data of a stored session; empty for a text that is damaged, too old or signed with another key. Never throws. */
export function decodeSession(text: string, options: SessionCodecOptions): SessionData {
  try {
    const data = loads(text, { salt: djangoSalt, ...options })
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as SessionData) : {}
  } catch {
    return {}
  }
}
