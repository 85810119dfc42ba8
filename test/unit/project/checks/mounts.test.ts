import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsApp, accountUrls } from '../../../../src/apps/accounts/index.ts'
import { passkeysApp, passkeysUrls } from '../../../../src/apps/passkeys/index.ts'
import { checkMounts } from '../../../../src/tools/project/checks/mounts.ts'
import { defineProject } from '../../../../src/tools/project/index.ts'
import { testProject } from '../../../../src/tools/testing/index.ts'
import { include, path, type UrlEntry } from '../../../../src/web/http/index.ts'

async function findings(urls: readonly UrlEntry[]): Promise<readonly (readonly [string, string])[]> {
  await using project = await testProject(defineProject({ apps: [accountsApp, passkeysApp], urls }))
  return checkMounts(project.project).map(({ id, message, hint }) => [id, `${message} ${hint}`])
}

test('pages that an app needs and that are not mounted are found, at whatever depth they could be', async () => {
  const accounts = path('account/', include(accountUrls, { namespace: 'accounts' }))
  const passkeys = path('keys/', include(passkeysUrls, { namespace: 'passkeys' }))
  assert.deepEqual(await findings([path('me/', include([accounts, passkeys]))]), [])
  const [found, ...more] = await findings([accounts])
  assert.deepEqual(more, [])
  assert.equal(found?.[0], 'auth.W002')
  assert.match(
    found?.[1] ?? '',
    /'passkeys'.*path\('account\/passkeys\/', include\(passkeysUrls, \{ namespace: 'passkeys' \}\)\)/,
  )
})
