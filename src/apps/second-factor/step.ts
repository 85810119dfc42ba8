import type { LoginStep } from '../auth/index.ts'
import { secondFactorAddress } from './addresses.ts'
import { factorsOf } from './factors.ts'
import { isRemembered } from './remembered.ts'
import { isRequired } from './settings.ts'

export const stepName = 'second-factor'

/**
 * The step of logging in that asks for a second factor: of whoever has set one up, and of whoever must have one. A passkey is two factors at
 * once, and so is a provider whose word is taken for it ('oidc:mfa'); they ask no more.
 */
export const secondFactorStep: LoginStep = Object.freeze({
  name: stepName,
  async needed(request, user, { methods }) {
    if (methods.includes('passkey') || methods.includes('oidc:mfa')) return false
    const { any } = await factorsOf(user)
    if (!any) return isRequired(user)
    // A key that nobody was made sure to hold and a browser that was used before are both but things.
    return methods.includes('securityKey') || !(await isRemembered(request, user))
  },
  url: () => secondFactorAddress('challenge'),
} satisfies LoginStep)
