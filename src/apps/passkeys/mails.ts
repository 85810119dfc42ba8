import type { HttpRequest } from '../../web/http/index.ts'
import { absolute, notifyOwner } from '../accounts/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { passkeysAddress } from './addresses.ts'
import type { Passkey } from './models.ts'

/** Tells a user by mail that a passkey was added to the account, in the words of 'passkeys/mail/added'. */
export function tellAdded(request: HttpRequest, user: AnyUser, passkey: Passkey): void {
  const url = absolute(request, passkeysAddress('list'))
  notifyOwner(request, user, 'passkeys/mail/added', { username: user.username, passkey: passkey.name, url })
}
