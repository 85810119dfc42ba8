import { untyped } from '../../../data/orm/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import type { AuditSource } from '../../admin/index.ts'
import { AuthEvent } from '../models/index.ts'
import { describeAgent } from '../sessions/describe.ts'

/** What happened, in words; a kind of another battery is shown as it is called. */
const kinds = {
  login: gettextLazy('Logged in'),
  loginFailed: gettextLazy('Failed to log in'),
  loginRefused: gettextLazy('Was not allowed to log in'),
  lockedOut: gettextLazy('Was locked out'),
  logout: gettextLazy('Logged out'),
  registered: gettextLazy('Registered'),
  emailVerified: gettextLazy('Verified an email address'),
  passwordChanged: gettextLazy('Changed the password'),
  passwordResetAsked: gettextLazy('Asked to reset the password'),
  passwordReset: gettextLazy('Reset the password'),
  sessionRevoked: gettextLazy('Ended a session'),
  tokenCreated: gettextLazy('Made a token'),
  tokenRevoked: gettextLazy('Revoked a token'),
  secondFactorEnabled: gettextLazy('Turned on a second factor'),
  secondFactorDisabled: gettextLazy('Turned off a second factor'),
  secondFactorFailed: gettextLazy('Failed the second factor'),
  passkeyAdded: gettextLazy('Added a passkey'),
  passkeyRemoved: gettextLazy('Removed a passkey'),
  impersonationBegan: gettextLazy('Somebody began acting as this person'),
  impersonationEnded: gettextLazy('Somebody stopped acting as this person'),
  accountDeleted: gettextLazy('Deleted the account'),
} as const

/** Events of accounts, for the audit log of the admin. */
export const authEventsSource: AuditSource = {
  name: 'access',
  label: gettextLazy('Log-ins and accounts'),
  permission: 'accounts.view_authevent',
  async read({ people, from, to, after, limit }) {
    let rows = untyped(AuthEvent).all()
    if (people !== null) rows = rows.filter({ user__in: people })
    if (from !== null) rows = rows.filter({ at__gte: from })
    if (to !== null) rows = rows.filter({ at__lt: to })
    if (after !== null) {
      const older = rows.filter({ [after.withTime && after.id === null ? 'at__lte' : 'at__lt']: after.time })
      rows = after.id === null ? older : older.or(rows.filter({ at: after.time, id__lt: after.id }))
    }
    const found = await rows.selectRelated('user').orderBy('-at', '-id').slice(0, limit)
    return found.map((row) => {
      const user = row['user'] as { readonly pk: unknown; readonly username?: unknown } | null
      const kind = String(row['kind'])
      return {
        id: String(row['id']),
        time: row['at'] as Date,
        userKey: user?.pk ?? null,
        userName: String(user?.username ?? row['username']),
        what: kinds[kind as keyof typeof kinds] ?? kind,
        about: [row['ip'], describeAgent(String(row['userAgent']))].filter((part) => part !== '').join(' · '),
      }
    })
  },
}
