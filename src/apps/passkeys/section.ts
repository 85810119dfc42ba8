import { tryReverse } from '../../web/http/index.ts'
import { gettext, interpolate, ngettext } from '../../web/i18n/index.ts'
import type { AccountSection } from '../accounts/index.ts'
import { passkeysOf } from './registration.ts'

/** The line on the account page. */
export const passkeysSection: AccountSection = {
  name: 'passkeys',
  title: () => gettext('Passkeys'),
  async summary(_request, user) {
    const count = (await passkeysOf(user)).length
    if (count === 0) return gettext('No passkeys')
    return interpolate(ngettext('%(count)s passkey', '%(count)s passkeys', count), { count })
  },
  url: () => tryReverse('passkeys:list'),
}
