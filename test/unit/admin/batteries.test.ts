import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { createSuperuser } from '../../../src/apps/auth/index.ts'
import { flatpagesApp } from '../../../src/apps/flatpages/index.ts'
import { oauthApp, oauthUrls } from '../../../src/apps/oauth/index.ts'
import { passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { redirectsApp } from '../../../src/apps/redirects/index.ts'
import { searchApp } from '../../../src/apps/search/index.ts'
import { secondFactorApp, secondFactorUrls } from '../../../src/apps/second-factor/index.ts'
import { tasksApp } from '../../../src/apps/tasks/app.ts'
import { tokensApp, tokensUrls } from '../../../src/apps/tokens/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'

describe('the admin of a project that has every battery with tables', () => {
  let site: TestProject
  before(async () => {
    site = await testProject(
      defineProject({
        apps: [
          ...[accountsApp, secondFactorApp, passkeysApp, oauthApp, tokensApp, flatpagesApp, redirectsApp, adminApp],
          searchApp(),
          tasksApp,
        ],
        urls: [
          path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
          path('account/', include(accountUrls, { namespace: 'accounts' })),
          path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
          path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
          path('account/linked/', include(oauthUrls, { namespace: 'oauth' })),
          path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
        ],
        oauth: { providers: {} },
      }),
    )
    await site.run(async () =>
      site.client.forceLogin(await createSuperuser({ username: 'ada', password: 'a long pass phrase' })),
    )
  })
  after(() => site.close())

  test('lists each of their models, and shows how each may be filtered and searched', async () => {
    const index = await site.get('/admin/')
    const lists = new Set(
      [...(await index.text()).matchAll(/href="(\/admin\/[\w-]+\/[\w-]+\/)"/g)].map(([, to]) => to!),
    )
    for (const expected of ['/admin/oauth/linkedaccount/', '/admin/passkeys/passkey/', '/admin/accounts/authevent/'])
      assert.ok(lists.has(expected), `${expected} among ${[...lists].join(', ')}`)
    assert.doesNotMatch([...lists].join(' '), /nuages_|django_|session/, 'tables of the framework’s own work')
    for (const list of lists) assert.equal((await site.get(list, { query: { q: 'ada' } })).status, 200, list)
  })
})
