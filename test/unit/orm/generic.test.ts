import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ContentType } from '../../../src/apps/auth/content-types/models.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { atomic, connect, describeModel, field, Model } from '../../../src/data/orm/index.ts'
import { buildRegistry } from '../../../src/data/orm/registry.ts'
import { collectQueries } from '../../../src/tools/testing/count-queries.ts'
import { tables } from './support/database.ts'
import { taggingModels, taggingSuite } from './support/tagging.ts'

taggingSuite('SQLite', async () => ({ url: 'sqlite::memory:', drop: async () => {} }))

test('a generic foreign key that names no fields, or no content type, is refused at start-up', () => {
  class NoField extends Model {
    content = field.genericForeignKey('contentType', 'objectId')
  }
  class NoType extends Model {
    name = field.char({ maxLength: 5 })
    objectId = field.integer()
    content = field.genericForeignKey('name', 'objectId')
  }
  class NoSide extends Model {
    types = field.genericReverse(() => ContentType, 'model')
  }
  class NoNames extends Model {
    content = field.genericForeignKey(undefined as never, 'objectId')
  }
  const build = (model: object) => () => buildRegistry([{ label: 'lib', models: { model, ContentType } }])
  for (const model of [NoField, NoType, NoSide]) assert.throws(build(model), { code: 'NUAGES_ORM_BAD_GENERIC' })
  assert.throws(build(NoNames), { code: 'NUAGES_ORM_BAD_OPTION' })
})

test('forms leave generic relations alone', () => {
  const { fields } = describeModel(taggingModels.Book)
  assert.deepEqual([fields['labels']!.kind, fields['labels']!.editable], ['relation', false])
  const label = describeModel(taggingModels.Label)
  assert.equal(label.fields['content']!.editable, false)
})

test('a generic foreign key of a replica is loaded and written by the router', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const file = join(directory, 'app.db')
  const urls = { default: `sqlite:${file}`, replica: `sqlite:${file}?mode=ro` }
  await (await openDatabase(urls.default)).close()
  const { Book, Writer, Label } = taggingModels
  const router = { read: () => 'replica', write: () => 'default' }
  const project = await connect(urls, { models: taggingModels, router })
  t.after(() => project.close())
  await project.database.script(tables(project.orm.registry))
  const book = await Book.create({ title: 'A' })
  await Label.create({ name: 'old', content: book })
  const label = await Label.get({ name: 'old' })
  const asked = async (work: () => Promise<unknown>) => [
    ...new Set((await collectQueries(work)).queries.map(({ database }) => database)),
  ]
  assert.deepEqual(await asked(async () => label.content?.load()), ['replica'])
  label.content = await Writer.create({ name: 'Ada' })
  await label.save()
  await atomic(async () => {
    const found = await Label.get({ name: 'old' })
    assert.deepEqual(await asked(async () => found.content?.load()), ['default'])
    assert.ok((await found.content?.load()) instanceof Writer)
  })
})
