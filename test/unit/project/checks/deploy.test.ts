// In a process of its own: its NODE_ENV is that of production.

import assert from 'node:assert/strict'
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Finding } from '../../../../src/base/checks/index.ts'
import { generateSecretKey, readEnvironment } from '../../../../src/base/settings/index.ts'
import { checkLogins } from '../../../../src/tools/project/checks/deploy/logins.ts'
import { isShortLived } from '../../../../src/tools/project/checks/deploy/runtime.ts'
import {
  defineApp,
  defineProject,
  missingSettings,
  openProject,
  type ProjectOptions,
} from '../../../../src/tools/project/index.ts'
import { collectStatic } from '../../../../src/tools/static/index.ts'
import { type Middleware, redirect, setCookie } from '../../../../src/web/http/index.ts'
import {
  nonce,
  type SecurityHeadersOptions,
  securityHeaders,
  strictPolicy,
} from '../../../../src/web/security/index.ts'
import { temporaryFolder } from '../../../support/packages.ts'

const dir = temporaryFolder('deploy')
after(() => rmSync(dir, { recursive: true }))
mkdirSync(join(dir, 'static'))
writeFileSync(join(dir, 'static', 'site.css'), 'a{}')
const collect = () => collectStatic({ dirs: [join(dir, 'static')], root: join(dir, 'staticfiles'), prefix: '/static/' })
await collect()

const toHttps: Middleware = (request, next) =>
  request.secure ? next() : redirect(`https://${request.host}${request.target}`, { status: 308 })
const good: SecurityHeadersOptions = {
  hsts: { maxAge: 31_536_000, includeSubDomains: true, preload: true },
  csp: { 'default-src': ["'self'"], 'script-src': ["'self'", nonce] },
}
const notes = defineApp({ label: 'notes', dir })

interface Variation {
  readonly options?: Partial<ProjectOptions>
  readonly headers?: SecurityHeadersOptions
  readonly middleware?: readonly Middleware[]
  readonly env?: Readonly<Record<string, string>>
  readonly processes?: number
}

/** What is found in a project that is right but for the variation. */
async function found({ options, headers, middleware, env, processes }: Variation): Promise<readonly Finding[]> {
  const definition = defineProject({
    apps: [notes],
    urls: [],
    databases: { default: 'sqlite:db.sqlite3' },
    trustedProxies: ['10.0.0.1'],
    mail: false,
    middleware: middleware ?? [toHttps, securityHeaders({ ...good, ...headers })],
    ...options,
  })
  await using project = await openProject(definition, {
    dir,
    env: { NUAGES_ENV: 'production', SECRET_KEY: key, ALLOWED_HOSTS: '.example.org', ...env },
  })
  return await project.check({ deploy: true, types: false, ...(processes !== undefined && { processes }) })
}

const key = generateSecretKey()
const ids = async (variation: Variation) => (await found(variation)).map(({ id }) => id)

const before = process.env['NODE_ENV']
process.env['NODE_ENV'] = 'production'
after(() => {
  if (before === undefined) delete process.env['NODE_ENV']
  else process.env['NODE_ENV'] = before
})

test('a project that is right is found right', async () => {
  assert.deepEqual(await found({}), [])
})

test('keys and hosts', async () => {
  const secret = { options: { secretKey: key }, env: { SECRET_KEY: '' } }
  assert.deepEqual(await ids(secret), ['deploy.W001'])
  for (const weak of ['short'.repeat(8), 'ab'.repeat(40), 'django-insecure-'.padEnd(60, 'qwertz')]) {
    assert.deepEqual(await ids({ env: { SECRET_KEY: weak } }), ['security.W009'], weak)
  }
  assert.deepEqual(await ids({ options: { secretKeyFallbacks: ['weak', key] } }), ['security.W025', 'deploy.W002'])
  assert.deepEqual(await ids({ env: { ALLOWED_HOSTS: '*' } }), ['deploy.W003'])
  assert.deepEqual(await ids({ env: { ALLOWED_HOSTS: '', ...{} }, options: { allowedHosts: [] } }), [
    'security.W020',
    'deploy.W005',
  ])
  assert.deepEqual(await ids({ options: { trustedProxies: ['0.0.0.0/0', '::/0', '10.0.0.0/8', 'loopback'] } }), [
    'deploy.W004',
    'deploy.W004',
  ])
})

