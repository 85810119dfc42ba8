import { tryReverse } from '../../../web/http/index.ts'
import { gettext, interpolate, ngettext } from '../../../web/i18n/index.ts'
import type { AccountSection } from '../../accounts/index.ts'
import { tokensOf } from '../access-tokens/access-tokens.ts'

/** The line of access tokens on the account page. */
export const tokensSection: AccountSection = Object.freeze({
  name: 'tokens',
  title: () => gettext('Access tokens'),
  async summary(_request, user) {
    const { length } = await tokensOf(user)
    return length === 0
      ? gettext('No access tokens')
      : interpolate(ngettext('%(count)s token', '%(count)s tokens', length), { count: length })
  },
  // A project may have JSON Web Tokens alone, without pages.
  url: () => tryReverse('tokens:list'),
} satisfies AccountSection)
