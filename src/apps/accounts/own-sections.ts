import { gettext } from '../../web/i18n/index.ts'
import { userKey } from '../auth/index.ts'
import { accountAddress } from './addresses.ts'
import { UserSession } from './models/index.ts'
import type { AccountSection } from './sections.ts'
import { accountsSettings } from './settings.ts'
import { isVerified } from './verification.ts'

/** The sections that every account has; those of the batteries stand between the second and the last. */
const firstSections: readonly AccountSection[] = [
  {
    name: 'profile',
    title: () => gettext('Profile'),
    summary: (_request, user) => user.fullName || user.username,
    url: () => accountAddress('profile'),
  },
  {
    name: 'email',
    title: () => gettext('Email address'),
    async summary(_request, user) {
      if (user.email === '') return gettext('No email address')
      return (await isVerified(user)) ? `${user.email} · ${gettext('verified')}` : user.email
    },
    url: () => accountAddress('email'),
  },
  {
    name: 'password',
    title: () => gettext('Password'),
    summary: (_request, user) => (user.hasUsablePassword ? gettext('Set') : gettext('Not set')),
    url: () => accountAddress('password'),
  },
]

const sessionsSection: AccountSection = {
  name: 'sessions',
  title: () => gettext('Where you are logged in'),
  async summary(_request, user) {
    const open = UserSession.filter({ user: userKey(user), session__expireDate__gt: new Date() })
    return String(await open.count())
  },
  url: () => accountAddress('sessions'),
}

const deleteSection: AccountSection = {
  name: 'delete',
  title: () =>
    accountsSettings().deletion === 'delete' ? gettext('Delete the account') : gettext('Close the account'),
  summary: () => '',
  url: () => accountAddress('delete'),
}

/** The sections of accounts around those of the other batteries. */
export function allSections(others: readonly AccountSection[], deletion: unknown): readonly AccountSection[] {
  return [...firstSections, ...others, sessionsSection, ...(deletion === false ? [] : [deleteSection])]
}
