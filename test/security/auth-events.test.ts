import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthEvent, accountsApp, accountUrls } from '../../src/apps/accounts/index.ts'
import { adminApp, adminSite, adminUrls } from '../../src/apps/admin/index.ts'
import { createSuperuser, createUser, impersonationUrls, User } from '../../src/apps/auth/index.ts'
import { fromBase32, secondFactorApp, secondFactorUrls, totp } from '../../src/apps/second-factor/index.ts'
import { Session } from '../../src/apps/sessions/index.ts'
import { jwtUrls, tokensApp, tokensUrls } from '../../src/apps/tokens/index.ts'
import type { LogRecord } from '../../src/base/log/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { testProject } from '../../src/tools/testing/index.ts'
import { include, path } from '../../src/web/http/index.ts'
import { linkIn, mails } from '../unit/accounts/support.ts'

const password = 'c0rrect-Horse-battery'
const wrong = 'wr0ng-Guess-at-it'
const changed = 'n1ne-Otters-on-the-bank'
const reset = 'e1even-Geese-over-it'

/** The steps of one account through everything that the events tell of: in the table and the log alike, and nothing secret in either. */
test('each kind of event is in the table and in the log, by the same facts, and no secret is in either', async () => {
  const lines: LogRecord[] = []
  const project = defineProject({
    apps: [accountsApp, secondFactorApp, tokensApp, adminApp],
    urls: [
      path('account/', include(accountUrls, { namespace: 'accounts' })),
      path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
      path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
      path('api/auth/', include(jwtUrls, { namespace: 'jwt' })),
      path('impersonate/', include(impersonationUrls, { namespace: 'impersonation' })),
      path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
    ],
    log: { level: 'trace', sink: { write: (line) => void lines.push(line) } },
  })
  await using site = await testProject(project)
  const ann = await site.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
  await site.run(() => createSuperuser({ username: 'root', password }))
  const secrets = [password, wrong, changed, reset]
  const asJson = { headers: { accept: 'application/json' } }
  const client = site.newClient()
  const keys = async () => {
    secrets.push(...(await site.run(async () => (await Session.all()).map(({ sessionKey }) => sessionKey))))
  }

  await client.post('/account/login/', { username: 'ann', password: wrong })
  await client.post('/account/login/', { username: 'ann', password })
  await keys()
  await client.post('/account/password/', { currentPassword: password, newPassword: changed })
  await client.post('/account/tokens/new/', { name: 'script', expires: '30' })
  const made = await (await client.json('POST', '/account/tokens/new/', { name: 'other', expires: '30' })).text()
  secrets.push(...(made.match(/[\w-]{30,}/g) ?? assert.fail(made)))
  const tokens = await (await client.get('/account/tokens/', asJson)).json<{ tokens: { id: number }[] }>()
  await client.post(`/account/tokens/${tokens.tokens[0]!.id}/revoke/`, {})

  const pair = () => site.newClient().json('POST', '/api/auth/token/', { username: 'ann', password: changed })
  const { accessToken, refreshToken } = await (await pair()).json<Record<string, string>>()
  const refresh = () => site.newClient().json('POST', '/api/auth/refresh/', { refreshToken })
  const next = await (await refresh()).json<Record<string, string>>()
  await refresh()
  secrets.push(accessToken!, refreshToken!, next['accessToken']!, next['refreshToken']!)

  const { secret } = await (await client.get('/account/two-step/add/', asJson)).json<{ secret: string }>()
  const code = totp(fromBase32(secret), Date.now())
  const codes = await (await client.json('POST', '/account/two-step/add/', { name: 'phone', code })).text()
  secrets.push(secret, ...(codes.match(/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/g) ?? assert.fail(codes)))
  await keys()
  await client.post('/account/logout/', {})
  await client.post('/account/login/', { username: 'ann', password: changed })
  await client.post('/account/two-step/code/', { code: '000000' })
  await client.post('/account/two-step/recovery-code/', { code: secrets.at(-2)! })

  await site.newClient().post('/account/reset/', { email: 'ann@example.org' })
  const link = linkIn((await mails(site)).find(({ text }) => text.includes('/account/reset/')))
  secrets.push(link.split('/').at(-2)!)
  const forgetful = site.newClient()
  const form = await forgetful.get(link)
  await forgetful.post(form.headers.get('location')!, { newPassword: reset })

  const root = site.newClient()
  await root.post('/admin/login/', { username: 'root', password })
  await root.post('/impersonate/', { user: String(ann.pk) })
  await root.post('/impersonate/', { user: String(ann.pk) }, { raiseErrors: false })
  await root.post('/impersonate/stop/', {})
  await keys()
  await site.run(async () => secrets.push((await User.get({ pk: ann.pk })).password.split('$').at(-1)!))
  await mails(site)

  const rows = await site.run(() => AuthEvent.all().orderBy('id'))
  const told = lines.filter(({ name }) => name === 'auth')
  const kinds = rows.map(({ kind }) => kind)
  for (const kind of [
    ...['loginFailed', 'login', 'passwordChanged', 'tokenCreated', 'tokenRevoked', 'tokenReused', 'logout'],
    ...['secondFactorEnabled', 'secondFactorFailed', 'recoveryCodeUsed', 'passwordResetAsked', 'passwordReset'],
    ...['impersonationBegan', 'impersonationRefused', 'impersonationEnded'],
  ])
    assert.ok(kinds.includes(kind), `${kind} is not among ${kinds.join(', ')}`)
  const facts = told.filter(({ message }) => kinds.includes(message))
  assert.deepEqual(
    rows.map(({ kind, userKey, actorKey }) => [kind, userKey, actorKey]),
    facts.map(({ message, fields }) => [message, String(fields['user'] ?? ''), String(fields['actor'] ?? '')]),
  )
  const said = JSON.stringify(lines) + JSON.stringify(rows.map((row) => row.toJSON()))
  for (const each of secrets) assert.ok(!said.includes(each), `${each} was written down`)
})
