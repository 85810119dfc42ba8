import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages migrate and sqlmigrate on the command line', () => {
  let site: ScratchProject
  before(async () => {
    site = await scratchProject()
  })
  after(() => site.remove())

  const second = () => join(site.dir, 'notes', 'migrations', '0002_index.ts')
  const result = ({ code, out }: { code: number | null; out: string }) => [code, out]

  test('--check and --plan change nothing, and say what is missing', async () => {
    assert.deepEqual(result(await site.run(['migrate', 'notes', '--check'])), [1, 'to apply: notes.0001_initial\n'])
    const planned = await site.run(['migrate', 'notes', '--plan'])
    assert.deepEqual(result(planned), [0, 'to apply: notes.0001_initial\n  Create model Note\n'])
    assert.equal((await site.run(['migrate'])).code, 0)
    assert.deepEqual(result(await site.run(['migrate', '--check'])), [0, 'Nothing to apply.\n'])
  })

  test('sqlmigrate prints statements that a person can run', async () => {
    const { code, out } = await site.run(['sqlmigrate', 'notes', '0001', '--backwards'])
    assert.equal(code, 0)
    assert.equal(out, 'BEGIN;\n--\n-- Undo: Create model Note\n--\nDROP TABLE "notes_note";\nCOMMIT;\n')
  })

  test('what is refused ends with 1 or 2 and changes nothing', async () => {
    writeFileSync(
      second(),
      `import { addIndex, migration } from 'nuages/migrations'
       export default migration({
         dependencies: [['notes', '0001_initial']],
         operations: [addIndex({ model: 'note', index: { name: 'by_title', fields: ['title'] }, concurrently: true })],
       })`,
    )
    const refused = await site.run(['migrate'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /'Concurrently create index by_title.*NUAGES_MIGRATIONS_NOT_ATOMIC/s)
    rmSync(second())
    assert.equal((await site.run(['shell', '-c', "await Note.create({ title: 'Kept' })"])).code, 0)
    const dropping = await site.run(['migrate', 'notes', 'zero'])
    assert.equal(dropping.code, 1)
    assert.match(dropping.err, /notes\.note.*--drop notes\.note/s)
    assert.equal((await site.run(['migrate', '--prune', 'nots'])).code, 1)
    assert.equal((await site.run(['migrate', 'notes', '--prune', 'notes'])).code, 2)
  })

  test('what is applied and has no file is told by migrate and showmigrations', async () => {
    const file = join(site.dir, 'notes', 'migrations', '0002_extra.ts')
    writeFileSync(
      file,
      "import { migration } from 'nuages/migrations'\nexport default migration({ dependencies: [['notes', '0001_initial']], operations: [] })\n",
    )
    assert.equal((await site.run(['migrate'])).code, 0)
    rmSync(file)
    const told = await site.run(['migrate'])
    assert.equal(told.code, 0)
    assert.match(told.err, /without a file: notes\.0002_extra.*--prune/)
    assert.match((await site.run(['showmigrations', 'notes'])).out, /\[x\] 0002_extra \(its file is gone\)/)
    assert.match((await site.run(['migrate', '--prune', 'notes'])).out, /took out of the history: notes\.0002_extra/)
  })

  test('a first migration whose table is there is only recorded', async () => {
    const faked = await site.run(['migrate', 'notes', 'zero', '--fake'])
    assert.deepEqual(result(faked), [0, 'recorded as taken back: notes.0001_initial\n'])
    const recorded = await site.run(['migrate', '--fake-initial'])
    assert.deepEqual(result(recorded), [0, 'recorded as applied: notes.0001_initial\n'])
    const dropped = await site.run(['migrate', 'notes', 'zero', '--drop', 'notes.note'])
    assert.deepEqual(result(dropped), [0, 'took back notes.0001_initial\n'])
  })
})
