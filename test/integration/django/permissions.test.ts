import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { authApp, createPermissions, givenPermissions, Permission, type PermissionName, User } from 'nuages/auth'
import { gettextLazy } from 'nuages/i18n'
import { field, Model, meta } from 'nuages/orm'
import { defineApp, defineProject, openProject, type Project } from 'nuages/project'
import { sessionsApp } from 'nuages/sessions'
import { testProject } from 'nuages/testing'
import { runCommand } from '../../support/packages.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'

class Book extends Model {
  title = field.char({ maxLength: 60 })
}
class HTTPLogEntry extends Model {
  title = field.char({ maxLength: 60 })
}
class ABTest2 extends Model {
  title = field.char({ maxLength: 60 })
}
class Picture extends Model {
  title = field.char({ maxLength: 60 })

  static meta = meta<Picture>()({
    label: gettextLazy('user'),
    defaultPermissions: ['view', 'crop'],
    permissions: { hang_picture: 'Can hang ☃ pictures' },
  })
}
class LivePicture extends Picture {
  static override meta = meta<LivePicture>()({ proxy: true, permissions: { hang_live: 'Can hang live' } })
}
class BarePicture extends Picture {
  static override meta = meta<BarePicture>()({ proxy: true, label: 'Bild (groß)', defaultPermissions: [] })
}
class Quiet extends Model {
  title = field.char({ maxLength: 60 })
  static meta = meta<Quiet>()({ defaultPermissions: [], label: 'ß'.repeat(244) })
}
class Wordy extends Model {
  title = field.char({ maxLength: 60 })
  static meta = meta<Wordy>()({ label: 'v'.repeat(244) })
}
class Elsewhere extends Model {
  title = field.char({ maxLength: 60 })
  static meta = meta<Elsewhere>()({ managed: false, label: gettextLazy('permission') })
}
const models = { Book, HTTPLogEntry, ABTest2, Picture, LivePicture, BarePicture, Quiet, Wordy, Elsewhere }
const definition = defineProject({ apps: [authApp, sessionsApp, defineApp({ label: 'shop', models })], urls: [] })

interface Said {
  readonly rows: readonly (readonly string[])[]
  readonly names: readonly PermissionName[]
  readonly lists: readonly (readonly PermissionName[])[]
  readonly modules: readonly string[]
  readonly users: readonly {
    readonly has: readonly boolean[]
    readonly lists: readonly boolean[]
    readonly modules: readonly boolean[]
    readonly all: readonly string[]
    readonly groups: readonly string[]
    readonly own: readonly string[]
  }[]
  readonly with: readonly (readonly (readonly number[])[])[]
}

describe('permissions as Django makes and reads them', { skip: await skipWithout('django') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-permissions-'))
  const database = join(folder, 'site.sqlite3')
  let said: Said
  let project: Project

  before(async () => {
    const script = join(import.meta.dirname, 'permissions.py')
    said = JSON.parse(
      runCommand(pythonPath(), [script, database, process.env['NUAGES_PROPERTY_SEED'] ?? '1'], folder),
    ) as Said
    project = await openProject(definition, { dir: folder, mode: 'test', databases: { default: `sqlite:${database}` } })
  })
  after(async () => {
    await project?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the same models have the same rows, and a database of the one lacks nothing for the other', async () => {
    await using own = await testProject(definition)
    const rows = await own.run(() =>
      Permission.all().valuesList('contentType__appLabel', 'contentType__model', 'codename', 'name'),
    )
    const sorted = (each: readonly (readonly unknown[])[]) => each.map((row) => JSON.stringify(row)).sort()
    assert.deepEqual(sorted(rows), sorted(said.rows))
    const made = await project.run(() => createPermissions({ orm: project.orm }))
    assert.deepEqual(made, { contentTypes: [], permissions: [] })
  })

  test('every user has the same permissions', async () => {
    await project.run(async () => {
      for (const [at, user] of (await User.all().orderBy('pk')).entries()) {
        const has = await Promise.all(said.names.map((name) => user.hasPermission(name)))
        const lists = await Promise.all(said.lists.map((names) => user.hasPermissions(names)))
        const modules = await Promise.all(said.modules.map((label) => user.hasModulePermissions(label)))
        const [all, groups] = [[...(await user.permissions())].sort(), [...(await user.groupPermissions())].sort()]
        const own = [...(await givenPermissions(user)).own].sort()
        assert.deepEqual({ has, lists, modules, all, groups, own }, said.users[at], user.username)
      }
    })
  })

  test('every permission has the same users', async () => {
    await project.run(async () => {
      for (const [at, name] of said.names.entries())
        for (const [which, keys] of said.with[at]!.entries()) {
          const options = { inactive: which > 1, superusers: which % 2 === 0 }
          const found = (await User.withPermission(name, options).valuesList('pk')).flat() as number[]
          assert.deepEqual(
            found.sort((a, b) => a - b),
            keys,
            name,
          )
        }
    })
  })
})
