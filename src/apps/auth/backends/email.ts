import { mayBeName, normalizeEmail } from '../normalize.ts'
import { usersOf } from '../users-of.ts'
import type { AuthBackend } from './backend.ts'

export const emailBackendName = 'nuages.auth.EmailBackend'

/** How many rows are looked at where several have an address in different spellings. */
const mostAlike = 20

/**
 * Users by e-mail address and password, for `auth: { backends: [modelBackend(), emailBackend()] }`: the domain in any case, the part before it
 * as it is. An address that several active users have is nobody's.
 */
export function emailBackend(): AuthBackend {
  return {
    name: emailBackendName,
    asks: 'email',
    async find({ username }, { model }) {
      if (!mayBeName(username)) return null
      const email = normalizeEmail(username.trim())
      if (!/^[^@]+@[^@]+$/.test(email)) return null
      const rows = await usersOf(model).filter({ email__iexact: email, isActive: true }).slice(0, mostAlike)
      const users = rows.filter((user) => normalizeEmail(user.email) === email)
      return users.length === 1 ? users[0]! : null
    },
  }
}
