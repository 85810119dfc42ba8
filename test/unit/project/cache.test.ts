import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { cache, cacheApp, caches } from '../../../src/data/cache/index.ts'
import { makeMigrations, migrate } from '../../../src/data/migrations/index.ts'
import { defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { migrationApps } from '../../../src/tools/project/prepare.ts'
import { path, render, text } from '../../../src/web/http/index.ts'
import { fragmentKey } from '../../../src/web/templates/index.ts'
import { temporaryFolder } from '../../support/packages.ts'

const dir = temporaryFolder('project-cache')
after(() => rmSync(dir, { recursive: true, force: true }))
mkdirSync(join(dir, 'templates'))
const part =
  '{% load cache %}{% cache 60 menu user_name %}{{ made }}{% endcache %}{% cache 60 x using="other" %}{{ made }}{% endcache %}'
writeFileSync(join(dir, 'templates', 'page.html'), part)

let made = 0
const urls = [
  path('page/<str:name>/', (request, { name }) => render(request, 'page.html', { user_name: name, made: ++made })),
  path('', () => text('home')),
]

const open = (options: Partial<ProjectOptions>, env: Record<string, string> = {}) =>
  openProject(defineProject({ apps: [], urls, templates: { dirs: ['templates'] }, ...options }), {
    dir,
    mode: 'test',
    env,
  })

type Opened = Awaited<ReturnType<typeof open>>
const ask = (project: Opened, target: string) => project.fetch(new Request(`http://testserver${target}`))
const page = async (project: Opened, name: string) => (await ask(project, `/page/${name}/`)).text()
const tables = (project: Opened) => project.run(() => migrate({ orm: project.orm, apps: migrationApps(project) }))

test('{% cache %} keeps its parts in the project’s caches, by what they vary with', async () => {
  await using project = await open({ cache: { default: 'memory:1mb', other: 'dummy:' } })
  const first = await page(project, 'ann')
  assert.equal(await page(project, 'ann'), `${first[0]}${Number(first[0]) + 1}`)
  assert.notEqual((await page(project, 'bob'))[0], first[0])
  await project.run(async () => {
    assert.equal(await cache().get(fragmentKey('menu', ['ann'])), first[0])
    assert.equal(await cache().delete(fragmentKey('menu', ['ann'])), true)
  })
  assert.notEqual((await page(project, 'ann'))[0], first[0])
  // What somebody else keeps under that key is not taken for a part.
  await project.run(() => cache().set(fragmentKey('menu', ['ann']), { html: 1 }))
  assert.match(await page(project, 'ann'), /^\d+$/)
})

test('caches by name, and which is which', async () => {
  await using project = await open(
    { cache: { default: { url: 'dummy:', timeout: 5 }, small: { url: 'memory:1kb', timeout: null, prefix: 'p:' } } },
    { CACHE_URL: 'memory:2mb' },
  )
  await project.run(async () => {
    assert.deepEqual([cache().kind, caches('small').name, caches('small').kind], ['memory', 'small', 'memory'])
    assert.throws(() => caches('toString'), { code: 'NUAGES_CACHE_UNKNOWN_CACHE', message: /default, small/ })
  })
  assert.throws(() => cache(), { code: 'NUAGES_CONTEXT_NO_PROJECT' })
})

test('settings that cannot be meant stop the start', async () => {
  await assert.rejects(open({ cache: 'database:' }), { code: 'NUAGES_CACHE_NO_APP' })
  await assert.rejects(open({ cache: 'memory:lots' }), { code: 'NUAGES_CACHE_BAD_URL' })
  await assert.rejects(open({ cache: 'redis:' }), { code: 'NUAGES_CACHE_BAD_URL', message: /no Redis of its own/ })
  await assert.rejects(open({}, { CACHE_URL: 'memory' }), { code: 'NUAGES_SETTINGS_INVALID', message: /CACHE_URL/ })
  await assert.rejects(open({ apps: [cacheApp], cache: 'database:elsewhere' }), { code: 'NUAGES_CACHE_BAD_URL' })
})

test('in the database: shared, with its migration, and rate limits are counted there', async () => {
  const options = {
    apps: [cacheApp],
    cache: 'database:',
    databases: { default: 'sqlite:db.sqlite3' },
    rateLimits: [{ limit: '3/hour' }],
  } as const
  await using one = await open(options)
  await tables(one)
  const nothing = await one.run(() =>
    makeMigrations({ orm: one.orm, apps: migrationApps(one), only: ['nuages_cache'], dryRun: true }),
  )
  assert.deepEqual(nothing.migrations, [])
  await using two = await open(options)
  await one.run(() => cache().set('k', new Date(5)))
  assert.deepEqual(await two.run(() => cache().get('k')), new Date(5))
  const statuses = []
  for (const each of [one, two, one, two]) statuses.push((await ask(each, '/')).status)
  assert.deepEqual(statuses, [200, 200, 200, 429])
  await one.run(() => cache().clear())
  assert.equal((await ask(two, '/')).status, 200)
})

test('a database file of its own is found from the project’s folder', async () => {
  await using project = await open({ cache: 'database:sqlite:own.sqlite3' })
  await project.run(() => cache().set('k', 1))
  await using again = await open({ cache: 'database:sqlite:own.sqlite3' })
  assert.equal(await again.run(() => cache().get('k')), 1)
})

test('a part that holds a token of one visitor is kept for nobody, also where the page had to wait', async () => {
  const parts = {
    'token.html': '{% load cache %}{{ csrf_token }}{% cache 60 a %}{{ made }}{% csrf_token %}{% endcache %}',
    // What is waited for behind the token makes the rendering begin anew.
    'waits.html': '{% load cache %}{% cache 60 b %}{{ made }}{{ csrf_token }}{{ later }}{% endcache %}',
    'outside.html': '{% load cache %}{% csrf_token %}{% cache 60 c %}{{ made }}{{ later }}{% endcache %}',
  }
  for (const [name, source] of Object.entries(parts)) writeFileSync(join(dir, 'templates', name), source)
  const shown = path('<str:name>', (request, { name }) =>
    render(request, name, { made: `made ${++made}`, later: Promise.resolve('late') }),
  )
  await using project = await open({ urls: [shown] })
  const madeIn = async (name: string) => /made \d+/.exec(await (await ask(project, `/${name}`)).text())?.[0]
  for (const [name, kept] of [
    ['token.html', false],
    ['waits.html', false],
    ['outside.html', true],
  ] as const) {
    const first = await madeIn(name)
    assert.equal((await madeIn(name)) === first, kept, name)
    assert.equal((await madeIn(name)) === first, kept, `${name}, again`)
  }
})
