import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { AbstractUser, authApp, contentTypesApp, createSuperuser } from '../../../src/apps/auth/index.ts'
import { localized, setLanguage } from '../../../src/apps/languages/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { makeMigrations, migrate } from '../../../src/data/migrations/index.ts'
import { field, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, migrationApps, openProject, type Project } from '../../../src/tools/project/index.ts'
import { Client, testProject } from '../../../src/tools/testing/index.ts'
import { type HttpRequest, include, json, path } from '../../../src/web/http/index.ts'
import { workshop } from '../migrations/helpers.ts'

class Person extends AbstractUser {
  language = field.char({ maxLength: 12, blank: true })

  static override meta = meta<Person>()({ label: 'person', labelPlural: 'people' })
}

const app = defineApp({ label: 'pages', urls: [] })
const languages = ['en', 'de']
const say = (request: HttpRequest) => json({ language: request.language })
type Site = { readonly project: Pick<Project, 'fetch'> }
const visitor = ({ project }: Site) => new Client((request) => project.fetch(request))
const token = 'a'.repeat(32)

/** A visitor with the token that forms send back. */
function withToken(site: Site): Client {
  const client = visitor(site)
  client.cookies.set('csrftoken', token)
  return client
}

test('what somebody who is logged in chooses is kept in their row, and comes before what the row said', async (t) => {
  const dir = workshop(t)
  const definition = defineProject({
    apps: [
      contentTypesApp,
      authApp,
      sessionsApp,
      adminApp,
      defineApp({ label: 'people', dir: join(dir, 'people'), models: { Person } }),
    ],
    databases: { default: 'sqlite:db.sqlite3' },
    auth: { user: Person },
    languages,
    urls: [path('say/', say), path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))],
  })
  await using project = await openProject(definition, { dir, mode: 'test' })
  const password = 'correct horse battery staple'
  const languageOf = () => project.run(async () => (await Person.get({ username: 'ada' })).language)
  await project.run(async () => {
    const apps = migrationApps(project)
    await makeMigrations({ orm: project.orm, apps, only: ['people'] })
    await migrate({ orm: project.orm, apps })
    await createSuperuser({ username: 'ada', password })
    await Person.filter({ username: 'ada' }).update({ language: 'de' })
  })
  const client = visitor({ project })
  await client.get('/admin/login/')
  await client.post('/admin/login/', { username: 'ada', password, next: '/admin/' })
  const saidTo = async (by: Client) => ((await (await by.get('/say/')).json()) as { language: string }).language
  assert.equal(await saidTo(client), 'de')
  assert.equal((await client.post('/admin/language/', { language: 'en', next: '/say/' })).status, 302)
  assert.equal(await saidTo(client), 'en')
  assert.equal(await languageOf(), 'en')

  // Nobody in particular has no row: the cookie keeps it.
  const stranger = withToken({ project })
  await stranger.post('/admin/language/', { language: 'de', next: '/say/' })
  assert.equal(await saidTo(stranger), 'de')
  assert.equal(await languageOf(), 'en')
})

test('the view writes the cookie that the project has named', async () => {
  await using site = await testProject(
    defineProject({
      apps: [app],
      languages,
      languageCookie: { name: 'lang', sameSite: 'Strict' },
      urls: [path('say/', say), path('language/', setLanguage())],
    }),
  )
  const client = withToken(site)
  const chosen = await client.post('/language/', { language: 'de', next: '/say/' })
  assert.match(chosen.headers.getSetCookie().join('\n'), /^lang=de;.*SameSite=Strict$/m)
  assert.equal(((await (await client.get('/say/')).json()) as { language: string }).language, 'de')
})

const anywhere = [path('', say), path('<path:page>/', say)]

async function ledTo(prefixDefault: boolean, steps: Readonly<Record<string, readonly [string, string]>>) {
  await using site = await testProject(
    defineProject({
      apps: [app],
      languages,
      urls: [path('language/', setLanguage()), localized(anywhere, { prefixDefault })],
    }),
  )
  const client = withToken(site)
  for (const [next, [language, expected]] of Object.entries(steps)) {
    const answer = await client.post('/language/', { language, next }, { headers: { accept: 'text/html' } })
    assert.deepEqual([next, answer.status, answer.headers.get('location')], [next, 302, expected])
  }
}

test('the same page in another language, where the address of any page would do', () =>
  ledTo(false, {
    '/de/x/?a=1#b': ['en', '/x/?a=1#b'],
    '/x/': ['de', '/de/x/'],
    '/de/': ['en', '/'],
    '/de/caf%C3%A9/': ['en', '/caf%C3%A9/'],
  }))

test('no address of another site comes out of taking a language away', () =>
  ledTo(false, {
    '/de//evil.example/': ['en', '/%2Fevil.example/'],
    '/de/\\evil.example/': ['en', '/%2Fevil.example/'],
    '/de///evil.example/': ['en', '/%2F/evil.example/'],
    '/de/%2Fevil.example/': ['en', '/%2Fevil.example/'],
  }))

test('an address that is not encoded well is gone back to as it is', () =>
  ledTo(true, { '/%': ['de', '/%'], '/de/%E0%A4%A/': ['en', '/de/%E0%A4%A/'] }))

test('a script without a next address gets 204, whichever way it leaves it out', async () => {
  await using site = await testProject(
    defineProject({ apps: [app], languages, urls: [path('language/', setLanguage())] }),
  )
  const headers = { accept: 'application/json' }
  for (const fields of [{ language: 'de' }, { language: 'de', next: '' }, { language: 'xx' }]) {
    assert.equal((await withToken(site).post('/language/', fields, { headers })).status, 204)
  }
})
