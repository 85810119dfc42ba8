import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { User } from '../../../src/apps/auth/index.ts'
import { makeRecoveryCodes, secondFactorApp } from '../../../src/apps/second-factor/index.ts'
import { authenticated, basic, jwtUrls, tokensApp } from '../../../src/apps/tokens/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { include, path, text } from '../../../src/web/http/index.ts'
import { type App, clockAt, noon, password, secondFactorProject, userWithApp } from '../second-factor/support.ts'
import { basicHeader } from './site.ts'

let site: TestProject
let user: User
let app: App

before(async () => {
  clockAt(noon)
  const urls = [
    path('auth/', include(jwtUrls, { namespace: 'jwt' })),
    path(
      'basic/',
      authenticated(() => text('in'), { by: [basic()] }),
    ),
  ]
  site = await secondFactorProject({}, { apps: [secondFactorApp, tokensApp], urls })
  await site.run(async () => {
    ;({ user, app } = await userWithApp('ann'))
    await user.setPassword(password)
    await user.save()
  })
  clockAt(noon + 120_000)
})
after(() => site.close())

const obtain = async (code?: string) => {
  const response = await site.client.json('POST', '/auth/token/', { username: 'ann', password, code })
  return response.status
}

test('tokens want the code of an app, each once', async () => {
  assert.equal(await obtain(), 403)
  const code = app.code()
  assert.equal(await obtain(code), 200)
  assert.equal(await obtain(code), 403)
})

test('or a recovery code, each once', async () => {
  const [code] = await site.run(() => makeRecoveryCodes(user))
  assert.equal(await obtain(code), 200)
  assert.equal(await obtain(code), 403)
})

test('wrong codes are slowed down', async () => {
  const answers: number[] = []
  for (let i = 0; i < 8; i++) answers.push(await obtain('000000'))
  assert.ok(answers.includes(429), answers.join())
})

test('a password in a header does not do', async () => {
  const response = await site.client.get('/basic/', { headers: basicHeader('ann', password), raiseErrors: false })
  assert.equal(response.status, 403)
})
