import { mayBeName } from '../normalize.ts'
import { usernamePolicy } from '../usernames/policy.ts'
import { usersOf } from '../users-of.ts'
import type { AuthBackend } from './backend.ts'

/** Under Django's name, so that sessions go on where both serve one database. */
export const modelBackendName = 'django.contrib.auth.backends.ModelBackend'

/** Users by name and password. Semantics: Django's `ModelBackend`. */
export function modelBackend(): AuthBackend {
  return {
    name: modelBackendName,
    async find({ username }, { model }) {
      if (!mayBeName(username)) return null
      const users = usersOf(model)
      const exact = await users.filter({ username }).first()
      if (exact !== null || !usernamePolicy().caseInsensitive) return exact
      const alike = await users.filter({ username__iexact: username }).slice(0, 2)
      return alike.length === 1 ? alike[0]! : null
    },
  }
}
