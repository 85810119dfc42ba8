import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser, User } from '../../src/apps/auth/index.ts'
import { addDevice } from '../../src/apps/second-factor/devices.ts'
import { secondFactorApp, secondFactorUrls, totp } from '../../src/apps/second-factor/index.ts'
import { authenticated, basic, bearerToken, createToken, jwt, jwtUrls, tokensApp } from '../../src/apps/tokens/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { testProject } from '../../src/tools/testing/index.ts'
import { include, path, text } from '../../src/web/http/index.ts'

const password = 'correct horse battery'
const by = [bearerToken(), jwt({ checkUser: true }), basic()]
const whoami = path('whoami/', async (request): Promise<Response> => text(String(await request.user)))

for (const how of ['deleted', 'made inactive'] as const)
  test(`a user who is ${how} is out at once: session, access token, JWT, refresh token, password in a header, and a log-in under way`, async () => {
    const project = defineProject({
      apps: [secondFactorApp, tokensApp],
      urls: [
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
        path('api/auth/', include(jwtUrls, { namespace: 'jwt' })),
        path(
          'api/me/',
          authenticated(async (request) => text(String(await request.user)), { by }),
        ),
        whoami,
      ],
    })
    await using site = await testProject(project)
    const ann = await site.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
    const inside = site.newClient()
    await inside.post('/account/login/', { username: 'ann', password })
    const program = site.newClient()
    const pair = await program.json('POST', '/api/auth/token/', { username: 'ann', password })
    const { accessToken, refreshToken } = await pair.json<Record<string, string>>()
    const { token } = await site.run(() => createToken(ann, { name: 'script', abilities: null, expires: null }))
    const headers: Readonly<Record<string, string>> = {
      token: `Bearer ${token}`,
      jwt: `Bearer ${accessToken}`,
      basic: `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`,
    }
    const ask = async (authorization: string) => (await program.get('/api/me/', { headers: { authorization } })).status
    for (const [name, each] of Object.entries(headers)) assert.equal(await ask(each), 200, name)

    const secret = Buffer.from('12345678901234567890')
    // The code of a while ago, so that the one of now is not used yet.
    await site.run(() => addDevice(ann, { secret, name: 'phone', code: totp(secret, Date.now() - 30_000) }))
    const between = site.newClient()
    const pending = await between.post('/account/login/', { username: 'ann', password })
    assert.match(pending.headers.get('location') ?? '', /two-step\/code/)

    await site.run(async () => {
      const user = await User.get({ username: 'ann' })
      if (how === 'deleted') return void (await user.delete())
      user.isActive = false
      await user.save({ fields: ['isActive'] })
    })
    for (const [name, each] of Object.entries(headers)) assert.equal(await ask(each), 401, name)
    assert.equal((await program.json('POST', '/api/auth/refresh/', { refreshToken })).status, 401)
    const code = totp(secret, Date.now())
    const answer = await between.post('/account/two-step/code/', { code })
    assert.equal(answer.status, 302)
    for (const client of [inside, between]) {
      assert.equal(await (await client.get('/whoami/')).text(), 'AnonymousUser')
      assert.equal((await client.get('/account/')).status, 302)
    }
  })
