import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import {
  answered,
  type DropQuestion,
  type MigrateOptions,
  migrate,
  showMigrations,
} from '../../../src/data/migrations/index.ts'
import { code, file, workshop } from './helpers.ts'

const key = 'id: m.field.bigAuto({ primaryKey: true })'
const item = `m.createModel({ name: 'Item', fields: { ${key}, n: m.field.integer({ null: true }), old: m.field.integer({ null: true }) } })`
const tag = `m.createModel({ name: 'Tag', fields: { ${key}, items: m.field.manyToMany('app.Item') } })`

/** What a migration that drops rows does, on any database. `open` gives an empty one that goes with the test. */
export function lossSuite(open: (t: TestContext) => Promise<Database>, options: { skip?: false | string } = {}): void {
  const project = async (t: TestContext) => {
    const database = await open(t)
    const directory = workshop(t)
    const given = {
      orm: { database: () => database },
      apps: [{ label: 'app', dir: `${directory}/app` }],
    }
    let last: string | null = null
    return {
      database,
      rows: async (text: string) =>
        (await database.all({ text, writes: false, wide: false }, [])).map((row) => row.map(Number)),
      write(name: string, operations: string) {
        const dependencies = last === null ? '' : `dependencies: [['app', '${last}']], `
        file(directory, 'app', name, `${dependencies}operations: [${operations}]`)
        last = name
      },
      migrate: (more: Partial<MigrateOptions> = {}) => migrate({ ...given, ...more }),
      applied: async () =>
        (await showMigrations(given))[0]!.migrations.filter(({ applied }) => applied !== null).map(({ name }) => name),
    }
  }
  const back = { target: { app: 'app', name: 'zero' } }
  const allowed = (...drops: string[]) => ({ questions: answered({ drops }) })
  const refused = (...names: string[]) => ({
    ...code('MIGRATIONS_DATA_LOSS'),
    message: new RegExp(`${names.join(', ').replaceAll('.', '\\.')}\\. Nothing of it was done.*--drop ${names[0]}`),
  })

  test('a column with values, and a table with rows, go only where that is allowed', options, async (t) => {
    const at = await project(t)
    at.write('0001_initial', `${item}, ${tag}`)
    await at.migrate()
    at.write(
      '0002_change',
      `m.renameField({ model: 'item', from: 'old', to: 'older' }), m.renameModel({ from: 'Item', to: 'Thing' }),
      m.run(async (apps) => { await apps.model('app.Thing').all().update({ n: 9 }) }, () => {}), m.removeField({ model: 'thing', name: 'older' })`,
    )
    await at.database.script('INSERT INTO app_item (n, old) VALUES (1, NULL), (2, 3)')
    await assert.rejects(at.migrate(), refused('app.thing.older'))
    assert.deepEqual(await at.rows('SELECT n FROM app_item ORDER BY n'), [[1], [2]])
    assert.deepEqual(await at.applied(), ['0001_initial'])
    await at.database.script('UPDATE app_item SET old = NULL')
    await at.migrate()
    assert.deepEqual(await at.rows('SELECT n FROM app_thing'), [[9], [9]])
    at.write('0003_gone', `m.removeField({ model: 'tag', name: 'items' }), m.deleteModel({ name: 'Thing' })`)
    await assert.rejects(at.migrate(), refused('app.thing'))
    await assert.rejects(at.migrate(allowed('app.tag')), refused('app.thing'))
    await at.database.script('INSERT INTO app_tag (id) VALUES (1)')
    await at.database.script('INSERT INTO app_tag_items (tag_id, thing_id) SELECT 1, MIN(id) FROM app_thing')
    await assert.rejects(at.migrate(allowed('app.thing')), refused('app.tag.items'))
    await at.migrate(allowed('App.Thing', 'app.tag.items'))
    assert.deepEqual(await at.applied(), ['0001_initial', '0002_change', '0003_gone'])
  })

  test('the way back drops what the way there made, and asks as well', options, async (t) => {
    const at = await project(t)
    at.write('0001_initial', `${item}, ${tag}`)
    at.write(
      '0002_more',
      `m.addField({ model: 'item', name: 'more', field: m.field.integer({ default: 7 }) }),
      m.createModel({ name: 'Void', fields: { ${key} } })`,
    )
    await at.migrate()
    await at.database.script('INSERT INTO app_item (more) VALUES (1)')
    const asked: DropQuestion[] = []
    const asking = (answer: boolean) => ({
      questions: {
        drop(question: DropQuestion) {
          asked.push(question)
          return answer
        },
      },
    })
    await assert.rejects(at.migrate({ ...back, ...asking(false) }), refused('app.item.more'))
    assert.deepEqual(asked, [
      {
        app: 'app',
        model: 'item',
        field: 'more',
        table: 'app_item',
        column: 'more',
        migration: 'app.0002_more',
        direction: 'backwards',
      },
    ])
    assert.deepEqual(await at.applied(), ['0001_initial', '0002_more'])
    // What is undone before the one that is refused stays undone.
    await assert.rejects(at.migrate({ ...back, ...allowed('app.item.more') }), refused('app.item'))
    assert.deepEqual(await at.applied(), ['0001_initial'])
    await at.migrate({ ...back, allowDataLoss: true })
    assert.deepEqual(await at.applied(), [])
    await at.migrate()
    await at.migrate(back)
    assert.deepEqual(await at.applied(), [])
  })

  test('a column that is called otherwise keeps its values, whatever else changes in it', options, async (t) => {
    const at = await project(t)
    at.write(
      '0001_initial',
      `${item}, ${tag}, m.addField({ model: 'tag', name: 'one', field: m.field.foreignKey('app.Item', { onDelete: 'cascade', null: true }) })`,
    )
    await at.migrate()
    await at.database.script('INSERT INTO app_item (id, n, old) VALUES (1, 7, 8)')
    await at.database.script('INSERT INTO app_tag (id, one_id) VALUES (1, 1)')
    at.write(
      '0002_names',
      `m.alterField({ model: 'item', name: 'n', field: m.field.bigInteger({ column: 'number', index: true, default: 1 }) }),
      m.alterField({ model: 'item', name: 'old', field: m.field.integer({ null: true, column: 'n' }) }),
      m.alterField({ model: 'tag', name: 'one', field: m.field.bigInteger({ null: true }) })`,
    )
    await at.migrate()
    assert.deepEqual(await at.rows('SELECT number, n FROM app_item'), [[7, 8]])
    assert.deepEqual(await at.rows('SELECT one FROM app_tag'), [[1]])
    await at.migrate({ target: { app: 'app', name: '0001' } })
    assert.deepEqual(await at.rows('SELECT n, old FROM app_item'), [[7, 8]])
    assert.deepEqual(await at.rows('SELECT one_id FROM app_tag'), [[1]])
  })

  test('only the history is changed without a question, and a link table goes with its model', options, async (t) => {
    const at = await project(t)
    at.write('0001_initial', `${item}, ${tag}`)
    await at.migrate()
    await at.database.script('INSERT INTO app_item (id) VALUES (1); INSERT INTO app_tag (id) VALUES (1)')
    await at.database.script('INSERT INTO app_tag_items (tag_id, item_id) VALUES (1, 1)')
    await at.migrate({ ...back, fake: true })
    await at.migrate({ fakeInitial: true })
    assert.deepEqual(await at.applied(), ['0001_initial'])
    at.write('0002_gone', `m.deleteModel({ name: 'Tag' })`)
    await assert.rejects(at.migrate(), refused('app.tag'))
    await at.migrate(allowed('app.tag'))
    assert.deepEqual(await at.applied(), ['0001_initial', '0002_gone'])
  })
}
