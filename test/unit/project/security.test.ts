import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { adminApp } from '../../../src/apps/admin/index.ts'
import { createUser, login, User } from '../../../src/apps/auth/index.ts'
import { defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { prepareDevelopment } from '../../../src/tools/project/prepare.ts'
import { html, path, text } from '../../../src/web/http/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { skipWithout } from '../../support/services.ts'

const dir = temporaryFolder('project-security')
after(() => rmSync(dir, { recursive: true, force: true }))
const today = 'the key of today, which is long enough'
const before = 'the key of yesterday which is long enough too'

const urls = [
  path('in/', async (request): Promise<Response> => {
    await login(request, await User.get({ username: 'ann' }))
    return text('in')
  }),
  path('whoami/', async (request): Promise<Response> => text(String(await request.user))),
  path('', () => html('<p>home</p>')),
]

const open = (options: Partial<ProjectOptions>, env: Record<string, string> = {}) =>
  openProject(defineProject({ apps: [adminApp], urls, databases: { default: 'sqlite:db.sqlite3' }, ...options }), {
    dir,
    mode: 'test',
    env,
  })

type Opened = Awaited<ReturnType<typeof open>>

async function ask(project: Opened, target: string, headers: Record<string, string> = {}) {
  const response = await project.fetch(new Request(`http://testserver${target}`, { headers }))
  const cookie = response.headers.getSetCookie().find((text) => text.startsWith('sessionid='))
  return { response, text: await response.text(), cookie: cookie?.split(';')[0] }
}

test('logins outlive a change of the secret key, as long as the old one is among the fallbacks', async () => {
  await using first = await openProject(
    defineProject({ apps: [adminApp], urls, databases: { default: 'sqlite:db.sqlite3' }, secretKey: before }),
    { dir, mode: 'development', env: {} },
  )
  await first.run(() => prepareDevelopment(first))
  await first.run(() => createUser({ username: 'ann', password: 'correct horse battery' }))
  const cookie = (await ask(first, '/in/')).cookie!
  const idle = (await ask(first, '/in/')).cookie!

  await using second = await open({}, { SECRET_KEY: today, SECRET_KEY_FALLBACKS: ` ${before} ,` })
  const seen = await ask(second, '/whoami/', { cookie })
  assert.equal(seen.text, 'ann')
  assert.ok(seen.cookie !== undefined && seen.cookie !== cookie, 'signed anew under a new session key')

  await using third = await open({ secretKey: today, secretKeyFallbacks: [] })
  assert.equal((await ask(third, '/whoami/', { cookie: seen.cookie! })).text, 'ann')
  assert.equal((await ask(third, '/whoami/', { cookie: idle })).text, 'AnonymousUser')
})

test('rate limits of a project stand around its views', async () => {
  await using project = await open({ secretKey: today, rateLimits: [{ limit: '2/hour' }] })
  for (const status of [200, 200, 429]) assert.equal((await ask(project, '/')).response.status, status)
  const german = await ask(project, '/', { 'accept-language': 'de' })
  assert.equal(german.response.headers.get('retry-after'), '1800')
})

test('two processes with one Redis count together', { skip: await skipWithout('redis') }, async () => {
  const name = `test-${crypto.randomUUID()}`
  const env = { REDIS_URL: 'redis://127.0.0.1:6379/15' }
  const options = { secretKey: today, rateLimits: [{ limit: '2/minute', name }] } as const
  await using one = await open(options, env)
  await using two = await open(options, env)
  assert.equal((await ask(one, '/')).response.status, 200)
  assert.equal((await ask(two, '/')).response.status, 200)
  assert.equal((await ask(one, '/')).response.status, 429)
  assert.equal((await ask(two, '/')).response.status, 429)
})
