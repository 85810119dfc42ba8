import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createSuperuser, pbkdf2Hasher, User } from 'nuages/auth'
import { migrate } from 'nuages/migrations'
import { loadDefinition, migrationApps, openProject, type Project } from 'nuages/project'
import { Client } from 'nuages/testing'
import { runCommand } from '../../support/packages.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'

interface Found {
  unapplied: string[]
  session_user: string
  session_hash_holds: boolean
  user: unknown[]
  password: boolean
  wrong_password: boolean
  log: [number, string, string][]
  log_model: string[]
  inspected: string
  notes: [string, boolean, string][]
}

describe('Django reads what nuages wrote', { skip: await skipWithout('django') }, () => {
  let site: ScratchProject
  let project: Project
  let found: Found

  before(async () => {
    site = await scratchProject()
    const { definition, dir } = await loadDefinition(site.dir)
    project = await openProject(definition, {
      dir,
      mode: 'test',
      databases: { default: `sqlite:${join(dir, 'db.sqlite3')}` },
    })
    const client = new Client((request) => project.fetch(request))
    await project.run(async () => {
      await migrate({ orm: project.orm, apps: migrationApps(project) })
      await createSuperuser({ username: 'ada', email: 'ada@example.org', password: 'a long unusual phrase' })
      // Debian's Django has no argon2; PBKDF2 is what both can check.
      await createSuperuser({ username: 'grace', email: '', password: 'a long unusual phrase' })
      const password = await pbkdf2Hasher('sha256', { iterations: 1000 }).encode(
        'a long unusual phrase',
        'somesalt12345',
      )
      await User.filter({ username: 'grace' }).update({ password })
    })
    await client.get('/admin/login/')
    const login = await client.post('/admin/login/', {
      username: 'ada',
      password: 'a long unusual phrase',
      next: '/admin/',
    })
    assert.equal(login.status, 303)
    await client.get('/admin/notes/note/add/')
    const added = await client.post('/admin/notes/note/add/', { title: 'Straße 日本', text: 'x', pinned: 'on' })
    assert.equal(added.status, 303, await added.text())
    const script = join(import.meta.dirname, 'read_back.py')
    await project.run(async () => {
      const rows = await project.orm
        .database()
        .all({ text: 'select session_key from django_session', writes: false, wide: false }, [])
      const key = readFileSync(join(site.dir, '.nuages', 'secret-key'), 'utf8').trim()
      const output = runCommand(
        pythonPath(),
        [script, join(site.dir, 'db.sqlite3'), key, String(rows[0]![0])],
        site.dir,
      )
      found = JSON.parse(output) as Found
    })
  })
  after(async () => {
    await project?.close()
    site?.remove()
  })

  test('its own migrations are all recorded as applied', () => assert.deepEqual(found.unapplied, []))

  test('the user is there, with a password that it accepts', () => {
    assert.deepEqual(found.user, ['ada', 'ada@example.org', true, true, true])
    assert.equal(found.password, true)
    assert.equal(found.wrong_password, true)
  })

  test('the session that the admin made is one that it continues', () => {
    assert.equal(found.session_user, '1')
    assert.equal(found.session_hash_holds, true)
  })

  test("the admin's log reads in its own words", () => {
    assert.deepEqual(found.log, [[1, 'Straße 日本', 'Added.']])
    assert.deepEqual(found.log_model, ["('notes', 'note')"])
  })

  test('inspectdb and plain SQL see tables of its own form', () => {
    assert.match(found.inspected, /title = models\.CharField\(max_length=100\)/)
    assert.match(found.inspected, /pinned = models\.BooleanField\(\)/)
    assert.match(found.inspected, /created = models\.DateTimeField\(\)/)
    assert.equal(found.notes.length, 1)
    assert.deepEqual(found.notes[0]!.slice(0, 2), ['Straße 日本', true])
  })
})
