import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, credentialOf, type RequestUser } from '../../auth/index.ts'
import { currentSettings } from '../settings.ts'
import type { Authenticator } from './authenticator.ts'

/** The session of a browser: whoever has logged in to the site. Forms are checked as anywhere else. */
export function session(): Authenticator {
  return {
    name: 'session',
    protection: 'csrf',
    challenge: () => `Session realm="${currentSettings().realm}"`,
    async authenticate(request: HttpRequest) {
      if (credentialOf(request).kind !== 'session') return null
      const user: RequestUser | undefined = await (request.user as Promise<RequestUser> | undefined)
      return user?.isAuthenticated ? { user: user as AnyUser, abilities: null } : null
    },
  }
}
