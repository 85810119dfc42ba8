import assert from 'node:assert/strict'
import { accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { type Client, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path, text, type UrlEntry } from '../../../src/web/http/index.ts'
import { lifetimeService } from '../../../src/web/http/lifetime.ts'
import { outbox } from '../../../src/web/mail/index.ts'

export const password = 'correct horse battery'

export const whoami = path('whoami/', async (request): Promise<Response> => text(String(await request.user)))

/** A project with the pages of accounts under /account/. */
export function accountsProject(
  accounts: ProjectOptions['accounts'] = {},
  more: Partial<ProjectOptions> = {},
  urls: readonly UrlEntry[] = [],
  database = 'sqlite::memory:',
): Promise<TestProject> {
  return testProject(
    defineProject({
      apps: [accountsApp],
      urls: [path('account/', include(accountUrls, { namespace: 'accounts' })), whoami, ...urls],
      accounts,
      ...more,
    }),
    { databases: { default: database } },
  )
}

/** What was sent until now, once everything that was left for after an answer is done; nothing is kept. */
export function mails(
  site: TestProject,
): Promise<readonly { to: string; subject: string; text: string; html: string }[]> {
  return site.run(async () => {
    await use(lifetimeService).idle()
    const sent = outbox().mails.map((each) => each.message)
    outbox().clear()
    return sent.map((each) => ({
      to: each.to.map(({ address }) => address).join(),
      subject: each.subject,
      text: each.text ?? '',
      html: String(each.html ?? ''),
    }))
  })
}

/** The path of the link in a mail. */
export function linkIn(mail: { text: string } | undefined): string {
  const found = /https?:\/\/[^/\s]+(\/\S+)/.exec(mail?.text ?? '')
  assert.ok(found, `no link in ${mail?.text}`)
  return found[1]!
}

/** Sends JSON as a program does, or asks for it. */
export async function asProgram(
  client: Client,
  address: string,
  sent?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { accept: 'application/json' }
  const response =
    sent === undefined ? await client.get(address, { headers }) : await client.json('POST', address, sent)
  return { status: response.status, body: JSON.parse(await response.text()) }
}
