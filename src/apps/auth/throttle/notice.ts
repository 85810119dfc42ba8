import { tryUse } from '../../../base/context/index.ts'
import { createLogger } from '../../../base/log/index.ts'
import { defaultLocaleService } from '../../../web/i18n/index.ts'
import { mailFromTemplate, mailService } from '../../../web/mail/index.ts'
import type { Lockout } from './options.ts'

/** Tells the owner of an account by mail, in the project's language: that of the request is the stranger's. */
export async function mailLockout({ user, wait, ip, host, at }: Lockout): Promise<void> {
  if (user.email === '' || (tryUse(mailService)?.transport ?? null) === null) return
  const language = tryUse(defaultLocaleService)?.code
  const context = { name: user.fullName || user.username, minutes: Math.ceil(wait / 60), ip, host, at }
  const message = await mailFromTemplate('auth/mail/locked_out', context, {
    to: user.email,
    ...(language !== undefined && { language }),
  })
  await message.send()
}

/** Without waiting: how long a mail takes would tell whether there is such an account. */
export function inBackground(work: () => void | Promise<void>): Promise<void> {
  return Promise.resolve()
    .then(work)
    .catch((error) => createLogger({ name: 'auth' }).error('The notice of a lockout was not sent', { error }))
}
