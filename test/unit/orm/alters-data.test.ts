import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, field, Model } from '../../../src/data/orm/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'

class Note extends Model {
  title = field.char({ maxLength: 20 })

  override delete() {
    return super.delete()
  }
}

test('a template cannot write, whatever it names, and neither can it through an override', async () => {
  const project = await connect('sqlite::memory:', { models: { Note } })
  try {
    await project.run(async () => {
      const rows = [Note.build({ title: 'kept' })]
      const page = new Engine().fromString(
        '{% for note in rows %}{{ note.title }}{{ note.save }}{{ note.delete }}{% endfor %}',
      )
      assert.equal(await page.render({ rows }), 'kept')
      assert.equal(rows[0]!.pk, null)
    })
  } finally {
    await project.close()
  }
})

test('querysets and managers are marked as well', () => {
  const marked = (value: unknown) => (value as { altersData?: boolean }).altersData
  assert.equal(marked(Note.prototype.save), true)
  assert.equal(marked(Note.prototype.delete), true)
  assert.equal(marked(Note.prototype.toJSON), undefined)
})
