import { tryUse } from '../../../base/context/index.ts'
import { type AnyUser, userKey } from '../../auth/index.ts'
import { Session, sessionStoreService } from '../../sessions/index.ts'
import { UserSession } from '../models/index.ts'

/** Ends a session by its key, in whatever stands before the database too. */
export async function endSession(key: string): Promise<void> {
  const store = tryUse(sessionStoreService)
  await (store === undefined ? Session.filter({ sessionKey: key }).delete() : store.delete(key))
}

/** Ends the sessions of a user that are in the database, but for the one under the key `except`. Gives how many there were. */
export async function endSessions(
  user: AnyUser,
  { except = null }: { readonly except?: string | null } = {},
): Promise<number> {
  const rows = await UserSession.filter({ user: userKey(user) })
  const keys = rows.map(({ session }) => session.pk).filter((key) => key !== except)
  for (const key of keys) await endSession(key)
  return keys.length
}
