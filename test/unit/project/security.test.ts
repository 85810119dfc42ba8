import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { adminApp } from '../../../src/apps/admin/index.ts'
import { createUser, login, User } from '../../../src/apps/auth/index.ts'
import { Media } from '../../../src/apps/forms/index.ts'
import { soundsSecret } from '../../../src/base/log/index.ts'
import { defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { prepareDevelopment } from '../../../src/tools/project/prepare.ts'
import { html, path, render, renderStream, text } from '../../../src/web/http/index.ts'
import { csrfExempt, strictPolicy } from '../../../src/web/security/index.ts'
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

test('policies, nonces in templates also of streamed pages, CSRF options', async () => {
  mkdirSync(join(dir, 'templates'), { recursive: true })
  writeFileSync(
    join(dir, 'templates', 'page.html'),
    '<p>{{ csrf_token|length }}</p><script nonce="{{ csp_nonce }}"></script>',
  )
  writeFileSync(
    join(dir, 'templates', 'late.html'),
    '<p>early</p>{% flush %}{{ slow }}<script nonce="{{ csp_nonce }}"></script>',
  )
  writeFileSync(join(dir, 'templates', 'plain.html'), '<p>plain</p>')
  await using project = await open({
    secretKey: today,
    urls: [
      path('page/', (request) => render(request, 'page.html')),
      path('late/', (request) =>
        renderStream(request, 'late.html', { slow: new Promise((go) => setTimeout(go, 5, 'x')) }),
      ),
      path('media/', () => html(String(new Media([{ js: ['https://cdn.example/map.js'] }])))),
      path('plain/', (request) => render(request, 'plain.html')),
      path(
        'hook/',
        csrfExempt(() => text('taken')),
      ),
      path('form/', () => text('saved')),
    ],
    templates: { dirs: ['templates'] },
    security: { csp: strictPolicy, frames: 'SAMEORIGIN', redirectToHttps: true },
    csrf: { trustedOrigins: ['https://shop.example'], cookieName: 'mytoken' },
  })
  for (const target of ['/page/', '/late/', '/media/']) {
    const { response, text: shown } = await ask(project, target)
    const policy = response.headers.get('content-security-policy')!
    const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1]
    assert.ok(nonce !== undefined && /<script [^>]*nonce="([^"]+)"/.exec(shown)?.[1] === nonce, `${policy}\n${shown}`)
  }
  const page = await ask(project, '/page/')
  assert.match(page.text, /^<p>64<\/p>/)
  assert.match(page.response.headers.getSetCookie()[0]!, /^mytoken=/)
  const plain = (await ask(project, '/plain/')).response
  assert.doesNotMatch(plain.headers.get('content-security-policy')!, /nonce/)
  assert.equal(plain.headers.get('x-frame-options'), 'SAMEORIGIN')
  const send = async (target: string, origin: string) =>
    (await project.fetch(new Request(`http://testserver${target}`, { method: 'POST', headers: { origin } }))).status
  assert.deepEqual(
    [
      await send('/form/', 'https://shop.example'),
      await send('/form/', 'https://evil.example'),
      await send('/hook/', 'https://evil.example'),
    ],
    [200, 403, 200],
  )
})

test('https in production, behind the proxy that says so', async () => {
  const production = { NUAGES_ENV: 'production', SECRET_KEY: today, ALLOWED_HOSTS: 'site.example' }
  await using project = await openProject(
    defineProject({
      apps: [],
      urls,
      databases: { default: 'sqlite::memory:' },
      security: { redirectToHttps: { exempt: ['/healthz'] }, hsts: 60 },
    }),
    { dir, env: production },
  )
  const get = (address: string) => project.fetch(new Request(address))
  const plain = await get('http://site.example/?a=1')
  assert.deepEqual([plain.status, plain.headers.get('location')], [301, 'https://site.example/?a=1'])
  assert.equal((await get('https://site.example/')).headers.get('strict-transport-security'), 'max-age=60')
  // Nobody is sent to a host that is not the site's own.
  assert.equal((await get('http://evil.example/')).status, 400)
})

test('names that a project and its models call secret are masked', async () => {
  await using project = await open({ secretKey: today, secretNames: ['tax_number'] })
  await project.run(() => {
    for (const name of ['taxNumber', 'tax_number', 'session_data', 'sessionData']) assert.ok(soundsSecret(name), name)
    assert.equal(soundsSecret('username'), false)
  })
  assert.equal(soundsSecret('taxNumber'), false)
})
