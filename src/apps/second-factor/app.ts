import type { AppDefinition } from '../../base/settings/index.ts'
import { accountsApp } from '../accounts/index.ts'
import { authApp } from '../auth/index.ts'
import { FactorAttempts, RecoveryCode, TotpDevice } from './models.ts'

/** Second factors: codes of authenticator apps, and recovery codes. A project that has this app asks for them when people log in who have set one up. */
export const secondFactorApp: AppDefinition = Object.freeze({
  label: 'second_factor',
  dir: import.meta.dirname,
  models: { TotpDevice, RecoveryCode, FactorAttempts },
  admin: [],
  requires: [authApp, accountsApp],
})
