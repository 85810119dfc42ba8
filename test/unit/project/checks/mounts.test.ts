import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsApp, accountUrls } from '../../../../src/apps/accounts/index.ts'
import { passkeysApp, passkeysUrls } from '../../../../src/apps/passkeys/index.ts'
import { checkAppsOfPages, checkMounts } from '../../../../src/tools/project/checks/mounts.ts'
import { defineProject } from '../../../../src/tools/project/index.ts'
import { testProject } from '../../../../src/tools/testing/index.ts'
import { include, path, text, type UrlEntry } from '../../../../src/web/http/index.ts'

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

test('pages whose app was forgotten are found; pages of the project that have the same name are its own', async () => {
  const own = path('konto/', include([path('', () => text('own'), { name: 'home' })], { namespace: 'accounts' }))
  const passkeys = path('keys/', include(passkeysUrls, { namespace: 'passkeys' }))
  await using site = await testProject(defineProject({ apps: [], urls: [own, path('me/', include([passkeys]))] }))
  assert.deepEqual(
    checkAppsOfPages(site.project).map(({ id, message, hint }) => `${id} ${message}. ${hint}`),
    [
      "auth.E013 The pages 'passkeys' are among the routes, but their app is not among the apps. Add passkeysApp to `apps` in nuages.config.ts.",
    ],
  )
})

test('an option whose app was forgotten stops the start: a second factor that is asked for would never be', async () => {
  const definition = defineProject({ apps: [accountsApp], secondFactor: { required: (user) => user.isStaff } })
  await assert.rejects(testProject(definition), {
    code: 'NUAGES_PROJECT_OPTION_WITHOUT_APP',
    message: /'secondFactor'.*`secondFactorApp` of nuages\/second-factor/,
  })
})
