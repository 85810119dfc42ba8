import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { writeMigration } from '../../../src/data/migrations/files/writer.ts'
import {
  addConstraint,
  addField,
  createModel,
  deleteModel,
  field,
  type MigrationDefinition,
  migration,
  removeField,
  run,
  separateStateAndDatabase,
  sql,
} from '../../../src/data/migrations/index.ts'
import { code, root, workshop } from './helpers.ts'

const plain = (definition: MigrationDefinition) => ({
  dependencies: definition.dependencies ?? [],
  replaces: definition.replaces ?? [],
  operations: definition.operations.map(({ kind, arguments: given }) => ({ kind, given: structuredClone(given) })),
})

test('what a migration is besides its operations is written, too', () => {
  const text = writeMigration({ operations: [], version: '0.1.0', atomic: false, accepts: ['migrations.L002'] })
  for (const line of ["version: '0.1.0'", 'atomic: false', "accepts: ['migrations.L002']"])
    assert.ok(text.includes(line), line)
})

test('what is written gives the same migration back', async (t) => {
  const directory = workshop(t)
  let count = 0
  const data = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt(),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        tie('any'),
        { maxKeys: 3, noNullPrototype: true },
      ),
    ),
  })).any
  const name = fc.stringMatching(/^[a-z][A-Za-z]{0,9}$/)
  const state = fc.oneof(
    fc.record({ maxLength: fc.nat(), default: data }).map((options) => field.char(options)),
    fc.record({ type: fc.constant('money'), options: fc.dictionary(name, data, { noNullPrototype: true }) }),
    fc.constant(field.foreignKey('app.Item', { onDelete: 'cascade' })),
    fc.constant(field.manyToMany('app.Item')),
  )
  const operation = fc.oneof(
    fc.record({ name, fields: fc.dictionary(name, state, { noNullPrototype: true }) }).map(createModel),
    fc.record({ model: name, name, field: state, fill: data }).map(addField),
    fc.record({ model: name, name }).map(removeField),
    fc
      .dictionary(name, data, { minKeys: 1, noNullPrototype: true })
      .map((check) => addConstraint({ model: 'item', constraint: { kind: 'check', name: 'c', check } })),
    fc.tuple(fc.string(), fc.option(fc.string())).map(([forwards, backwards]) => sql(forwards, backwards)),
  )
  const key = fc.tuple(name, name)
  const any = fc.record({
    dependencies: fc.array(key, { maxLength: 3 }),
    replaces: fc.array(key, { maxLength: 2 }),
    operations: fc.array(operation, { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(any, async (definition) => {
      const text = writeMigration(definition)
      const path = join(directory, `m${++count}.ts`)
      writeFileSync(path, text)
      const { default: back } = await import(pathToFileURL(path).href)
      assert.deepEqual(plain(back), plain(definition))
    }),
    { numRuns: 50 },
  )
})

test('the text is formatted as this repository formats', { skip: process.platform === 'win32' }, (t) => {
  const text = writeMigration(
    migration({
      dependencies: [
        ['auth', '0001_initial'],
        ['news', '0012_a_rather_long_name_of_a_migration_that_somebody_wrote_by_hand'],
        ['pages', '0003_another'],
      ],
      replaces: [['news', '0001_old']],
      operations: [
        createModel({
          name: 'Item',
          fields: {
            id: field.bigAuto({ primaryKey: true }),
            title: field.char({ maxLength: 10, default: "it's" }),
            status: field.char({
              maxLength: 8,
              choices: { draft: 'Draft', review: 'In review', live: 'Live', gone: 'Taken down' },
              default: 'draft',
              index: true,
            }),
            both: field.text({ default: `'"` }),
            'with-dash': field.text(),
          },
          options: {
            ordering: ['-title'],
            constraints: [{ kind: 'check', name: 'c', check: { title__gte: 'a', id__in: [1, 2, 3] } }],
          },
        }),
        addField({ model: 'item', name: 'when', field: field.datetime(), fill: '2024-01-01T00:00:00.000Z' }),
        // Names of every length, so that each kind of line ends just before the margin and just behind it.
        ...Array.from({ length: 30 }, (_, i) => 'x'.repeat(30 + i)).flatMap((name) => [
          addField({ model: 'item', name, field: field.foreignKey('news.Item', { onDelete: 'cascade' }) }),
          addField({ model: 'item', name, field: { type: 'money', options: { of: name } } }),
          sql(`SELECT ${name}`, `DELETE FROM ${name}`),
          separateStateAndDatabase({ state: [deleteModel({ name })], database: [] }),
        ]),
        sql(
          'CREATE VIEW item_titles AS SELECT title FROM news_item WHERE status = 1 ORDER BY title DESC, id ASC',
          'DROP VIEW item_titles',
        ),
      ],
    }),
  )
  const path = join(workshop(t), 'written.ts')
  writeFileSync(path, text)
  const biome = join(root, 'node_modules/.bin/biome')
  const formatted = execFileSync(biome, ['format', '--stdin-file-path=written.ts'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  })
  assert.equal(text, formatted)
})

test('what cannot be written is refused', () => {
  assert.throws(() => writeMigration({ operations: [run(() => {})] }), code('MIGRATIONS_UNWRITABLE'))
  const odd = addField({ model: 'a', name: 'b', field: field.char({ default: new Map() }) })
  assert.throws(() => writeMigration({ operations: [odd] }), { ...code('MIGRATIONS_UNWRITABLE'), message: /a Map/ })
})