test('headers, whatever sets them', async () => {
  const variations: [Variation, string[]][] = [
    [{ middleware: [securityHeaders(good)] }, ['security.W008']],
    [{ options: { trustedProxies: [] } }, ['deploy.W006']],
    [{ middleware: [toHttps] }, ['security.W004', 'deploy.W009']],
    [{ headers: { hsts: 60 } }, ['deploy.W007', 'security.W005', 'security.W021']],
    [{ headers: { hsts: { maxAge: 86_400, preload: true } } }, ['security.W005', 'deploy.W008']],
    [{ headers: { csp: false, cspReportOnly: { 'default-src': ["'self'"] } } }, ['deploy.W010']],
    [{ headers: { csp: { 'default-src': ["'self'", "'unsafe-inline'"] } } }, ['deploy.W011']],
    [{ headers: { csp: { 'script-src': ["'unsafe-inline'", nonce] } } }, []],
    [{ headers: { csp: { 'script-src': [nonce, "'unsafe-eval'", 'https:'] } } }, ['deploy.W011']],
    [{ middleware: [], options: { security: { ...good, csp: strictPolicy, redirectToHttps: true } } }, []],
    [{ headers: { csp: { 'img-src': ["'self'"] } } }, ['deploy.W011']],
    [{ headers: { frames: 'SAMEORIGIN' } }, ['security.W019']],
    [{ headers: { frames: 'SAMEORIGIN', csp: strictPolicy } }, []],
    [{ options: { languageCookie: { secure: false } } }, ['deploy.W014']],
  ]
  for (const [variation, expected] of variations) assert.deepEqual(await ids(variation), expected)
  const bare: Middleware = async (request, next) => {
    const response = await next()
    response.headers.set('x-frame-options', '')
    response.headers.set('x-content-type-options', 'no')
    response.headers.set('referrer-policy', 'unsafe-url')
    response.headers.set('cross-origin-opener-policy', 'unsafe-none')
    setCookie(response, 'mysession', 'x', { secure: false, httpOnly: false })
    setCookie(response, 'csrf2', 'x', { secure: false })
    setCookie(response, 'other', 'x', { secure: false })
    return request.secure ? response : redirect('https://example.org/')
  }
  assert.deepEqual(await ids({ middleware: [bare, securityHeaders(good)] }), [
    'security.W019',
    'security.W006',
    'deploy.W012',
    'deploy.W013',
    'security.W012',
    'security.W015',
    'security.W016',
    'deploy.W014',
  ])
  assert.match((await found({ headers: { csp: { 'script-src': ['*'] } } }))[0]!.message, /by \*\.$/)
})

test('logging in', () => {
  const ids = (auth: ProjectOptions['auth'], processes = 1, more: Partial<ProjectOptions> = {}, apps = ['auth']) =>
    checkLogins({
      project: { apps: apps.map((label) => ({ label, dir: '/' })) },
      options: { apps: [], ...(auth !== undefined && { auth }), ...more },
      environment: readEnvironment({}),
      processes,
    }).map(({ id }) => id)
  assert.deepEqual(ids({}), [])
  assert.deepEqual(ids({ throttle: false }, 2), ['deploy.W031'])
  assert.deepEqual(ids({ throttle: false }, 2, {}, []), [])
  assert.deepEqual(ids({}, 2), ['deploy.W032'])
  assert.deepEqual(ids({}, 2, { cache: 'database:' }), [])
  assert.deepEqual(ids({}, 2, { redis: 'redis://localhost' }), [])
  assert.deepEqual(ids({ passwords: { argon2: { memoryCost: 64 } } }), ['deploy.W030'])
  assert.deepEqual(ids({ passwords: { argon2: { memoryCost: 19_456 } } }), [])
  assert.deepEqual(ids({ passwords: { argon2: { memoryCost: 19_456, timeCost: 1 } } }), ['deploy.W030'])
})

test('databases', async () => {
  assert.deepEqual(await ids({ options: { databases: { default: 'sqlite::memory:' } } }), ['deploy.E001'])
  assert.deepEqual(await ids({ options: { databases: { default: 'sqlite:static/db.sqlite3' } } }), [
    'deploy.E002',
    'deploy.W018',
  ])
  for (const ending of ['', '-wal', '-shm']) rmSync(join(dir, 'static', `db.sqlite3${ending}`), { force: true })
  assert.deepEqual(await ids({ env: { NUAGES_LOG_QUERIES: '0' } }), ['deploy.W015'])
  const rateLimits = [{ limit: '10/minute' }] as const
  assert.deepEqual(await ids({ processes: 2, options: { rateLimits } }), ['deploy.W016', 'deploy.W019', 'deploy.W020'])
  const shared = { rateLimits, cache: { default: 'redis:', own: 'memory:' }, redis: 'redis://localhost:6379' }
  assert.deepEqual(await ids({ processes: 2, options: shared }), ['deploy.W016', 'deploy.W020'])
  assert.deepEqual(await ids({ processes: 2, options: { rateLimits, cache: 'redis://h' } }), ['deploy.W016'])
  // What the server is told is what is checked, unless a flag says otherwise.
  assert.deepEqual(await ids({ env: { NUAGES_WORKERS: '2' } }), ['deploy.W016', 'deploy.W020'])
  assert.deepEqual(await ids({ env: { NUAGES_WORKERS: '2' }, processes: 1 }), [])
})

