import type { AppDefinition } from '../../base/settings/index.ts'

import { accountsApp } from '../accounts/index.ts'
import { LinkedAccount } from './models.ts'

/** Logging in with providers: the table of linked accounts, and the pages. */
export const oauthApp: AppDefinition = Object.freeze({
  label: 'oauth',
  dir: import.meta.dirname,
  models: { LinkedAccount },
  requires: [accountsApp],
})
