import { createHmac, randomBytes } from 'node:crypto'
import { type AnyUser, usersOf } from '../../auth/index.ts'

/** Passwords that were right a moment ago. */
export interface Checked {
  /** The user whose password it is, if it was right a moment ago and they and it are still the same. One query. */
  find(username: string, password: string): Promise<AnyUser | null>
  keep(username: string, password: string, user: AnyUser): void
  /** Checks a password once for all who send it at the same time: each would be counted as a guess until it turns out to be right. */
  together(username: string, password: string, check: () => Promise<AnyUser | null>): Promise<AnyUser | null>
}

interface Entry {
  readonly pk: unknown
  /** The name that the account had. */
  readonly username: string
  /** The column: another password, or the same one hashed anew, ends it. */
  readonly stored: string
  readonly until: number
}

const mostEntries = 1000

/**
 * Remembers for so many seconds which passwords were right, by their HMAC under a key that this process alone has: neither a password nor anything it could be
 * found from leaves the process. The user is read each time, so that deactivation and a new password count at once.
 */
export function checkedPasswords(seconds: number): Checked {
  const secret = randomBytes(32)
  const entries = new Map<string, Entry>()
  const keyOf = (username: string, password: string) =>
    createHmac('sha256', secret).update(`${username}\0${password}`).digest('base64url')
  const running = new Map<string, Promise<AnyUser | null>>()
  return {
    together(username, password, check) {
      const key = keyOf(username, password)
      const before = running.get(key)
      if (before !== undefined) return before
      const work = check().finally(() => running.delete(key))
      running.set(key, work)
      return work
    },
    async find(username, password) {
      if (seconds === 0) return null
      const key = keyOf(username, password)
      const entry = entries.get(key)
      if (entry === undefined) return null
      if (entry.until > Date.now()) {
        const user = await usersOf().filter({ pk: entry.pk }).first()
        if (user?.isActive && user.password === entry.stored && user.username === entry.username) return user
      }
      entries.delete(key)
      return null
    },
    keep(username, password, user) {
      if (seconds === 0) return
      if (entries.size >= mostEntries) entries.delete(entries.keys().next().value!)
      entries.set(keyOf(username, password), {
        pk: user.pk,
        username: user.username,
        stored: user.password,
        until: Date.now() + seconds * 1000,
      })
    },
  }
}
