import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, mock, test } from 'node:test'
import { passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { secondFactorApp, secondFactorMethodsService, secondFactorUrls } from '../../../src/apps/second-factor/index.ts'
import { authenticated, basic, jwtUrls, tokensApp } from '../../../src/apps/tokens/index.ts'
import { defineProject, openProject } from '../../../src/tools/project/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { include, path, text } from '../../../src/web/http/index.ts'
import { clockAt, noon, password, secondFactorProject, userWithApp } from './support.ts'

let site: TestProject
before(async () => {
  clockAt(noon)
  site = await secondFactorProject({}, {}, undefined, {
    apps: [tokensApp, passkeysApp],
    urls: [
      path('auth/', include(jwtUrls, { namespace: 'jwt' })),
      path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
      path(
        'tool/',
        authenticated(() => text('in'), { by: [basic()] }),
      ),
    ],
  })
})
after(() => site.close())
beforeEach(() => clockAt(noon))
afterEach(() => mock.timers.reset())

test('a program gets tokens for password and code, each code once, and none for the password alone', async () => {
  const { app } = await site.run(() => userWithApp('bot', { password }))
  const obtain = (more: object) => site.newClient().json('POST', '/auth/token/', { username: 'bot', password, ...more })
  const alone = await obtain({})
  assert.equal(alone.status, 403)
  assert.match(await alone.text(), /second_factor_required/)
  assert.match(await (await obtain({ code: '000000' })).text(), /invalid_code/)
  const code = app.code()
  const got = await obtain({ code })
  assert.equal(got.status, 200)
  assert.match(await got.text(), /accessToken/)
  assert.match(await (await obtain({ code })).text(), /invalid_code/)
})

test('HTTP Basic, which has no place for a code, lets nobody in who has a second factor', async () => {
  await site.run(() => userWithApp('tool', { password }))
  const authorization = `Basic ${Buffer.from(`tool:${password}`).toString('base64')}`
  const answer = await site.newClient().get('/tool/', { headers: { authorization }, raiseErrors: false })
  assert.ok(answer.status === 401 || answer.status === 403, String(answer.status))
})

test('passkeys are a method of a project that has both, once', () => {
  const methods = site.project.scope.services.get(secondFactorMethodsService.id) as readonly { name: string }[]
  assert.deepEqual(
    methods.map(({ name }) => name),
    ['passkey'],
  )
})

test('pages that are not mounted are found by `nuages check`', async () => {
  const findings = async (urls: Parameters<typeof defineProject>[0]['urls']) => {
    await using project = await openProject(defineProject({ apps: [secondFactorApp], urls: urls ?? [] }), {
      mode: 'test',
      databases: { default: 'sqlite::memory:' },
    })
    return (await project.check({ types: false })).filter(({ id }) => id === 'secondfactor.E001')
  }
  assert.equal((await findings([])).length, 2)
  const [accounts] = await findings([path('two-step/', include(secondFactorUrls, { namespace: 'secondFactor' }))])
  assert.match(accounts!.message, /accounts:reauthenticate/)
})