test('stored files that do not stay, cannot be written, or that others serve', async () => {
  const ofFiles = async (files: ProjectOptions['files']) =>
    (await ids({ ...(files !== undefined && { options: { files } }) })).filter((id) => /^deploy\.E00[4-7]$/.test(id))
  assert.deepEqual(await ofFiles(undefined), [])
  assert.deepEqual(await ofFiles('memory:'), ['deploy.E004'])
  assert.deepEqual(await ofFiles('./static/media'), ['deploy.E005'])
  assert.deepEqual(await ofFiles('.'), ['deploy.E005'])
  const inside = { location: './media/private', url: '/private/', private: true }
  assert.deepEqual(await ofFiles({ default: './media', private: inside }), ['deploy.E006'])
  assert.deepEqual(await ofFiles({ default: './media', private: { ...inside, location: './media-private' } }), [])
  writeFileSync(join(dir, 'a-file'), '')
  assert.deepEqual(await ofFiles('./a-file/media'), ['deploy.E007'])
  rmSync(join(dir, 'a-file'))
})

test('static files that are not collected, or not those of this version', async () => {
  assert.deepEqual(await ids({ options: { static: { root: 'elsewhere' } } }), ['deploy.W017'])
  writeFileSync(join(dir, 'static', 'site.css'), 'b{}')
  const [stale] = await found({})
  assert.deepEqual([stale!.id, /site\.css\.$/.test(stale!.message)], ['deploy.W018', true])
  await collect()
  writeFileSync(join(dir, 'static', 'site.css'), 'b{}')
  assert.deepEqual(await ids({}), [])
  const added = join(dir, 'static', 'new', 'page.css')
  mkdirSync(join(dir, 'static', 'new'))
  writeFileSync(added, 'c{}')
  writeFileSync(join(dir, 'static', 'new', '.hidden'), 'c{}')
  const later = Date.now() / 1000 + 60
  for (const file of [added, join(dir, 'static', 'new', '.hidden')]) utimesSync(file, later, later)
  assert.match(
    (await found({})).map(({ id, message }) => `${id} ${message}`).join(),
    /^deploy\.W018 [^,]*: new\/page\.css\.$/,
  )
  // Older ones were left out on purpose.
  utimesSync(added, 1, 1)
  assert.deepEqual(await ids({}), [])
})

test('the process', async () => {
  assert.deepEqual(['24.7.0', '25.1.0', '26.0.0'].map(isShortLived), [false, true, false])
  process.env['NODE_ENV'] = 'development'
  assert.deepEqual(await ids({ env: { NUAGES_ENV: 'development' } }), ['security.W018', 'deploy.W021'])
  process.env['NODE_ENV'] = 'production'
})

test('what is silenced is left out', async () => {
  const middleware = [toHttps, securityHeaders({ csp: good.csp! })]
  assert.deepEqual(await ids({ middleware }), ['security.W004'])
  assert.deepEqual(await ids({ middleware, options: { silencedChecks: ['security.W004'] } }), [])
})

test('all settings that stop the start are named at once', async () => {
  const definition = defineProject({ apps: [] })
  const names = async (env: Record<string, string>) =>
    (await missingSettings(definition, dir, env)).map(({ where }) => where)
  assert.deepEqual(await names({ NUAGES_ENV: 'production' }), ['SECRET_KEY', 'ALLOWED_HOSTS', 'DATABASE_URL'])
  const rest = { ALLOWED_HOSTS: 'example.org', DATABASE_URL: 'sqlite:db.sqlite3' }
  assert.deepEqual(await names({ NUAGES_ENV: 'production', SECRET_KEY: 'short', ...rest }), ['SECRET_KEY'])
  assert.deepEqual(await names({ NUAGES_ENV: 'production', SECRET_KEY: key, ...rest }), [])
  assert.deepEqual(await names({}), [])
})

test('background jobs', async () => {
  const { tasksApp, task } = await import('../../../../src/apps/tasks/index.ts')
  const jobs = { label: 'jobs', tasks: { note: task('jobs.note', async () => {}) } }
  const tasks = async (options: object, processes = 1) => {
    const all = await ids({ processes, options: { apps: [tasksApp, jobs], ...options } })
    return all.filter((id) => id.startsWith('tasks.'))
  }
  assert.deepEqual(await tasks({}, 2), [])
  assert.deepEqual(await tasks({ tasks: { inProcess: true } }), [])
  assert.deepEqual(await tasks({ tasks: { inProcess: true } }, 2), ['tasks.W002'])
  assert.deepEqual(await tasks({ tasks: { immediate: true } }), ['tasks.E001'])
})
