import type { AppDefinition } from '../../base/settings/index.ts'
import { accountsApp } from '../accounts/index.ts'
import { authApp } from '../auth/index.ts'
import { sessionsApp } from '../sessions/index.ts'
import { Passkey, PasskeyUser, SpentChallenge } from './models.ts'

/** Passkeys: tables, pages and a line on the account page. Mount `passkeysUrls` as well. */
export const passkeysApp: AppDefinition = {
  label: 'passkeys',
  dir: import.meta.dirname,
  models: { Passkey, PasskeyUser, SpentChallenge },
  requires: [authApp, sessionsApp, accountsApp],
}
