import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ContentType } from '../../../src/apps/auth/content-types/models.ts'
import { describeModel, field, Model } from '../../../src/data/orm/index.ts'
import { buildRegistry } from '../../../src/data/orm/registry.ts'
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
