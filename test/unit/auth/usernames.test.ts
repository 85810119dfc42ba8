import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authenticate,
  createUser,
  modelBackend,
  normalizeEmail,
  User,
  usernamePolicyOf,
  usernamePolicyService,
  validateUsername,
} from '../../../src/apps/auth/index.ts'
import { provide } from '../../../src/base/context/index.ts'
import { testSite } from './support.ts'

const password = 'correct horse battery'

test('a new user has a name in normal form, of one alphabet', async () => {
  const site = await testSite()
  await site.run(async () => {
    assert.equal((await createUser({ username: 'ﬁne' })).username, 'fine')
    await assert.rejects(createUser({ username: 'ｆｉｎｅ' }), { name: 'ValidationError' })
    await assert.rejects(createUser({ username: 'аda' }), /one alphabet/)
    assert.equal(await User.count(), 1)
    // One that is there already may be saved: Django lets them in.
    const kept = await User.create({ username: 'аdа', password: '!', email: '' })
    kept.firstName = 'Ada'
    await kept.validate()
  })
  await site.close()
})

test('an address is kept without the white space around it, its domain in lower case', () => {
  assert.equal(normalizeEmail(' Ada@EXAMPLE.org\n'), 'Ada@example.org')
  assert.equal(normalizeEmail('"A@B"@C.D'), '"A@B"@c.d')
  assert.equal(normalizeEmail(' NOBODY '), ' NOBODY ')
})

test('case counts in names, unless the project says that it does not', async () => {
  const site = await testSite()
  await site.run(async () => {
    await createUser({ username: 'Ada', password })
    await createUser({ username: 'ada' })
    assert.equal(await authenticate(null, { username: 'ADA', password }), null)
  })
  await site.close()
  const folded = await testSite(
    [],
    [],
    [],
    [provide(usernamePolicyService, usernamePolicyOf({ caseInsensitive: true }))],
  )
  await folded.run(async () => {
    const ada = await createUser({ username: 'Ada', password })
    await assert.rejects(createUser({ username: 'ADA' }), /another spelling/)
    await assert.rejects(validateUsername('ada'), /another spelling/)
    await validateUsername('ada', { except: ada.pk })
    assert.equal(String(await authenticate(null, { username: 'aDA', password })), 'Ada')
    // Of two that an old database has, each is found by its own spelling only.
    await User.create({ username: 'ada', password: '!', email: '' })
    assert.equal(await authenticate(null, { username: 'aDA', password }), null)
    assert.equal(String(await authenticate(null, { username: 'Ada', password })), 'Ada')
    assert.equal(modelBackend().name, 'django.contrib.auth.backends.ModelBackend')
  })
  await folded.close()
})
