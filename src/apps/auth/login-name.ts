import { gettext } from '../../web/i18n/index.ts'
import { projectBackends } from './backends/service.ts'

/** What people log in with, by the project's backends. */
function asked(): 'username' | 'email' | 'either' {
  const kinds = new Set(projectBackends().map(({ asks = 'username' }) => asks))
  return kinds.size > 1 ? 'either' : kinds.has('email') ? 'email' : 'username'
}

/** What stands beside the field for it: "User name", where the project has `emailBackend()` alone "Email address". */
export function loginNameLabel(): string {
  const kind = asked()
  if (kind === 'email') return gettext('Email address')
  return kind === 'either' ? gettext('User name or email address') : gettext('User name')
}

/** How long it may be: an address is longer than a name (RFC 5321, 4.5.3.1). */
export const loginNameLength = (): number => (asked() === 'username' ? 150 : 254)

/** What is said where it and the password are not those of one user. */
export function loginRefused(): string {
  const kind = asked()
  if (kind === 'email')
    return gettext('This email address and password do not belong together. Mind upper and lower case in the password.')
  return kind === 'either'
    ? gettext('This name or address and the password do not belong together. Mind upper and lower case.')
    : gettext('This user name and password do not belong together. Mind upper and lower case in both.')
}
