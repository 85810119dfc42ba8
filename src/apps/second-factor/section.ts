import { tryReverse } from '../../web/http/index.ts'
import { gettext, ngettext } from '../../web/i18n/index.ts'
import type { AccountSection } from '../accounts/index.ts'
import { factorsOf } from './factors.ts'
import { recoveryCodesLeft } from './recovery-codes.ts'

/** The line of the account page. */
export const secondFactorSection: AccountSection = Object.freeze({
  name: 'second-factor',
  title: () => gettext('Two-step verification'),
  async summary(_request, user) {
    const { any } = await factorsOf(user)
    if (!any) return gettext('Off')
    const { left } = await recoveryCodesLeft(user)
    const text = ngettext('On, with %(count)s recovery code', 'On, with %(count)s recovery codes', left)
    return text.replace('%(count)s', String(left))
  },
  url: () => tryReverse('secondFactor:overview'),
} satisfies AccountSection)
