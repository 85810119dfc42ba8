import { normalizeUsername } from '../normalize.ts'
import { usernamePolicy } from '../usernames/policy.ts'

/** An account as attempts on it are counted: by the name that was typed, whether anybody has it or not. */
export function accountKey(username: string): string {
  const name = normalizeUsername(username.trim())
  return usernamePolicy().caseInsensitive ? name.toLowerCase() : name
}
