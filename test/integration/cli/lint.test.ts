import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { LintReport } from '../../../src/data/migrations/index.ts'
import { main } from '../../../src/tools/cli/main.ts'
import { scratchProject } from '../../support/scratch-project.ts'

function addNote(dir: string): void {
  using database = new DatabaseSync(join(dir, 'db.sqlite3'))
  database.exec("INSERT INTO notes_note (title, text, pinned, created) VALUES ('a', 'b', 0, '2026-01-01 00:00:00')")
}

test('migrate --lint prints what migrations would cost, and fails in CI with the ids', async (t) => {
  const project = await scratchProject()
  t.after(project.remove)
  assert.equal((await project.run(['migrate'])).code, 0)
  addNote(project.dir)

  const write = (more: string) =>
    writeFileSync(
      join(project.dir, 'notes/migrations/0002_no_text.ts'),
      `import { addField, field, migration, removeField } from 'nuages/migrations'
export default migration({
  dependencies: [['notes', '0001_initial']],
  operations: [
    removeField({ model: 'note', name: 'text' }),
    addField({ model: 'note', name: 'extra', field: field.integer({ default: 0 }) }),
  ],
  ${more}
})
`,
    )
  write('')
  const { code, out, err } = await project.run(['migrate', '--lint'])
  assert.equal(code, 1)
  const lines = out.split('\n')
  assert.deepEqual(lines.slice(0, 2), [
    'notes.0002_no_text',
    '  Remove field text from note  notes_note: writers of the whole database, written anew (1 row)',
  ])
  assert.equal(lines[2], "    danger    migrations.L002  Column 'notes_note.text' goes with the values of 1 row.")
  assert.match(lines[3]!, /^ {14}instead: Let a release run that no longer uses it/)
  assert.match(lines.at(-2)!, /^3 of danger, 0 of caution, 2 notes, on SQLite 3\.\S+ as it is\. Nothing was applied\.$/)
  assert.match(
    err,
    /^Of 'danger': migrations\.L002 \(notes\.0002_no_text\), migrations\.L011 \(notes\.0002_no_text\), migrations\.L012 \(/,
  )

  const json = await project.run(['migrate', '--lint', 'notes', '0002', '--json'])
  assert.equal(json.code, 1)
  const report = JSON.parse(json.out) as LintReport & { failing: { id: string; migration: string }[] }
  assert.deepEqual(
    report.failing.map(({ id }) => id),
    ['migrations.L002', 'migrations.L011', 'migrations.L012'],
  )
  assert.equal(report.migrations[0]!.operations[0]!.undo, 'withoutData')

  write("accepts: ['migrations.L002', 'migrations.L011', 'migrations.L012'],")
  assert.equal((await project.run(['migrate', '--lint'])).code, 0)
})

test('what belongs to --lint is refused without it, and the other way round', async () => {
  for (const flags of [['--json'], ['--lint', '--fake'], ['--lint', '--fail-on', 'bad']])
    assert.equal(await main(['migrate', ...flags]), 2, flags.join(' '))
})
