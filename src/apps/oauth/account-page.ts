import { tryReverse } from '../../web/http/index.ts'
import { gettext, interpolate, ngettext } from '../../web/i18n/index.ts'
import type { AccountSection, LoginOption } from '../accounts/index.ts'
import { pageAddress } from './addresses.ts'
import { type OAuthOptions, oauthSettings } from './options.ts'
import { accountsOf } from './people/unlink.ts'

/** The line on the page of one's account. */
export const linkedAccountsSection: AccountSection = Object.freeze({
  name: 'oauth',
  title: () => gettext('Linked accounts'),
  async summary(_request, user) {
    const { length } = await accountsOf(user)
    return length === 0
      ? gettext('No linked accounts')
      : interpolate(ngettext('%(count)s account', '%(count)s accounts', length), { count: length })
  },
  url: () => tryReverse('oauth:list'),
} satisfies AccountSection)

/** A button on the log-in page for each provider; on the page that asks once more who one is, for those that are linked. */
export function providerOptions({ providers }: OAuthOptions): readonly LoginOption[] {
  return Object.keys(providers).map(optionOf)
}

function optionOf(name: string): LoginOption {
  const provider = () => oauthSettings().providers.get(name)
  return {
    name: `oauth:${name}`,
    label: (purpose) =>
      interpolate(purpose === 'login' ? gettext('Log in with %(provider)s') : gettext('Use %(provider)s'), {
        provider: provider()?.label ?? name,
      }),
    url: (_request, purpose) => pageAddress(purpose === 'login' ? 'start' : 'again', { provider: name }),
    async available(request, purpose) {
      if (provider() === undefined) return false
      if (purpose === 'login') return true
      const user = await request.user
      return user.isAuthenticated && (await accountsOf(user)).some((account) => account.provider === name)
    },
  }
}
