import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { accountsApp } from '../../../src/apps/accounts/index.ts'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import {
  AbstractUser,
  authApp,
  authenticate,
  contentTypesApp,
  createSuperuser,
  createUser,
  Group,
  User,
} from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import type { AppDefinition } from '../../../src/base/settings/index.ts'
import { drift, makeMigrations, migrate } from '../../../src/data/migrations/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
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
  // Shown as users are, and nothing of the class's own is missing.
  const form = await (await client.get('/admin/people/person/add/')).text()
  const order = [
    '>Person</bdi></h2>',
    'name="username"',
    'name="newPassword"',
    '>Further details</bdi></h2>',
    'name="nickname"',
    'name="isActive"',
  ]
  assert.deepEqual(
    order.map((part) => form.indexOf(part)).sort((a, b) => a - b),
    order.map((part) => form.indexOf(part)),
  )
  assert.ok(order.every((part) => form.includes(part)))
  assert.match(await home.text(), /ada/)
})

class Member extends AbstractUser<string> {
  override id = field.uuid({ primaryKey: true, default: () => crypto.randomUUID() })

  static override meta = meta<Member>()({ label: 'member' })
}

test('users with keys that are no numbers log in, stay logged in, and belong to groups', async (t) => {
  const dir = workshop(t)
  const members = defineApp({ label: 'members', dir: join(dir, 'members'), models: { Member } })
  const definition = defineProject({
    apps: [contentTypesApp, authApp, sessionsApp, adminApp, members],
    databases: { default: 'sqlite:db.sqlite3' },
    auth: { user: Member },
    urls: [path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))],
  })
  await using project = await openProject(definition, { dir, mode: 'test' })
  await project.run(async () => {
    const apps = migrationApps(project)
    await makeMigrations({ orm: project.orm, apps, only: ['members'] })
    await migrate({ orm: project.orm, apps })
    const ida = await createSuperuser({ username: 'ida', password: 'correct horse battery staple' }, { model: Member })
    assert.match(ida.pk, /^[0-9a-f-]{36}$/)
    await ida.groups.add(await Group.create({ name: 'editors' }))
    assert.equal(await Member.filter({ groups__name: 'editors' }).count(), 1)
  })
  const client = new Client((request) => project.fetch(request))
  await client.get('/admin/login/')
  const credentials = { username: 'ida', password: 'correct horse battery staple', next: '/admin/' }
  assert.equal((await client.post('/admin/login/', credentials)).status, 303)
  assert.match(await (await client.get('/admin/')).text(), /ida/)
})

/** Called as the class that it replaces, and on its table: so the columns of its many-to-many tables are the same. */
const later = {
  User: class User extends AbstractUser<number> {
    override id = field.auto({ primaryKey: true })

    static override meta = meta<User>()({ table: 'auth_user' })
  },
}

test('a project that began with User goes over to a class of its own, with the users that it has', async (t) => {
  const dir = workshop(t)
  const apps = [contentTypesApp, authApp, sessionsApp]
  const databases = { default: 'sqlite:db.sqlite3' }
  {
    await using before = await openProject(defineProject({ apps, databases }), { dir, mode: 'test' })
    await before.run(async () => {
      await migrate({ orm: before.orm, apps: migrationApps(before) })
      const ada = await createUser({ username: 'ada', password: 'correct horse battery staple' })
      await ada.groups.add(await Group.create({ name: 'editors' }))
    })
  }
  const people = defineApp({ label: 'people', dir: join(dir, 'people'), models: later })
  const definition = defineProject({ apps: [...apps, people], databases, auth: { user: later.User } })
  await using project = await openProject(definition, { dir, mode: 'test' })
  await project.run(async () => {
    const parts = { orm: project.orm, apps: migrationApps(project) }
    await makeMigrations({ ...parts, only: ['people'] })
    await migrate({ ...parts, target: { app: 'people' }, fake: true, acceptEdited: ['auth.0001_initial'] })
    await migrate(parts)
    const ada = await authenticate(null, { username: 'ada', password: 'correct horse battery staple' })
    assert.ok(ada instanceof later.User)
    assert.deepEqual(await ada.groups.all().values('name'), [{ name: 'editors' }])
    assert.deepEqual((await drift(parts)).differences, [])
  })
})

test('so does one whose apps, ours and its own, point at users already: one migration is accepted, no other', async (t) => {
  const dir = workshop(t)
  const databases = { default: 'sqlite:db.sqlite3' }
  class Reporter extends Model {
    user = field.oneToOne(() => User, { onDelete: 'cascade' })
    beat = field.char({ maxLength: 20 })
  }
  const desk = (models: AppDefinition['models'] & object) =>
    defineApp({ label: 'desk', dir: join(dir, 'desk'), models })
  {
    const definition = defineProject({ apps: [accountsApp, desk({ Reporter })], databases })
    await using before = await openProject(definition, { dir, mode: 'test' })
    await before.run(async () => {
      const parts = { orm: before.orm, apps: migrationApps(before) }
      await makeMigrations({ ...parts, only: ['desk'] })
      await migrate(parts)
      const ada = await createUser({ username: 'ada', password: 'correct horse battery staple' })
      await Reporter.create({ user: ada, beat: 'court' })
    })
  }
  const after = (...apps: AppDefinition[]) =>
    openProject(defineProject({ apps: [accountsApp, ...apps], databases, auth: { user: later.User } }), {
      dir,
      mode: 'test',
    })
  {
    // Where the app points at users already, its own migrations come too early: told before a file is written.
    await using wrong = await after(desk({ Reporter, User: later.User }))
    const parts = { orm: wrong.orm, apps: migrationApps(wrong) }
    await assert.rejects(() => wrong.run(() => makeMigrations({ ...parts, only: ['desk'] })), {
      code: 'NUAGES_MIGRATIONS_ROLE_TOO_LATE',
    })
  }
  const people = defineApp({ label: 'people', dir: join(dir, 'people'), models: later })
  await using project = await after(people, desk({ Reporter }))
  await project.run(async () => {
    const parts = { orm: project.orm, apps: migrationApps(project) }
    await makeMigrations({ ...parts, only: ['people'] })
    await assert.rejects(() => migrate(parts), { code: 'NUAGES_MIGRATIONS_INCONSISTENT_HISTORY' })
    await migrate({ ...parts, target: { app: 'people' }, fake: true, acceptEdited: ['auth.0001_initial'] })
    assert.deepEqual((await migrate(parts)).applied, [])
    assert.deepEqual((await makeMigrations(parts)).migrations, [])
    assert.deepEqual((await drift(parts)).differences, [])
    const ada = await authenticate(null, { username: 'ada', password: 'correct horse battery staple' })
    assert.ok(ada instanceof later.User)
    assert.equal((await Reporter.get({ user: ada as never })).beat, 'court')
  })
})
