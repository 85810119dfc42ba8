import { tryUse } from '../../base/context/index.ts'
import { createLogger } from '../../base/log/index.ts'
import { afterResponse, type HttpRequest, tryReverse } from '../../web/http/index.ts'
import { defaultLocaleService } from '../../web/i18n/index.ts'
import { mailFromTemplate, mailService } from '../../web/mail/index.ts'
import { absolute, siteName } from '../accounts/index.ts'
import type { AnyUser } from '../auth/index.ts'

/** What the owner of an account is told: an app was added, the last factor is gone, a recovery code was used, somebody tries codes who knows the password. */
export type Notice = 'added' | 'off' | 'recoveryCode' | 'guessed'

/**
 * Tells a user by mail what became of their second factor, in the words of 'second-factor/mail/notice', once the answer was sent. Where no mail can be sent the log says
 * so: what happened has happened.
 */
export function tellOwner(request: HttpRequest, user: AnyUser, notice: Notice): void {
  if (user.email === '' || tryUse(mailService)?.transport == null) return
  // Somebody who tries codes is another than the owner: the language of the request is theirs.
  const language = notice === 'guessed' ? tryUse(defaultLocaleService)?.code : undefined
  const page = tryReverse('secondFactor:overview')
  const context = {
    ...{ user, notice, ip: request.ip, at: new Date() },
    site: siteName(request),
    siteUrl: absolute(request, '/'),
    url: page === null ? null : absolute(request, page),
  }
  // An address is one mailbox: what it says around it is nobody's to choose.
  const to = { address: user.email } as never
  afterResponse(request, async () => {
    try {
      const options = { to, ...(language !== undefined && { language }) }
      await (await mailFromTemplate('second-factor/mail/notice', context, options)).send()
    } catch (error) {
      createLogger({ name: 'auth' }).error('The mail about a second factor was not sent', { user: user.pk, error })
    }
  })
}
