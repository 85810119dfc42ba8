import assert from 'node:assert/strict'
import { atomic, field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { databaseTests, liveServer } from '../../../src/tools/testing/index.ts'
import { json, path } from '../../../src/web/http/index.ts'

class Note extends Model {
  text = field.char({ maxLength: 50 })
}

const definition = defineProject({
  apps: [defineApp({ label: 'notes', models: { Note } })],
  static: { dirs: [import.meta.dirname] },
  urls: [
    path('', async () => json(await Note.all().valuesList('text', { flat: true }))),
    path('add/<str:text>/', async (_, { text }) => {
      await atomic(() => Note.create({ text }))
      return json('added')
    }),
  ],
})

const { dbTest, transactionTest } = databaseTests(definition)

dbTest(
  'a browser sees what the test wrote, and the other way round; many requests at once wait for each other',
  async (_t, site) => {
    await Note.create({ text: 'mine' })
    await using live = await liveServer(site)
    assert.deepEqual(await (await fetch(`${live.url}/`)).json(), ['mine'])
    await Promise.all([1, 2, 3].map((n) => fetch(`${live.url}/add/${n}/`)))
    assert.equal(await Note.count(), 4)
    const file = await fetch(`${live.url}/static/live-server.test.ts`)
    assert.equal(file.status, 200)
    await file.body?.cancel()
  },
)

dbTest('what it wrote is rolled back, and the port is free again', async (_t, site) => {
  assert.equal(await Note.count(), 0)
  const live = await liveServer(site)
  await live.close()
  await assert.rejects(fetch(live.url))
})

transactionTest('with commits requests run side by side', async (_t, site) => {
  await using live = await liveServer(site)
  await Promise.all(['a', 'b'].map((text) => fetch(`${live.url}/add/${text}/`)))
  assert.equal(await Note.count(), 2)
})
