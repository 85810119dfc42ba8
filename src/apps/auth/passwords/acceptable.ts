import { authErrors } from '../errors.ts'

/** UTF-16 units. Longer ones are no passwords: reading and hashing them would cost more than they are worth. */
export const longestPassword = 4096

/**
 * What no hasher is given: too long, or with half of a surrogate pair, which UTF-8 cannot hold (all such halves would become one
 * character, and many passwords one). Null where nothing is wrong. Null characters and every other text are taken as they come; nothing is normalised,
 * as in Django.
 */
export function problemOf(password: string): string | null {
  if (password.length > longestPassword) return `has more than ${longestPassword} characters`
  return password.isWellFormed() ? null : 'is no well-formed text'
}

/** Throws `NUAGES_AUTH_BAD_PASSWORD`. */
export function checkAcceptable(password: string): void {
  const problem = problemOf(password)
  if (problem !== null) throw authErrors.BAD_PASSWORD({ problem })
}
