import { tryUse } from '../../base/context/index.ts'
import { type HttpRequest, tryReverse } from '../../web/http/index.ts'
import { defaultLocaleService } from '../../web/i18n/index.ts'
import { absolute, notifyOwner } from '../accounts/index.ts'
import type { AnyUser } from '../auth/index.ts'

/** What the owner of an account is told: an app was added, the last factor is gone, a recovery code was used, somebody tries codes who knows the password. */
export type Notice = 'added' | 'off' | 'recoveryCode' | 'guessed'

/** Tells a user by mail what became of their second factor, in the words of 'second-factor/mail/notice'. */
export function tellOwner(request: HttpRequest, user: AnyUser, notice: Notice): void {
  // Somebody who tries codes is another than the owner: the language of the request is theirs.
  const language = notice === 'guessed' ? tryUse(defaultLocaleService)?.code : undefined
  const page = tryReverse('secondFactor:overview')
  const url = page === null ? null : absolute(request, page)
  const context = { user, notice, url, ip: request.ip, at: new Date() }
  notifyOwner(request, user, 'second-factor/mail/notice', context, language === undefined ? {} : { language })
}
