import { path, type UrlEntry } from '../../../web/http/index.ts'
import { guarded, requireAccount, requireRecentLogin } from '../../accounts/index.ts'
import { byPeople, createPage, endLoginPage, revokePage, tokensPage } from './views.ts'

/**
 * The pages of access tokens below those of accounts: `path('account/tokens/', include(tokensUrls, { namespace: 'tokens' }))`. A new token asks for a
 * log-in of a moment ago; to revoke one does not.
 */
export const tokensUrls: readonly UrlEntry[] = [
  path('', { get: guarded(requireAccount(byPeople(tokensPage))) }, { name: 'list' }),
  path(
    'new/',
    {
      get: guarded(requireAccount(byPeople(requireRecentLogin(createPage, { allFactors: true, verified: true })))),
      post: guarded(requireAccount(byPeople(requireRecentLogin(createPage, { allFactors: true, verified: true })))),
    },
    { name: 'create' },
  ),
  path(
    '<int:id>/revoke/',
    {
      get: guarded(requireAccount(byPeople<{ id: number }>(revokePage))),
      post: guarded(requireAccount(byPeople<{ id: number }>(revokePage))),
    },
    { name: 'revoke' },
  ),
  path(
    'logins/<int:id>/end/',
    { post: guarded(requireAccount(byPeople<{ id: number }>(endLoginPage))) },
    { name: 'end' },
  ),
]
