import { tryUse } from '../../../base/context/index.ts'
import { createLogger } from '../../../base/log/index.ts'
import { afterResponse, type HttpRequest } from '../../../web/http/index.ts'
import { mailFromTemplate, mailService } from '../../../web/mail/index.ts'
import type { AnyUser } from '../../auth/index.ts'
import { absolute, siteName } from '../addresses.ts'

export interface NoticeOptions {
  /** Instead of that of the request, where somebody else than the owner may have sent it. */
  readonly language?: string
}

/**
 * Tells the owner of an account by mail what happened to it, in the words of `template`, once the answer was sent. The template gets `site`, the name of the site, and
 * `siteUrl` beside the context. Where the project sends no mails, or the user has no address, nobody is told; where the mail fails the log says so: what
 * happened has happened.
 */
export function notifyOwner(
  request: HttpRequest,
  user: AnyUser,
  template: string,
  context: Readonly<Record<string, unknown>>,
  options: NoticeOptions = {},
): void {
  if (user.email === '' || tryUse(mailService)?.transport == null) return
  const about = { site: siteName(request), siteUrl: absolute(request, '/') }
  // An address is one mailbox: what it says around it is nobody's to choose.
  const to = { address: user.email }
  afterResponse(request, async () => {
    try {
      await (await mailFromTemplate(template, { ...about, ...context }, { to, ...options })).send()
    } catch (error) {
      const fields = { user: user.pk, template, error }
      createLogger({ name: 'auth' }).error('A mail to the owner of an account was not sent', fields)
    }
  })
}
