import { untyped } from '../../../data/orm/index.ts'
import type { AnyUser } from '../../auth/index.ts'
import { Session } from '../../sessions/index.ts'
import { UserSession } from '../models/index.ts'

/** Ends the sessions of a user that are in the database, but for the one under the key `except`. Gives how many there were. */
export async function endSessions(
  user: AnyUser,
  { except = null }: { readonly except?: string | null } = {},
): Promise<number> {
  const rows = await untyped(UserSession)
    .filter({ user: user.pk })
    .valuesList('session', { flat: true } as never)
  const keys = (rows as unknown as string[]).filter((key) => key !== except)
  if (keys.length > 0) await Session.filter({ sessionKey__in: keys }).delete()
  return keys.length
}
