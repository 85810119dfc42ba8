import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addField, alterField, alterUniqueTogether, field, makeMigrations } from '../../src/data/migrations/index.ts'
import { buildRegistry } from '../../src/data/orm/index.ts'
import { apply, built, classesOf, code, memory, model, stateOf, workshop } from '../unit/migrations/helpers.ts'

const author = model('books', 'Author', { name: field.char({ maxLength: 20 }), note: field.text({ null: true }) })

test('rows that are in the way are said of the table, not of the one that a rebuild makes', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(author))
  await database.script(`INSERT INTO books_author (name) VALUES ('a'), ('a')`)
  const fails = async (operation: Parameters<typeof apply>[3][number], message: RegExp) => {
    await assert.rejects(apply(database, state, 'books', [operation]), { ...code('MIGRATIONS_FAILED'), message })
    assert.equal((await database.all({ text: 'SELECT * FROM books_author', writes: false, wide: false }, [])).length, 2)
  }
  const unique = { model: 'author', name: 'name', field: field.char({ maxLength: 20, unique: true }) }
  await fails(alterField(unique), /'books_author' has rows .*: name is to be unique/)
  await fails(alterField({ model: 'author', name: 'note', field: field.text() }), /note may not be null/)
  await fails(addField({ model: 'author', name: 'age', field: field.integer() }), /age may not be null/)
  await fails(
    alterUniqueTogether({ name: 'author', uniqueTogether: [['name', 'note'], ['name']] }),
    /name is to be unique/,
  )
})

test('makeMigrations writes every file or none', async (t) => {
  const directory = workshop(t)
  writeFileSync(join(directory, 'file'), '')
  const apps = [
    { label: 'books', dir: join(directory, 'books'), models: classesOf(author) },
    { label: 'people', dir: join(directory, 'file', 'people'), models: classesOf(model('people', 'Reader', {})) },
  ]
  await assert.rejects(makeMigrations({ orm: { registry: buildRegistry(apps) }, apps }))
  assert.equal(existsSync(join(directory, 'books', 'migrations', '0001_initial.ts')), false)
})
