import { atomic } from '../../data/orm/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, lockUser, recordAuthEvent } from '../auth/index.ts'
import { passkeysErrors } from './errors.ts'
import type { Passkey } from './models.ts'
import { passkeysOf } from './registration.ts'
import { settings } from './settings.ts'

/** Would the user have no way in without this passkey: no password, no other passkey that logs in, and nothing that other batteries know? */
export async function isLastMeans(user: AnyUser, passkey: Passkey): Promise<boolean> {
  if (user.hasUsablePassword) return false
  const others = (await passkeysOf(user)).filter(({ pk }) => pk !== passkey.pk)
  return !others.some(logsIn) && !(await settings().otherMeans(user))
}

/** Has the user a passkey that logs in, without a user name? */
export async function hasLoginPasskey(user: AnyUser): Promise<boolean> {
  return (await passkeysOf(user)).some(logsIn)
}

const logsIn = ({ discoverable }: Passkey): boolean => discoverable !== false

/** Removes a passkey of this user. Throws `NUAGES_PASSKEYS_LAST_MEANS`. */
export async function removePasskey(request: HttpRequest, user: AnyUser, passkey: Passkey): Promise<void> {
  // Of two removals at once the second sees what the first has left, also where that is another way in.
  await atomic(async () => {
    await lockUser(user)
    if (await isLastMeans(user, passkey)) throw passkeysErrors.LAST_MEANS()
    await passkey.delete()
  })
  await recordAuthEvent('passkeyRemoved', { request, user, data: { passkey: passkey.pk } })
}
