import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  ContentType,
  contentTypeOf,
  createUser,
  loginView,
  logoutView,
  User,
  updateSessionAuthHash,
} from '../../../src/apps/auth/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { path, rendererService, text } from '../../../src/web/http/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'
import { browser, type TestSite, testSite } from './support.ts'

const password = 'correct horse battery'
const engine = new Engine({
  templates: { 'login.html': '{{ form.nonFieldErrors.0.code }}|{{ form.username }}|{{ form.password }}|{{ next }}' },
})
let site: TestSite

const check = (user: User) => {
  if (user.username === 'guest') throw new ValidationError('Not for guests.', { code: 'guest' })
}
const urls = [
  path('login/', loginView({ template: 'login.html', redirectTo: '/home/', check })),
  path('logout/', { post: logoutView({ redirectTo: '/bye/' }) }),
  path('whoami/', async (request): Promise<Response> => text(String(await request.user))),
  path('change/', async (request): Promise<Response> => {
    const user = await request.user
    if (!user.isAuthenticated) return text('no')
    await user.setPassword('another long password')
    await user.save()
    await updateSessionAuthHash(request, user)
    return text('changed')
  }),
]

before(async () => {
  site = await testSite(urls)
  const renderer = {
    render: (name: string, context: Readonly<Record<string, unknown>>) => engine.render(name, context),
  }
  ;(site.app.scope.services as Map<symbol, unknown>).set(rendererService.id, renderer)
  await site.run(async () => {
    await createUser({ username: 'ann', password })
    await createUser({ username: 'guest', password })
  })
})
after(() => site.close())

test('asks, refuses with the name kept and the password not, and lets in', async () => {
  const ann = browser(site)
  assert.match(
    await (await ann.get('/login/?next=/desk/')).text(),
    /^\|<input type="text" name="username"[^>]*>\|.*\|\/desk\/$/,
  )
  const refused = await ann.post('/login/', { username: 'ann', password: 'wrong' })
  assert.equal(refused.status, 422)
  const page = await refused.text()
  assert.match(page, /^invalid_login\|<input type="text" name="username" value="ann"/)
  assert.doesNotMatch(page, /value="wrong"/)
  const guest = await ann.post('/login/', { username: 'guest', password })
  assert.match(await guest.text(), /^guest\|/)
  assert.equal(await (await ann.get('/whoami/')).text(), 'AnonymousUser')
  const entered = await ann.post('/login/?next=/desk/', { username: 'ann', password })
  assert.deepEqual([entered.status, entered.headers.get('location')], [303, '/desk/'])
  assert.equal(await (await ann.get('/whoami/')).text(), 'ann')
})

test('goes nowhere else', async () => {
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '']) {
    const entered = await browser(site).post('/login/', { username: 'ann', password, next })
    assert.equal(entered.headers.get('location'), '/home/', next)
  }
})

test('logs out by POST alone', async () => {
  const ann = browser(site)
  await ann.post('/login/', { username: 'ann', password })
  assert.equal((await ann.get('/logout/')).status, 405)
  const left = await ann.post('/logout/', {})
  assert.deepEqual([left.status, left.headers.get('location'), ann.jar.has('sessionid')], [303, '/bye/', false])
})

test('somebody who changes their own password stays logged in, elsewhere they do not', async () => {
  await site.run(() => createUser({ username: 'ida', password }))
  const [here, there] = [browser(site), browser(site)]
  for (const each of [here, there]) await each.post('/login/', { username: 'ida', password })
  assert.equal(await (await here.get('/change/')).text(), 'changed')
  assert.equal(await (await here.get('/whoami/')).text(), 'ida')
  assert.equal(await (await there.get('/whoami/')).text(), 'AnonymousUser')
})

test('a content type is made once', async () => {
  await site.run(async () => {
    const first = await contentTypeOf(User)
    assert.deepEqual([first.appLabel, first.model, String(first)], ['auth', 'user', 'auth | user'])
    assert.equal((await contentTypeOf(User)).pk, first.pk)
    assert.equal(await ContentType.filter({ model: 'user' }).count(), 1)
  })
})
