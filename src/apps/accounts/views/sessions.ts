import { type HttpRequest, httpErrors } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { logout, recordAuthEvent, userKey, userOf } from '../../auth/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { accountAddress } from '../addresses.ts'
import { done, shown, wantsJson } from '../json.ts'
import { UserSession } from '../models/index.ts'
import { accountPage } from '../page.ts'
import { describeAgent } from '../sessions/describe.ts'
import { endSession, endSessions } from '../sessions/end.ts'

/** As many are listed. */
const most = 100

/** Where one is logged in. Keys of sessions, which would open them, are shown to nobody. */
export async function sessionsPage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const current = sessionOf(request).key
  const rows = await UserSession.filter({ user: userKey(user), session__expireDate__gt: new Date() }).slice(0, most)
  const sessions = rows.map(({ id, session, createdAt, lastSeen, ip, userAgent }) => ({
    id: Number(id),
    device: describeAgent(userAgent),
    ip,
    createdAt,
    lastSeen,
    current: session.pk === current,
  }))
  return shown(
    request,
    () => ({ sessions }),
    () => accountPage(request, 'accounts/sessions.html', { sessions, others: sessions.some((each) => !each.current) }),
  )
}

/** Ends one of one's own sessions; the one that asks too. On a page that was open for a while it may have ended before: that is what was wanted. */
export async function revokePage(request: HttpRequest, { id }: { id: number }): Promise<Response> {
  const user = await userOf(request)
  const row = await UserSession.filter({ id, user: userKey(user) }).first()
  const ended = () => done(request, { next: accountAddress('sessions'), message: gettext('The session has ended.') })
  if (row === null) {
    if (wantsJson(request)) throw httpErrors.NOT_FOUND({ what: request.path })
    return ended()
  }
  await recordAuthEvent('sessionRevoked', { request, user, data: { device: describeAgent(row.userAgent) } })
  if (row.session.pk === sessionOf(request).key) {
    await logout(request)
    return done(request, { next: accountAddress('login') })
  }
  await endSession(row.session.pk)
  return ended()
}

/** Ends all others. */
export async function revokeOthersPage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const count = await endSessions(user, { except: sessionOf(request).key })
  if (count > 0) await recordAuthEvent('sessionRevoked', { request, user, data: { count } })
  return done(request, {
    next: accountAddress('sessions'),
    message: gettext('Your other sessions have ended.'),
    data: { ended: count },
  })
}
