import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { authApp, contentTypesApp } from 'nuages/auth'
import { inspectDatabase, type KnownModel } from 'nuages/migrations'
import { buildRegistry, connect } from 'nuages/orm'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { InspectedFiles } from '../../support/inspected.ts'
import { runCommand } from '../../support/packages.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'

/** Makes the tables of all of Django's own apps that need nothing installed, and a row in some. */
const program = `
import sys
from django.conf import settings
apps = ["admin", "auth", "contenttypes", "flatpages", "messages", "redirects", "sessions", "sites"]
settings.configure(
    SECRET_KEY="x", USE_TZ=True, SITE_ID=1, INSTALLED_APPS=["django.contrib." + app for app in apps],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
)
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import Group, User
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
user = User.objects.create_user("ada", "ada@example.org", "secret")
user.groups.add(Group.objects.create(name="editors"))
page = FlatPage.objects.create(url="/about/", title="About")
page.sites.add(Site.objects.get())
`

describe('inspectdb on the tables of Django', { skip: await skipWithout('django') }, () => {
  const files = new InspectedFiles()
  const folder = mkdtempSync(join(tmpdir(), 'nuages-django-'))
  const url = `sqlite:${join(folder, 'django.sqlite3')}`
  const registry = buildRegistry(
    [contentTypesApp, authApp].map(({ label, models }) => ({ label, models: models ?? {} })),
  )
  const known: KnownModel[] = registry.models.map((info) => ({ info, from: info.automatic ? null : 'nuages/auth' }))

  before(async () => {
    runCommand(pythonPath(), ['-c', program, join(folder, 'django.sqlite3')], folder)
    const database = await openDatabase(url)
    try {
      files.add('all', (await inspectDatabase(database)).source)
      files.add('beside', (await inspectDatabase(database, { known })).source)
      files.add(
        'auth',
        (await inspectDatabase(database, { app: 'auth', tables: ['auth_*', 'django_content_type'], managed: true }))
          .source,
      )
    } finally {
      await database.close()
    }
  })
  after(() => {
    files.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the files type-check and are laid out', () => {
    files.checkTypes()
    files.checkLayout()
  })

  test('every table is read', async () => {
    const models = await files.load('all')
    const project = await connect(url, { models })
    try {
      for (const model of Object.values(models)) await model.all()
      const [user] = await models['AuthUser'].all()
      assert.equal(user.username, 'ada')
      assert.deepEqual(
        (await user.groups.load()).map((group: { name: string }) => group.name),
        ['editors'],
      )
      const [page] = await models['DjangoFlatpage'].all()
      assert.equal(await page.sites.count(), 1)
    } finally {
      await project.close()
    }
  })

  test('models that the project has are related to, not written again', async () => {
    const models = await files.load('beside')
    assert.deepEqual(
      Object.keys(models).filter((name) => /^Auth|ContentType/.test(name)),
      [],
    )
    assert.ok('DjangoAdminLog' in models)
  })

  test('under the label of the app, names and link tables are Django’s own, and nothing differs', async () => {
    const { Group, Permission, User } = await files.load('auth')
    assert.ok(Group && Permission && User)
    const database = await openDatabase(url)
    const { source, models } = await inspectDatabase(database, {
      app: 'auth',
      tables: ['auth_*', 'django_content_type'],
      managed: true,
    })
    await database.close()
    assert.deepEqual(models.map(({ name }) => name).sort(), ['DjangoContentType', 'Group', 'Permission', 'User'])
    assert.match(source, /groups = field\.manyToMany\(\(\) => Group\)/)
    assert.doesNotMatch(source, /\/\//)
  })
})
