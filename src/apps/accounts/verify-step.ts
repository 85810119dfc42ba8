import type { LoginStep } from '../auth/index.ts'
import { accountAddress } from './addresses.ts'
import { accountsSettings } from './settings.ts'
import { isUnverified } from './verification.ts'

/** Who has registered verifies the address before they are logged in, where the project requires it. */
export const verifyStep: LoginStep = Object.freeze({
  name: 'verify-email',
  needed: async (_request, user) => accountsSettings().verifyEmail === 'required' && (await isUnverified(user)),
  url: () => accountAddress('sent'),
} satisfies LoginStep)
