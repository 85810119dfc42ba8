import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsApp } from '../../../src/apps/accounts/index.ts'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { type AuthBackend, createUser, emailBackend, modelBackend } from '../../../src/apps/auth/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { accountsProject } from './support.ts'

const password = 'a long pass phrase'
const email = `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`

/** What the log-in pages of accounts and of the admin call their field, and what a wrong password is told. */
async function shown(backends: readonly AuthBackend[], sent: string) {
  const admin = path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))
  await using site = await accountsProject({}, { apps: [accountsApp, adminApp], auth: { backends } }, [admin])
  await site.run(() => createUser({ username: 'ada', email, password }))
  const labels = []
  for (const address of ['/account/login/', '/admin/login/'])
    labels.push(/<label[^>]*for="id_username"[^>]*>\s*([^<]*?)\s*</.exec(await (await site.get(address)).text())?.[1])
  const wrong = await site.client.json('POST', '/account/login/', { username: sent, password: 'wrong' })
  const right = await site.client.json('POST', '/account/login/', { username: sent, password })
  const { errors } = await wrong.json<{ errors: { __all__: { message: string }[] } }>()
  return { labels, refused: errors.__all__[0]!.message, status: right.status }
}

test('the log-in pages ask for what the backends go by, and refuse in those words', async () => {
  const name = await shown([modelBackend()], 'ada')
  assert.deepEqual([name.labels, name.status], [['User name', 'User name'], 200])
  assert.match(name.refused, /^This user name and password/)

  const address = await shown([emailBackend()], email)
  assert.deepEqual([address.labels, address.status], [['Email address', 'Email address'], 200])
  assert.match(address.refused, /^This email address and password/)

  const either = await shown([modelBackend(), emailBackend()], email)
  const label = 'User name or email address'
  assert.deepEqual([either.labels, either.status], [[label, label], 200])
  assert.match(either.refused, /^This name or address and the password/)
})
