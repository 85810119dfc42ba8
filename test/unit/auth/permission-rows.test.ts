import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { ContentType, Permission, User } from '../../../src/apps/auth/index.ts'
import { migrateProject, openProject, preparePermissions } from '../../../src/tools/project/index.ts'
import { permissionSuite } from '../../support/suites/permissions.ts'
import { workshop } from '../migrations/helpers.ts'
import { deskProject } from './newsdesk.ts'

permissionSuite('SQLite', async (t) => `sqlite:${join(workshop(t), 'db.sqlite3')}`, { skip: false })

test('a database that Django made gets what it lacks, and nothing twice', async (t) => {
  const dir = workshop(t)
  const made = new DatabaseSync(join(dir, 'db.sqlite3'))
  made.exec(readFileSync(new URL('./fixtures/django-made.sql', import.meta.url), 'utf8'))
  made.close()
  const databases = { default: `sqlite:${join(dir, 'db.sqlite3')}` }
  await using project = await openProject(deskProject, { dir, mode: 'test', databases })
  await project.run(async () => {
    const before = await Permission.all().values('pk', 'codename', 'name', 'contentType')
    const types = await ContentType.count()
    assert.ok(before.length > 0)
    await migrateProject(project, { fakeInitial: true })
    const added = await preparePermissions(project, 'default')
    assert.ok(
      added.every((name) => name.startsWith('desk.')),
      String(added),
    )
    assert.deepEqual(
      await Permission.filter({ pk__in: before.map(({ pk }) => pk) }).values('pk', 'codename', 'name', 'contentType'),
      before,
    )
    assert.equal(await ContentType.count(), types + 4)
    const user = await User.filter({ isSuperuser: false }).first()
    assert.equal(await user!.hasPermission('desk.add_article'), false)
  })
})
