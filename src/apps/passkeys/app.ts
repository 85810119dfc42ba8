import type { AppDefinition } from '../../base/settings/index.ts'
import { accountsApp } from '../accounts/index.ts'
import { admin } from '../admin/index.ts'
import { authApp } from '../auth/index.ts'
import { sessionsApp } from '../sessions/index.ts'
import { Passkey, PasskeyUser, SpentChallenge } from './models.ts'

/** Passkeys: tables, pages and a line on the account page. Mount `passkeysUrls` as well. In the admin they can be looked at and removed. */
export const passkeysApp: AppDefinition = Object.freeze({
  label: 'passkeys',
  dir: import.meta.dirname,
  models: { Passkey, PasskeyUser, SpentChallenge },
  admin: [
    admin(Passkey, {
      icon: 'shield',
      listDisplay: ['name', 'user', 'backedUp', 'createdAt', 'lastUsedAt'],
      searchFields: ['name', 'user__username'],
      fieldsets: [
        {
          title: null,
          fields: ['name', 'user', 'backedUp', 'discoverable', 'aaguid', 'signCount', 'createdAt', 'lastUsedAt'],
        },
      ],
      readonlyFields: ['user', 'backedUp', 'discoverable', 'aaguid', 'signCount', 'createdAt', 'lastUsedAt'],
      canAdd: false,
      accountOf: 'user',
    }),
  ],
  requires: [authApp, sessionsApp, accountsApp],
})
