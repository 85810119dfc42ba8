import { tryUse } from '../../base/context/index.ts'
import { createLogger } from '../../base/log/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { mailFromTemplate, mailService } from '../../web/mail/index.ts'
import type { AnyUser } from '../auth/index.ts'
import type { Passkey } from './models.ts'

/**
 * Tells a user by mail that a passkey was added to the account, in the words of 'passkeys/mail/added'. Where no mail can be sent the log says so: the
 * passkey is there all the same.
 */
export async function tellAdded(request: HttpRequest, user: AnyUser, passkey: Passkey): Promise<void> {
  if (user.email === '' || tryUse(mailService)?.transport == null) return
  const site = request.host
  try {
    const context = { user, passkey, site, at: passkey.createdAt }
    await (await mailFromTemplate('passkeys/mail/added', context, { to: user.email })).send()
  } catch (error) {
    createLogger({ name: 'auth' }).error('The mail about a new passkey was not sent', { user: user.pk, error })
  }
}
