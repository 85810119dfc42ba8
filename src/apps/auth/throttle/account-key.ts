import { normalizeUsername } from '../normalize.ts'
import { usernamePolicy } from '../usernames/policy.ts'

/** An account by the name that was typed, whether anybody has it or not: for known devices, which are those of one name exactly. */
export function accountKey(username: string): string {
  const name = normalizeUsername(username.trim())
  return usernamePolicy().caseInsensitive ? name.toLowerCase() : name
}

/**
 * The name that attempts are counted under: without case and accents, as a database may find a user by any spelling, and each would bring
 * guesses of its own.
 */
export function countedName(username: string): string {
  const bare = username.trim().normalize('NFKD').replace(/\p{M}/gu, '')
  return bare.toUpperCase().toLowerCase()
}
