import type { AppDefinition } from '../../base/settings/index.ts'
import { authApp } from '../auth/index.ts'
import { AccessToken, RefreshToken } from './models.ts'

/** Credentials for programs: access tokens, JSON Web Tokens and their refresh tokens. */
export const tokensApp: AppDefinition = Object.freeze({
  label: 'tokens',
  dir: import.meta.dirname,
  models: { AccessToken, RefreshToken },
  admin: [],
  requires: [authApp],
})
