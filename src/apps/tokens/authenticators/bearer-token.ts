import { findToken } from '../access-tokens/access-tokens.ts'
import { looksLikeToken } from '../access-tokens/token-text.ts'
import { currentSettings } from '../settings.ts'
import type { Authenticator } from './authenticator.ts'
import { credentialsOf } from './authorization.ts'

/** Access tokens in `Authorization: Bearer nuages_pat_…` (RFC 6750, 2.1). One query, for token and user together. */
export function bearerToken(): Authenticator {
  return {
    name: 'token',
    scheme: 'bearer',
    protection: 'none',
    challenge: () => `Bearer realm="${currentSettings().realm}"`,
    async authenticate(request) {
      const sent = credentialsOf(request, 'bearer')
      if (sent === null || !looksLikeToken(sent, currentSettings().prefix, 'pat')) return null
      const { row, user, abilities } = await findToken(sent, request.ip)
      return { user, abilities, token: row }
    },
  }
}
