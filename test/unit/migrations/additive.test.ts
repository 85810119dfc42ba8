import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createMissingTables, field, type ModelState } from '../../../src/data/migrations/index.ts'
import { buildRegistry } from '../../../src/data/orm/index.ts'
import { classesOf, code, memory, model, shapeOf, workshop } from './helpers.ts'

test('tables without migrations are made, and only added to', async (t) => {
  const database = await memory(t)
  const directory = workshop(t)
  const run = (...models: ModelState[]) => {
    const apps = [{ label: 'main', models: classesOf(...models) }]
    return createMissingTables({ apps, orm: { registry: buildRegistry(apps), database: () => database } })
  }
  const person = model('main', 'Person', { name: field.char({ maxLength: 50 }) })
  const group = model('main', 'Group', { people: field.manyToMany('main.Person') })
  assert.deepEqual(await run(person, group), { created: ['main_person', 'main_group', 'main_group_people'], added: [] })
  assert.deepEqual(await run(person, group), { created: [], added: [] })
  await database.script(`INSERT INTO main_person (name) VALUES ('Django')`)

  const more = model(
    'main',
    'Person',
    {
      ...person.fields,
      name: field.char({ maxLength: 60 }),
      age: field.integer({ default: 43 }),
      note: field.text({ null: true }),
    },
    { indexes: [{ name: 'by_age', fields: ['age'] }] },
  )
  assert.deepEqual(await run(more), { created: [], added: ['main_person.age', 'main_person.note'] })
  assert.deepEqual(
    await database.all({ text: 'SELECT name, age, note FROM main_person', writes: false, wide: false }, []),
    [['Django', 43, null]],
  )
  assert.deepEqual(await run(more), { created: [], added: [] })

  const refusals: [ModelState, RegExp][] = [
    [model('main', 'Person', { ...more.fields, age: field.text() }), /column 'age' is INTEGER, the model says text/],
    [model('main', 'Person', { ...more.fields, note: field.text() }), /column 'note' is null/],
    [person, /column 'age' has no field any more/],
    [model('main', 'Person', { ...more.fields, code: field.integer() }), /rows that are there have no value for code/],
  ]
  const before = await shapeOf(database)
  for (const [changed, message] of refusals)
    await assert.rejects(run(changed), { ...code('MIGRATIONS_NOT_ADDITIVE'), message })
  assert.deepEqual(await shapeOf(database), before)

  mkdirSync(join(directory, 'migrations'))
  const apps = [{ label: 'other', dir: directory, models: classesOf(model('other', 'Thing', {})) }]
  const orm = { registry: buildRegistry(apps), database: () => database }
  assert.deepEqual(await createMissingTables({ apps, orm }), { created: [], added: [] })
})
