import { accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path, text, type UrlEntry } from '../../../src/web/http/index.ts'

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
