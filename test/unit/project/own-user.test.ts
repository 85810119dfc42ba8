import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { AbstractUser, authApp, authenticate, contentTypesApp, createSuperuser } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { makeMigrations, migrate } from '../../../src/data/migrations/index.ts'
import { field, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, migrationApps, openProject } from '../../../src/tools/project/index.ts'
import { Client } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { workshop } from '../migrations/helpers.ts'

class Person extends AbstractUser {
  nickname = field.char({ maxLength: 50, blank: true })

  static override meta = meta<Person>()({ label: 'person', labelPlural: 'people' })
}

test('a project with users of its own migrates from nothing; its superuser logs in and looks around', async (t) => {
  const dir = workshop(t)
  const people = defineApp({ label: 'people', dir: join(dir, 'people'), models: { Person } })
  const definition = defineProject({
    apps: [contentTypesApp, authApp, sessionsApp, adminApp, people],
    databases: { default: 'sqlite:db.sqlite3' },
    auth: { user: Person },
    urls: [path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))],
  })
  await using project = await openProject(definition, { dir, mode: 'test' })
  await project.run(async () => {
    const apps = migrationApps(project)
    const { migrations } = await makeMigrations({ orm: project.orm, apps, only: ['people'] })
    assert.deepEqual(
      migrations.map(({ operations }) => operations),
      [['Create model Person']],
    )
    await migrate({ orm: project.orm, apps })
    const made = await createSuperuser({ username: 'ada', password: 'correct horse battery staple' })
    assert.ok(made instanceof Person)
    const found = await authenticate(null, { username: 'ada', password: 'correct horse battery staple' })
    assert.ok(found instanceof Person)
    assert.equal((await Person.get({ username: 'ada' })).isSuperuser, true)
  })
  const client = new Client((request) => project.fetch(request))
  await client.get('/admin/login/')
  const credentials = { username: 'ada', password: 'correct horse battery staple', next: '/admin/' }
  assert.equal((await client.post('/admin/login/', credentials)).status, 303)
  const home = await client.get('/admin/')
  assert.equal(home.status, 200)
  assert.match(await home.text(), /ada/)
})
