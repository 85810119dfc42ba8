import assert from 'node:assert/strict'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { authApp, createUser, User } from '../../../src/apps/auth/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { storage } from '../../../src/data/files/index.ts'
import { atomic, field, Model, onCommit, type StoredFile } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, unappliedMigrations } from '../../../src/tools/project/index.ts'
import { randomPart } from '../../../src/tools/testing/databases/copies.ts'
import { copySqlite } from '../../../src/tools/testing/databases/sqlite.ts'
import {
  captureOnCommit,
  type DatabaseTestsOptions,
  databaseTests,
  testProject,
} from '../../../src/tools/testing/index.ts'
import { rolledBack } from '../../../src/tools/testing/roll-back.ts'
import { path, text } from '../../../src/web/http/index.ts'
import { mariadbServer, postgresServer, skipWithout } from '../../support/services.ts'

class Note extends Model {
  text = field.char({ maxLength: 50, unique: true })
  writer = field.foreignKey(() => User, { onDelete: 'cascade', null: true })
}

const definition = defineProject({
  apps: [
    authApp,
    defineApp({
      label: 'notes',
      models: { Note },
      urls: [
        path('add/<str:text>/', async (_, { text: words }) => {
          await atomic(async () => {
            await Note.create({ text: words })
            onCommit(() => Note.create({ text: `after ${words}` }).then(() => {}))
          })
          return text('added')
        }),
      ],
    }),
  ],
})

class Paper extends Model {
  file = field.file()
}

describe('files of tests', () => {
  const files = defineProject({ apps: [defineApp({ label: 'papers', models: { Paper } })] })
  const { dbTest } = databaseTests(files, {
    setup: () => Paper.create({ file: new File(['of all'], 'all.txt') }).then(() => {}),
  })
  for (const round of [1, 2])
    dbTest(`what a test deletes, replaces and stores is as it was in the next (${round})`, async () => {
      const paper = await Paper.get({})
      assert.equal(await (paper.file as StoredFile).text(), 'of all')
      await (paper.file as StoredFile).save(new File(['mine'], 'mine.txt'))
      await storage().save('beside.txt', 'x')
      assert.deepEqual(
        (await Array.fromAsync(storage().list())).map(({ name }) => name),
        ['beside.txt', 'mine.txt'],
      )
    })
})

const places: readonly [label: string, skip: false | string, options: DatabaseTestsOptions][] = [
  ['SQLite', false, {}],
  ['PostgreSQL', await skipWithout('postgres'), { databases: { default: postgresServer } }],
  ['MariaDB', await skipWithout('mariadb'), { databases: { default: mariadbServer } }],
]

for (const [label, skip, place] of places) {
  describe(`tests of a database on ${label}`, { skip }, () => {
    const { dbTest, transactionTest } = databaseTests(definition, {
      ...place,
      setup: () => Note.create({ text: 'from the setup' }).then(() => {}),
    })

    describe('one after the other', () => {
      for (const round of [1, 2])
        dbTest(`what a test wrote is gone in the next (${round})`, async (_t, site) => {
          assert.equal(await Note.count(), 1)
          await Note.create({ text: 'mine' })
          assert.equal(await (await site.get('/add/through-a-view/')).text(), 'added')
          assert.equal(await Note.count(), 4)
          assert.equal(site.project.orm.database().inTransaction, true)
          assert.equal(site.client.cookies.size, 0)
          site.client.cookies.set('mine', '1')
        })
    })

    dbTest('migrations are applied, as the history says', async (_t, { project }) => {
      assert.deepEqual(await unappliedMigrations(project), [])
      const user = await createUser({ username: 'ada' })
      await Note.create({ text: 'hers', writer: user })
    })

    dbTest('what waits for a commit is done when it would be: at once, or behind the outermost atomic', async () => {
      const done: string[] = []
      onCommit(() => void done.push('at once'))
      assert.deepEqual(done, ['at once'])
      await atomic(
        async () => {
          await atomic(() => onCommit(() => void done.push('inner')))
          onCommit(() => void done.push('outer'))
          assert.equal(done.length, 1)
        },
        { durable: true },
      )
      assert.deepEqual(done.splice(0), ['at once', 'inner', 'outer'])
      const undone = atomic(() => {
        onCommit(() => void done.push('undone'))
        throw new TypeError('no')
      })
      await assert.rejects(undone)
      const failing = atomic(() =>
        onCommit(() => {
          throw new TypeError('after the commit')
        }),
      )
      await assert.rejects(failing, /after the commit/)
      assert.deepEqual(done, [])
      assert.equal(await Note.count(), 1)
    })

    dbTest('it can be kept instead, and done later', async () => {
      const done: string[] = []
      const { callbacks } = await captureOnCommit(() => atomic(() => onCommit(() => void done.push('first'))))
      assert.deepEqual([callbacks.length, done], [1, []])
      await callbacks[0]!()
      const { callbacks: more } = await captureOnCommit(
        () => onCommit(() => onCommit(() => void done.push('second'))),
        { execute: true },
      )
      assert.deepEqual([more.length, done], [2, ['first', 'second']])
    })

    for (const round of [1, 2])
      transactionTest(`commits are commits, on a database of the test's own (${round})`, async (_t, site) => {
        assert.equal(site.project.orm.database().inTransaction, false)
        assert.equal(await Note.count(), 1)
        let committed = false
        await atomic(async () => {
          await Note.create({ text: 'kept' })
          onCommit(() => {
            committed = true
          })
        })
        assert.equal(committed, true)
        assert.equal(await Note.count(), 2)
        await assert.rejects(
          captureOnCommit(() => {}),
          { code: 'NUAGES_TESTING_NO_TRANSACTION' },
        )
      })
  })
}

test('a row whose key names nothing fails the test that left it', async () => {
  await using site = await testProject(definition)
  await site.run(async () => {
    await assert.rejects(
      rolledBack([site.project.orm.database()], async () => {
        await Note.create({ text: 'of nobody', writer_id: 999 })
      }),
      { code: 'NUAGES_TESTING_DANGLING_KEY', message: /notes_note.*auth_user/ },
    )
    assert.equal(await Note.count(), 0)
  })
})

test('a template is made once, whoever asks first; copies of processes that are gone are swept', async () => {
  const digest = randomPart()
  const made: string[] = []
  const fill = async (url: string) => {
    made.push(url)
    const database = await openDatabase(url)
    await database.script('CREATE TABLE a (b)')
    await database.close()
  }
  const copies = await Promise.all([copySqlite({ digest, fill }), copySqlite({ digest, fill })])
  assert.equal(made.length, 1)
  const [first, second] = copies.map(({ url }) => url.slice('sqlite:'.length)) as [string, string]
  assert.notEqual(first, second)
  assert.ok(existsSync(first) && existsSync(second))
  const crashed = join(dirname(first), `copy-${2 ** 22 + 7}-gone.sqlite3`)
  const template = join(dirname(first), `template-${digest}.sqlite3`)
  writeFileSync(crashed, '')
  // A lock of a process that is gone holds nobody up.
  rmSync(template)
  writeFileSync(`${template}.lock`, String(2 ** 22 + 7))
  copies.push(await copySqlite({ digest, fill }))
  assert.equal(made.length, 2)
  assert.equal(existsSync(crashed), false)
  await Promise.all(copies.map((copy) => copy.drop()))
  assert.equal(existsSync(first), false)
  rmSync(template)
})
