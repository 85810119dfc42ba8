import type { Finding } from '../../../base/checks/index.ts'
import { tryReverse } from '../../../web/http/index.ts'
import type { ProjectOptions } from '../definition.ts'

/** What accounts cannot do without: their pages, and a way to send mails. */
export function checkAccounts({ mail, accounts = {} }: ProjectOptions): readonly Finding[] {
  const findings: Finding[] = []
  if (tryReverse('accounts:login') === null)
    findings.push({
      id: 'accounts.W001',
      level: 'warning',
      message: 'The project has `accountsApp`, and no pages of accounts',
      hint: "Add `path('account/', include(accountUrls, { namespace: 'accounts' }))` to its `urls`.",
      where: 'urls',
    })
  else if (mail === false)
    findings.push({
      id: 'accounts.W002',
      level: 'warning',
      message:
        accounts.registration === 'closed'
          ? 'Nobody can reset a forgotten password: the project sends no mails'
          : 'Nobody can verify an address or reset a forgotten password: the project sends no mails',
      hint: 'Say how mails go out: `mail` of `defineProject`, or `MAIL_URL`.',
      where: 'mail',
    })
  return findings
}
