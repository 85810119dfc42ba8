import type { HttpRequest } from '../../web/http/index.ts'
import { isLastMeans, type LoginMeans, takeMeans } from '../accounts/index.ts'
import { type AnyUser, recordAuthEvent } from '../auth/index.ts'
import { passkeysErrors } from './errors.ts'
import type { Passkey } from './models.ts'
import { passkeysOf } from './registration.ts'

/** Passkeys as a means of logging in. One that is known to be found by a user name alone is but a second factor. */
export const passkeysMeans: LoginMeans = Object.freeze({
  name: 'passkeys',
  async logsIn(user, without) {
    const passkeys = await passkeysOf(user)
    return passkeys.some(({ pk, discoverable }) => pk !== without?.pk && discoverable !== false)
  },
} satisfies LoginMeans)

/** Would the user have no way in without this passkey? */
export function isOnlyWayIn(user: AnyUser, passkey: Passkey): Promise<boolean> {
  return isLastMeans(user, { name: passkeysMeans.name, row: passkey })
}

/** Removes a passkey of this user. Throws `NUAGES_PASSKEYS_LAST_MEANS`. */
export async function removePasskey(request: HttpRequest, user: AnyUser, passkey: Passkey): Promise<void> {
  const taken = await takeMeans(user, { name: passkeysMeans.name, row: passkey }, () => passkey.delete())
  if (!taken) throw passkeysErrors.LAST_MEANS()
  await recordAuthEvent('passkeyRemoved', { request, user, data: { passkey: passkey.pk } })
}
