import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { file, workshop } from '../../unit/migrations/helpers.ts'
import { places } from './project.ts'

const initial = `operations: [m.createModel({ name: 'Item', fields: {
  id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer(), done: m.field.boolean({ default: false }) } })]`

for (const place of await places()) {
  describe(`migrations that are no transaction (${place.label})`, { skip: place.skip }, () => {
    after(() => place.drop())

    test('an index is built beside a second migrator, and rows are changed in batches that stay', async (t) => {
      const directory = workshop(t)
      const database = await openDatabase(await place.empty())
      t.after(() => database.close())
      const go = () => migrate({ orm: { database: () => database }, apps: [{ label: 'app', dir: `${directory}/app` }] })
      const read = (text: string) => database.all({ text, writes: false, wide: false }, [])
      file(directory, 'app', '0001_initial', initial)
      await go()
      await database.script('INSERT INTO app_item (n, done) VALUES (1, false), (2, false), (3, false), (4, false)')
      file(
        directory,
        'app',
        '0002_index',
        `atomic: false, dependencies: [['app', '0001_initial']],
         operations: [m.addIndex({ model: 'item', index: { name: 'by_n', fields: ['n'] }, concurrently: true })]`,
      )
      const results = await Promise.all([go(), go()])
      assert.deepEqual([...new Set(results.flatMap(({ applied }) => applied))], ['app.0002_index'])
      file(
        directory,
        'app',
        '0003_batches',
        `atomic: false, dependencies: [['app', '0002_index']], operations: [m.run(async (apps) => {
          const { atomic } = await import('nuages/orm')
          const items = apps.model('app.Item').filter({ done: false })
          for (const n of [2, 4]) {
            await atomic(() => items.filter({ n__lte: n }).update({ done: true }))
            if (n === 2 && globalThis.stumbles) throw new RangeError('in the middle')
          }
        }, () => {}, { atomic: false })]`,
      )
      const done = async () =>
        (await read('SELECT n FROM app_item WHERE done = true ORDER BY n')).map(([n]) => Number(n))
      const world = globalThis as { stumbles?: boolean }
      world.stumbles = true
      await assert.rejects(go(), /in the middle/)
      // SQLite has one writer: there the function is one transaction all the same.
      assert.deepEqual(await done(), place.label === 'SQLite' ? [] : [1, 2])
      world.stumbles = false
      const resumed = await migrate({
        orm: { database: () => database },
        apps: [{ label: 'app', dir: `${directory}/app` }],
        resume: 'again',
      })
      assert.deepEqual(resumed.applied, ['app.0003_batches'])
      assert.deepEqual(await done(), [1, 2, 3, 4])
    })
  })
}
