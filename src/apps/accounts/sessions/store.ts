import { tryUse } from '../../../base/context/index.ts'
import { atomic, untyped } from '../../../data/orm/index.ts'
import { tryCurrentRequest } from '../../../web/http/index.ts'
import { type AnyUser, userKey } from '../../auth/index.ts'
import {
  DatabaseSessionStore,
  type KeptSession,
  type Session,
  type SessionChange,
  type SessionData,
  type SessionRow,
  type StoredSession,
} from '../../sessions/index.ts'
import { UserSession } from '../models/index.ts'
import { origin, userName } from './origin.ts'
import { seenSessionsService } from './seen.ts'

/**
 * Sessions in the database, of which is noted whose they are (`UserSession`): what a project with `accountsApp` keeps its sessions in. The user comes
 * with the session, by one query; nobody's session takes a second one.
 */
export class AccountSessionStore extends DatabaseSessionStore {
  protected override async read(key: string, now: Date): Promise<SessionRow | null> {
    const found = (await untyped(UserSession)
      .filter({ session: key, session__expireDate__gt: now })
      .selectRelated('session', 'user')
      .first()) as unknown as { readonly session: Session; readonly user: AnyUser } | null
    if (found === null) return super.read(key, now)
    return { text: found.session.sessionData, expires: found.session.expireDate, companion: found.user }
  }

  override async create(session: KeptSession): Promise<string> {
    const key = await super.create(session)
    await note(key, session.data, null)
    return key
  }

  override rotate(key: string, change: SessionChange, seen?: StoredSession): Promise<string | null> {
    return atomic(async () => {
      const before = await UserSession.filter({ session: key }).first()
      // A key that is pointed at cannot change.
      if (before !== null) await UserSession.filter({ pk: before.pk }).delete()
      let data: SessionData = {}
      const token = await super.rotate(
        key,
        (now) => {
          const kept = change(now)
          data = kept.data
          return kept
        },
        seen,
      )
      if (token !== null) await note(token, data, before)
      return token
    })
  }
}

/** Notes whose a session is, under the key that it has from now on. One of the same user goes on as it was. */
async function note(session: string, data: SessionData, before: UserSession | null): Promise<void> {
  const user = data[userName]
  if (user === undefined) return
  tryUse(seenSessionsService)?.take(session, Date.now())
  const request = tryCurrentRequest()
  const same = before !== null && String(before.user.pk) === user
  await UserSession.create({
    session,
    user: userKey({ pk: user }),
    ...(same && { createdAt: before.createdAt, ip: before.ip, userAgent: before.userAgent }),
    ...(request && origin(request)),
  })
}
