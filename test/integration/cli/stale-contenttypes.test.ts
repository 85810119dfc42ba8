import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

let site: ScratchProject
const stale = (...flags: string[]) => site.run(['remove-stale-contenttypes', ...flags])

before(async () => {
  site = await scratchProject()
  assert.equal((await site.run(['makemigrations'])).code, 0)
})
after(() => site.remove())

test('migrate says which permissions it made; what is stale is listed, and deleted where that is wanted', async () => {
  const migrated = await site.run(['migrate'])
  assert.match(migrated.out, /made permissions: .* and \d+ others/)
  assert.doesNotMatch((await site.run(['migrate'])).out, /permissions/)
  assert.equal((await stale()).out, 'Nothing is stale.\n')
  const made = await site.run([
    'shell',
    '-c',
    `const gone = await ContentType.create({ appLabel: 'notes', model: 'leaf' })
     await Permission.create({ contentType: gone, codename: 'add_leaf', name: 'Can add leaf' })
     const note = await ContentType.get({ appLabel: 'notes', model: 'note' })
     await Permission.create({ contentType: note, codename: 'fold_note', name: 'Can fold notes' })`,
  ])
  assert.equal(made.code, 0, made.err)
  const listed = await stale()
  assert.equal(listed.out, 'content type notes.leaf (with 1 auth.permission)\npermission notes.fold_note\n')
  const refused = await stale('--delete')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /--yes/)
  assert.match((await stale('--delete', '--yes')).out, /Deleted 3 rows/)
  assert.equal((await stale()).out, 'Nothing is stale.\n')
})
