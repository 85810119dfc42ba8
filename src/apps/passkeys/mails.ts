import { tryUse } from '../../base/context/index.ts'
import { createLogger } from '../../base/log/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { mailFromTemplate, mailService } from '../../web/mail/index.ts'
import { absolute, siteName } from '../accounts/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { passkeysAddress } from './addresses.ts'
import type { Passkey } from './models.ts'

/**
 * Tells a user by mail that a passkey was added to the account, in the words of 'passkeys/mail/added'. Where the project sends no mails, and where the user
 * has no address, nobody is told. The passkey is there even if the mail is not: then the log says so.
 */
export async function tellAdded(request: HttpRequest, user: AnyUser, passkey: Passkey): Promise<void> {
  if (user.email === '' || tryUse(mailService)?.transport == null) return
  const context = {
    username: user.username,
    passkey: passkey.name,
    site: siteName(request),
    siteUrl: absolute(request, '/'),
    url: absolute(request, passkeysAddress('list')),
  }
  // An address is one mailbox: what it says around it is nobody's to choose.
  const to = { address: user.email } as never
  try {
    await (await mailFromTemplate('passkeys/mail/added', context, { to })).send()
  } catch (error) {
    createLogger({ name: 'auth' }).error('The mail about a new passkey was not sent', { user: user.pk, error })
  }
}
