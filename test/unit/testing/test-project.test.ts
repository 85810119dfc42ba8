import assert from 'node:assert/strict'
import { test } from 'node:test'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'

class Note extends Model {
  text = field.char({ maxLength: 50 })
}

class Visit extends Model {
  path = field.char({ maxLength: 50 })
}

const definition = defineProject({
  apps: [defineApp({ label: 'notes', models: { Note, Visit } })],
  databases: {
    default: 'postgres://nobody@nowhere.invalid/shop',
    replica: 'postgres://nobody@nowhere.invalid/shop?mode=ro',
    visits: 'sqlite:visits.sqlite3',
  },
  router: {
    read: ({ name }) => (name === 'Visit' ? 'visits' : 'replica'),
    write: ({ name }) => (name === 'Visit' ? 'visits' : 'default'),
    migrate: (database, { name }) => (database === 'visits') === (name === 'Visit'),
  },
})

test('every database of a project is in memory, and a replica is its primary', async () => {
  await using project = await testProject(definition)
  await project.run(async () => {
    await Note.create({ text: 'seen' })
    assert.equal(await Note.count(), 1)
    await Visit.create({ path: '/' })
    assert.equal(await Visit.using('visits').count(), 1)
    await assert.rejects(async () => Visit.using('default').count(), { code: 'NUAGES_DRIVERS_NO_TABLE' })
  })
})
