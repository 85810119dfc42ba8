import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { Executor } from '../../../src/data/migrations/execution/executor.ts'
import { placed } from '../../../src/data/migrations/files/loader.ts'
import { addField, createModel, field, renameModel } from '../../../src/data/migrations/index.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { key, memory } from './helpers.ts'

test('what the router keeps out of a database is recorded there, and has no table', async (t) => {
  const database = await memory(t)
  const asked = new Set<string>()
  const executor = new Executor(database, ({ app, name, label }) => {
    asked.add(`${app} ${name} ${label}`)
    return name !== 'Visit' && name !== 'Call'
  })
  const operations = [
    createModel({ name: 'Page', fields: { id: key } }),
    createModel({ name: 'Visit', fields: { id: key } }),
    addField({ model: 'Visit', name: 'path', field: field.char({ maxLength: 10, default: '' }) }),
    renameModel({ from: 'Visit', to: 'Call' }),
  ]
  const migration = placed('site', '0001_initial', { operations })
  const tables = async () =>
    (await introspect(database)).tables.map(({ name }) => name).filter((name) => name.startsWith('site_'))
  assert.equal(await executor.apply(migration, emptyState, false), true)
  assert.deepEqual(await tables(), ['site_page'])
  assert.deepEqual([...asked], ['site Page site.page', 'site Visit site.visit', 'site Call site.call'])
  assert.equal(await executor.apply(migration, emptyState, false), false)
  assert.equal(await executor.undo(migration, emptyState, false), true)
  assert.deepEqual(await tables(), [])
})
