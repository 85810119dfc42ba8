import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { answered, answersFromFlags, mergeMigrations, migrate, prompted } from '../../../src/data/migrations/index.ts'
import { code, file, memory, workshop } from './helpers.ts'

const add = (name: string) => `m.addField({ model: 'item', name: '${name}', field: m.field.integer({ null: true }) })`

/** An app whose second migration two branches followed, each with operations of its own. */
async function project(t: TestContext, one: string, other: string) {
  const directory = workshop(t)
  const apps = [{ label: 'app', dir: join(directory, 'app') }]
  const key = 'id: m.field.bigAuto({ primaryKey: true })'
  file(
    directory,
    'app',
    '0001_initial',
    `operations: [m.createModel({ name: 'Item', fields: { ${key}, n: m.field.integer() } })]`,
  )
  file(directory, 'app', '0002_b', `dependencies: [['app', '0001_initial']], operations: [${add('b')}]`)
  file(directory, 'app', '0003_one', `dependencies: [['app', '0002_b']], operations: [${one}]`)
  file(directory, 'app', '0004_more', `dependencies: [['app', '0003_one']], operations: [${add('more')}]`)
  file(directory, 'app', '0003_other', `dependencies: [['app', '0002_b']], operations: [${other}]`)
  const database = await memory(t)
  return {
    merge: (options = {}) => mergeMigrations({ apps, ...options }),
    migrate: () => migrate({ apps, orm: { database: () => database } }),
    files: () => readdirSync(join(directory, 'app/migrations')).length,
  }
}

test('branches that touch different things are joined without a question', async (t) => {
  const at = await project(
    t,
    add('x'),
    `${add('y')}, m.addIndex({ model: 'item', index: { name: 'by_n', fields: ['n'] } })`,
  )
  await assert.rejects(at.migrate(), { ...code('MIGRATIONS_CONFLICT'), hint: /makemigrations --merge/ })
  const { conflicts, migrations } = await at.merge()
  assert.deepEqual(conflicts, [
    {
      app: 'app',
      key: 'app.0003_other+0004_more',
      since: '0002_b',
      branches: [
        {
          leaf: '0003_other',
          migrations: [
            {
              name: '0003_other',
              operations: ['Add field y to item', 'Create index by_n on field(s) n of model item'],
            },
          ],
        },
        {
          leaf: '0004_more',
          migrations: [
            { name: '0003_one', operations: ['Add field x to item'] },
            { name: '0004_more', operations: ['Add field more to item'] },
          ],
        },
      ],
      clashes: [],
    },
  ])
  const [made] = migrations
  assert.equal(made!.name, '0005_merge_0003_other_0004_more')
  assert.match(
    readFileSync(made!.file, 'utf8'),
    /dependencies: \[\n? *\['app', '0003_other'\],\s+\['app', '0004_more'\],?\s*\],\n {2}operations: \[\]/,
  )
  assert.equal((await at.migrate()).applied.length, 6)
  assert.deepEqual(await at.merge(), { conflicts: [], migrations: [] })
})

const alter = `m.alterField({ model: 'Item', name: 'n', field: m.field.integer({ null: true }) })`
const rename = `m.renameField({ model: 'item', from: 'n', to: 'k' })`

test('branches that touch the same field need somebody who says that it does not matter', async (t) => {
  const at = await project(t, alter, 'm.run(() => {})')
  const before = at.files()
  await assert.rejects(at.merge(), {
    ...code('MIGRATIONS_UNANSWERED_MERGE'),
    message: /0003_other: Run data migration \| 0003_one: Alter field n on Item/,
    hint: /--merge-anyway/,
  })
  assert.equal(at.files(), before)
  let asked = ''
  const confirm = async (message: string) => {
    asked = message
    return false
  }
  const no = prompted({ confirm, text: async () => null })
  assert.deepEqual((await at.merge({ questions: no })).migrations, [])
  assert.match(asked, /since 0002_b:\n {2}0003_other\n[\s\S]*Their order matters, or may:[\s\S]*Join these branches/)
  assert.equal(at.files(), before)
  const flags = answersFromFlags({ mergeAnyway: ['app.0003_other+0004_more'] })
  assert.equal((await at.merge({ questions: answered(flags), dryRun: true })).migrations.length, 1)
  assert.equal(at.files(), before)
  assert.equal((await at.merge({ questions: answered(flags), name: 'join' })).migrations[0]!.name, '0005_join')
  assert.throws(() => answersFromFlags({ mergeAnyway: ['app'] }), code('MIGRATIONS_BAD_ANSWER'))
})

test('branches that do not fit together are refused whatever anybody says', async (t) => {
  for (const [one, other, problem] of [
    [add('x'), add('x'), 'DUPLICATE'],
    [alter, rename, 'UNKNOWN_FIELD'],
  ] as const) {
    const at = await project(t, one, other)
    const before = at.files()
    await assert.rejects(at.merge(), code('MIGRATIONS_UNANSWERED_MERGE'))
    const answers = answered({ merges: { 'app.0003_other+0004_more': true } })
    await assert.rejects(at.merge({ questions: answers }), code(`MIGRATIONS_${problem}`))
    assert.equal(at.files(), before)
  }
})

test('an unknown app and a bad name are refused', async (t) => {
  const at = await project(t, add('x'), add('y'))
  await assert.rejects(at.merge({ only: ['ap'] }), { ...code('MIGRATIONS_UNKNOWN_APP'), message: /did you mean 'app'/ })
  await assert.rejects(at.merge({ name: '../x' }), code('MIGRATIONS_BAD_NAME'))
})
