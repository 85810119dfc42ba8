import { afterResponse, type HttpRequest } from '../../../web/http/index.ts'
import { mailFromTemplate } from '../../../web/mail/index.ts'
import { absolute, siteName } from '../addresses.ts'

/** The mails of accounts: `accounts/mail/<name>.subject.txt`, `.txt` and `.html`. */
export type AccountMail = 'verify' | 'exists' | 'reset' | 'passwordChanged' | 'emailChanged' | 'newDevice'

/** Sends a mail about an account. Its templates get `site`, the name of the site, and `siteUrl` beside the context. */
export async function sendAccountMail(
  request: HttpRequest,
  name: AccountMail,
  to: string,
  context: Readonly<Record<string, unknown>>,
): Promise<void> {
  const about = { site: siteName(request), siteUrl: absolute(request, '/') }
  // An address is one mailbox: what it says around it is nobody's to choose.
  const message = await mailFromTemplate(`accounts/mail/${name}`, { ...about, ...context }, { to: { address: to } })
  await message.send()
}

/** The same once the answer was sent, which so tells nobody whether there was a mail. */
export function mailLater(...mail: Parameters<typeof sendAccountMail>): void {
  afterResponse(mail[0], () => sendAccountMail(...mail))
}
