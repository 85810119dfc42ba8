import type { Finding } from '../../../base/checks/index.ts'
import type { ProjectOptions } from '../definition.ts'

/** What accounts cannot do without: a way to send mails. */
export function checkAccounts({ mail, accounts = {} }: ProjectOptions): readonly Finding[] {
  if (mail !== false) return []
  return [
    {
      id: 'accounts.W001',
      level: 'warning',
      message:
        accounts.registration === 'closed'
          ? 'Nobody can reset a forgotten password: the project sends no mails'
          : 'Nobody can verify an address or reset a forgotten password: the project sends no mails',
      hint: 'Say how mails go out: `mail` of `defineProject`, or `MAIL_URL`.',
      where: 'mail',
    },
  ]
}
