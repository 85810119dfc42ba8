import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { authApp, createUser, login } from '../../../src/apps/auth/index.ts'
import {
  DatabaseSessionStore,
  type SessionRow,
  sessionStoreService,
  sessionsApp,
} from '../../../src/apps/sessions/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { checkSessions } from '../../../src/tools/project/checks/deploy/sessions.ts'
import { defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { path, text } from '../../../src/web/http/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { MemoryStore } from '../../support/session-stores.ts'

const dir = temporaryFolder('sessions')
after(async () => (await import('node:fs')).rmSync(dir, { recursive: true }))

const urls = [
  path('count/', async (request): Promise<Response> => {
    const n = ((await request.session.get<number>('n')) ?? 0) + 1
    await request.session.set('n', n)
    return text(String(n))
  }),
  path('look/', async (request): Promise<Response> => text(String(await request.session.get('n')))),
  path('companion/', async (request): Promise<Response> => text(String(await request.session.companion()))),
  path('who/', async (request): Promise<Response> => text(String(await request.user))),
]
const project = (sessions: ProjectOptions['sessions'], more: Partial<ProjectOptions> = {}) =>
  testProject(defineProject({ apps: [sessionsApp], urls, ...(sessions !== undefined && { sessions }), ...more }))

/** How many statements a visitor costs who comes again. */
const costs: readonly [sessions: ProjectOptions['sessions'], look: number, change: number][] = [
  [undefined, 1, 2],
  [{ store: 'database:' }, 1, 2],
  [{ store: 'cached-database:' }, 0, 2],
  [{ store: 'cache:' }, 0, 0],
  [{ store: 'cache:pages' }, 0, 0],
  [{ store: 'cookie:' }, 0, 0],
  [{ store: 'cookie:', encrypt: true }, 0, 0],
  [{ store: `file:${dir}/kept` }, 0, 0],
  [{ store: new MemoryStore() }, 0, 0],
]
for (const [sessions, look, change] of costs) {
  const name = typeof sessions?.store === 'string' ? sessions.store : sessions === undefined ? 'nothing' : 'a store'
  test(`a project with ${name}${sessions?.encrypt ? ', encrypted' : ''}`, async () => {
    await using site = await project(sessions, { cache: { default: 'memory:', pages: 'memory:' } })
    const client = site.newClient()
    assert.equal((await client.get('/look/')).queries.length, 0, 'without a cookie nothing is asked')
    assert.equal(await (await client.get('/count/')).text(), '1')
    const again = await client.get('/look/')
    assert.deepEqual([await again.text(), again.queries.length], ['1', look])
    const changed = await client.get('/count/')
    assert.equal(await changed.text(), '2')
    assert.ok(changed.queries.length <= change, `${changed.queries.length} statements`)
    assert.equal(client.cookies.get('sessionid') === undefined, false)
  })
}

test('sessions outside of the database need no table of it', async () => {
  for (const store of ['cookie:', 'cache:', `file:${dir}/alone`]) {
    await using site = await project({ store }, { apps: [] })
    const client = site.newClient()
    assert.equal(await (await client.get('/count/')).text(), '1')
    assert.equal(await (await client.get('/count/')).text(), '2')
  }
  assert.equal(readdirSync(join(dir, 'alone')).length, 1)
})

test('a file is named by the cookie, in a folder of the project', async () => {
  const definition = defineProject({ apps: [], urls, sessions: { store: 'file:./kept here', cookie: { name: 'sid' } } })
  await using site = await openProject(definition, { dir, mode: 'test', databases: {} })
  await site.fetch(new Request('http://testserver/count/'))
  assert.match(readdirSync(join(dir, 'kept here')).join(), /^sid[a-z0-9]{32}$/)
})

test('what cannot be kept so is refused when the project is opened', async () => {
  const refused = (code: string, sessions: ProjectOptions['sessions'], apps: ProjectOptions['apps'] = [sessionsApp]) =>
    assert.rejects(project(sessions, { apps }), { code: `NUAGES_SESSIONS_${code}` }, JSON.stringify(sessions))
  for (const store of [
    '',
    'redis://localhost',
    'cookies:',
    'cookie:x',
    'database:other',
    'file:',
    'memory:',
    'Cookie:',
  ])
    await refused('UNKNOWN_STORE', { store })
  for (const store of ['database:', 'cached-database:']) await refused('NO_APP', { store }, [])
  for (const store of ['cache:nowhere', 'cached-database:toString']) await refused('NO_CACHE', { store })
  for (const store of ['database:', 'cache:', 'file:./x']) await refused('NO_ENCRYPTION', { store, encrypt: true })
  await refused('BAD_LIFETIME', { idleTimeout: -1 })
})

test('the store of the project ends a session by its key', async () => {
  await using site = await project({ store: 'cached-database:' })
  const client = site.newClient()
  await client.get('/count/')
  assert.equal(await (await client.get('/look/')).text(), '1')
  await site.run(() => use(sessionStoreService).delete(client.cookies.get('sessionid')!))
  assert.equal(await (await client.get('/look/')).text(), 'undefined')
})

test('a store of ones own reads more by the same query', async () => {
  class Sessions extends DatabaseSessionStore {
    protected override async read(key: string, now: Date): Promise<SessionRow | null> {
      const row = await super.read(key, now)
      return row === null ? null : { ...row, companion: `of ${key.length}` }
    }
  }
  await using site = await project({ store: new Sessions() })
  const client = site.newClient()
  assert.equal(await (await client.get('/companion/')).text(), 'undefined')
  await client.get('/count/')
  const found = await client.get('/companion/')
  assert.deepEqual([await found.text(), found.queries.length], ['of 32', 1])
})

test('remember me at the log-in, where sessions end with the browser', async () => {
  const enter = path('enter/<slug:how>/', async (request, { how }): Promise<Response> => {
    const [user] = [await createUser({ username: `u${Math.random()}`, password: 'correct horse battery' })]
    await login(request, user, how === 'usual' ? {} : { remember: how === 'yes' })
    return text('in')
  })
  const sessions = { store: 'cookie:', expireAtBrowserClose: true, age: 3600 }
  await using site = await project(sessions, { apps: [authApp], urls: [enter, ...urls] })
  const cookieOf = async (how: string) => {
    const response = await site.newClient().get(`/enter/${how}/`)
    return response.headers.getSetCookie().find((each) => each.startsWith('sessionid='))!
  }
  assert.match(await cookieOf('yes'), /Max-Age=3600/)
  assert.doesNotMatch(await cookieOf('no'), /Max-Age/)
  assert.doesNotMatch(await cookieOf('usual'), /Max-Age/)
})

test('check --deploy: what several processes and machines do not share', () => {
  const ids = (options: Partial<ProjectOptions>, processes = 1, environment: object = {}) =>
    checkSessions({ options: { apps: [], ...options }, environment: environment as never, processes }).map(
      ({ id }) => id,
    )
  assert.deepEqual(ids({}), [])
  assert.deepEqual(ids({}, 4), [])
  assert.deepEqual(ids({ sessions: { store: new MemoryStore() } }, 4), [])
  assert.deepEqual(ids({ sessions: { store: 'cookie:' } }, 4), [])
  assert.deepEqual(ids({ sessions: { store: 'cookie:', cookie: { secure: false } } }), ['security.W012'])
  assert.deepEqual(ids({ sessions: { store: 'file:./sessions' } }), ['deploy.W024'])
  assert.deepEqual(ids({ sessions: { store: 'cache:' } }), ['deploy.W025'])
  assert.deepEqual(ids({ sessions: { store: 'cache:' } }, 2), ['deploy.E009'])
  assert.deepEqual(ids({ sessions: { store: 'cache:' } }, 2, { cacheUrl: 'redis://localhost' }), [])
  assert.deepEqual(ids({ sessions: { store: 'cache:s' }, cache: { default: 'memory:', s: 'dummy:' } }), ['deploy.E008'])
  assert.deepEqual(ids({ sessions: { store: 'cached-database:' } }), [])
  assert.deepEqual(ids({ sessions: { store: 'cached-database:' } }, 2), ['deploy.W026'])
  assert.deepEqual(ids({ sessions: { store: 'cached-database:s' }, cache: { default: 'memory:', s: 'redis:' } }, 2), [])
})

test('sessions are read where they are written, whatever the router says of reading', async () => {
  const router = { read: () => 'replica', write: () => 'default' }
  const databases = { default: 'sqlite::memory:', replica: 'sqlite::memory:' }
  await using site = await project({}, { router, databases })
  const client = site.newClient()
  for (const n of ['1', '2', '3']) assert.equal(await (await client.get('/count/')).text(), n)
})
