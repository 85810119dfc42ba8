import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { UserSession } from '../../../src/apps/accounts/index.ts'
import { createUser } from '../../../src/apps/auth/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { accountsProject, password } from './support.ts'

let site: TestProject
before(async () => {
  site = await accountsProject()
  await site.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
})
after(() => site.close())

test('logs in, and notes whose the session is', async () => {
  const page = await site.client.get('/account/login/')
  assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'no-store'])
  const entered = await site.client.post('/account/login/', { username: 'ann', password })
  assert.deepEqual([entered.status, entered.headers.get('location')], [303, '/'])
  assert.equal(await site.run(() => UserSession.filter({ user__username: 'ann' }).count()), 1)
  assert.match(await (await site.client.get('/account/')).text(), /<h1>Your account<\/h1>/)
})
