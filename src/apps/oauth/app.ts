import type { AppDefinition } from '../../base/settings/index.ts'

import { accountsApp } from '../accounts/index.ts'
import { admin } from '../admin/index.ts'
import { LinkedAccount } from './models.ts'

/** Logging in with providers: the table of linked accounts, and the pages. */
export const oauthApp: AppDefinition = Object.freeze({
  label: 'oauth',
  dir: import.meta.dirname,
  models: { LinkedAccount },
  admin: [
    // To look at, and to take away: whoever could write one could come in as somebody else.
    admin(LinkedAccount, {
      icon: 'users',
      listDisplay: ['user', 'provider', 'email', 'linkedAt', 'lastUsedAt'],
      searchFields: ['user__username', 'email', 'subject'],
      fields: ['user', 'provider', 'issuer', 'subject', 'email', 'name', 'linkedAt', 'lastUsedAt'],
      readonlyFields: ['user', 'provider', 'issuer', 'subject', 'email', 'name', 'linkedAt', 'lastUsedAt'],
      canAdd: false,
      canChange: false,
    }),
  ],
  requires: [accountsApp],
})
