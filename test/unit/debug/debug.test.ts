import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queries, renderedTemplates } from '../../../src/base/events/index.ts'
import { createMissingTables } from '../../../src/data/migrations/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { preview } from '../../../src/tools/debug/preview.ts'
import { defineApp, defineProject, migrationApps, openProject, type Project } from '../../../src/tools/project/index.ts'
import { liveReload } from '../../../src/tools/project/reload.ts'
import { html, path } from '../../../src/web/http/index.ts'

class Book extends Model {
  title = field.char({ maxLength: 50 })
}

const definition = defineProject({
  apps: [defineApp({ label: 'shop', models: { Book } })],
  urls: [
    path('books/', async () => {
      const ids = await Book.orderBy('id').valuesList('id', { flat: true })
      const titles: string[] = []
      for (const id of ids) titles.push((await Book.get({ id })).title)
      const { engine } = opened!
      return html(
        await engine
          .fromString('<!doctype html><html><body>{{ titles|length }}</body></html>')
          .render({ titles, password: 'hunter2' }),
      )
    }),
    path('static/x.css', () => new Response('')),
  ],
})

let opened: Project | undefined

async function shop(mode: 'development' | 'production' = 'development'): Promise<Project> {
  const project = await openProject(definition, {
    mode,
    databases: { default: 'sqlite::memory:' },
    outermost: mode === 'development' ? [liveReload(new AbortController().signal)] : [],
    env: { SECRET_KEY: 'k'.repeat(50), ALLOWED_HOSTS: 'localhost', NUAGES_LOG_LEVEL: 'silent' },
  })
  opened = project
  await project.run(async () => {
    await createMissingTables({ orm: project.orm, apps: migrationApps(project) })
    await Book.bulkCreate([{ title: 'One' }, { title: 'Two' }, { title: 'Three <b>' }])
  })
  return project
}

const page = async (project: Project, address: string) => {
  const response = await project.fetch(new Request(`http://localhost${address}`))
  return {
    status: response.status,
    text: await response.text(),
    policy: response.headers.get('content-security-policy'),
  }
}

test('a page leads to what its request did, and says where statements repeat', async () => {
  await using project = await shop()
  const { text } = await page(project, '/books/?token=abc&page=2')
  const [, href, told] =
    /data-href="(\/__nuages__\/requests\/\d+\/)" data-text="([^"]+)" data-look="1"/.exec(text) ?? []
  assert.match(told ?? '', /^4 queries in [\d.]+ ms, [\d.]+ ms in all$/)
  const shown = await page(project, href!)
  assert.equal(shown.status, 200)
  assert.match(shown.text, /One statement 3 times at <code>test\/unit\/debug\/debug\.test\.ts:\d+:\d+<\/code>/)
  assert.match(shown.text, /selectRelated/)
  assert.match(shown.text, /<svg [^>]*aria-label="Time line of 5 events/)
  assert.match(shown.text, /&quot;One&quot;, &quot;Two&quot;, &quot;Three &lt;b&gt;&quot;/)
  assert.doesNotMatch(shown.text, /hunter2|abc/, 'secrets are masked')
  assert.match(shown.policy ?? '', /default-src 'none'/)
  const list = await page(project, '/__nuages__/requests/')
  assert.match(list.text, /GET \/books\/<\/a>/)
  assert.match(list.text, /repeats itself/)
  assert.equal((await page(project, '/__nuages__/requests/999/')).status, 404)
})

test('static files and the pages themselves are not recorded; of many requests the last ones are kept', async () => {
  await using project = await shop()
  await page(project, '/static/x.css')
  for (let i = 0; i < 60; i++) await page(project, `/missing-${i}/`)
  const { text } = await page(project, '/__nuages__/requests/')
  assert.equal(text.match(/GET \/missing-\d+\//g)?.length, 50)
  assert.doesNotMatch(text, /static|__nuages__\/requests\/<\/a>/)
})

test('a site that has its name lead to this machine reads none of them', async () => {
  await using project = await shop()
  await page(project, '/books/')
  for (const address of ['', '1/']) {
    const response = await project.fetch(new Request(`http://evil.example/__nuages__/requests/${address}`))
    assert.equal(response.status, 400)
    assert.doesNotMatch(await response.text(), /books/)
  }
})

test('only development records', async () => {
  await using project = await shop('production')
  assert.deepEqual([queries.heard, renderedTemplates.heard], [false, false])
  assert.equal((await page(project, '/__nuages__/requests/')).status, 404)
})

test('values are shown in a line, without calling anything', () => {
  const called: string[] = []
  const tricky = {
    get getter() {
      called.push('getter')
      return 1
    },
    apiKey: 'x',
    deep: { deeper: { deepest: 1 } },
  }
  assert.equal(preview('tricky', tricky), '{ getter: (getter), apiKey: ***, deep: { deeper: {1 keys} } }')
  assert.equal(
    preview('list', [1, 'two', [3], null, undefined, 6n, 7]),
    '[1, "two", [3], null, undefined, 6n, … 7 in all]',
  )
  assert.equal(preview('rows', Book.all()), '(QuerySetRuntime)')
  assert.equal(preview('secret', 'x'), '***')
  assert.equal(preview('long', 'x'.repeat(1000)).length, 201)
  assert.equal(preview('made', new (class Cart {})()), '(Cart)')
  assert.deepEqual(called, [])
})
