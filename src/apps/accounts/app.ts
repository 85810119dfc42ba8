import type { AppDefinition } from '../../base/settings/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { admin } from '../admin/index.ts'
import { authApp } from '../auth/index.ts'
import { sessionsApp } from '../sessions/index.ts'
import { AuthEvent, EmailAddress, UserSession } from './models/index.ts'

/** The tables around accounts: events, whose a session is, and verified addresses; and the templates of their pages. */
export const accountsApp: AppDefinition = Object.freeze({
  label: 'accounts',
  dir: import.meta.dirname,
  models: { AuthEvent, EmailAddress, UserSession },
  admin: [
    admin(AuthEvent, {
      icon: 'shield',
      listDisplay: ['at', 'kind', 'user', 'username', 'ip'],
      searchFields: ['username', 'userKey', 'ip'],
      fieldsets: [
        { title: null, fields: ['at', 'kind', 'user', 'userKey', 'username', 'actorKey'] },
        { title: gettextLazy('From where'), fields: ['ip', 'userAgent'] },
        { title: gettextLazy('Details'), fields: ['data'] },
      ],
      readonlyFields: ['at', 'kind', 'user', 'userKey', 'actorKey', 'username', 'ip', 'userAgent', 'data'],
      canAdd: false,
      canChange: false,
      canDelete: false,
      // It is a record itself.
      history: false,
    }),
  ],
  requires: [authApp, sessionsApp],
})
