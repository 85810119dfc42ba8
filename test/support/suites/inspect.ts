import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { inspectDatabase } from 'nuages/migrations'
import { connect, infoOf } from 'nuages/orm'
import { type DatabaseDescription, introspect, openDatabase } from '../../../src/data/drivers/index.ts'
import { type Difference, differencesOf } from '../../../src/data/migrations/drift/compare.ts'
import { wordsOf } from '../../../src/data/migrations/drift/twins.ts'
import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { tablesOf } from '../../../src/data/migrations/tables/table-of.ts'
import type { Orm } from '../../../src/data/orm/index.ts'
import type { ColumnInfo, DatabaseName } from '../../../src/data/query/index.ts'
import { anySchema } from '../any-schema.ts'
import { root } from '../files.ts'
import { type AnyModel, InspectedFiles } from '../inspected.ts'
import type { ScratchDatabase } from '../servers.ts'

/** A database whose schema was read, and the files of models of it. */
interface Inspected {
  readonly schema: string
  readonly scratch: ScratchDatabase
  readonly name: string
  readonly app: string
  readonly description: DatabaseDescription
  readonly managed: string
}

export interface InspectSuite {
  readonly label: string
  readonly database: DatabaseName
  readonly skip: false | string
  readonly scratch: () => Promise<ScratchDatabase>
  /** Files of `test/support/schemas`. */
  readonly schemas: readonly { readonly file: string; readonly app?: string }[]
  /** How many random schemas. */
  readonly runs: number
  /** Tests of the models of one of the files. */
  readonly tests: Readonly<Record<string, (models: Record<string, AnyModel>, orm: Orm) => Promise<void>>>
}

/**
 * What holds for the models of every schema, those by hand and random ones: they type-check, are laid out as Biome lays them out,
 * start, read and write rows; and what migrations would make of them is what is there, but for what comments say.
 */
export function inspectSuite({ label, database, skip, scratch, schemas, runs, tests }: InspectSuite): void {
  describe(`inspectdb on ${label}`, { skip }, () => {
    const files = new InspectedFiles()
    const all: Inspected[] = []
    const seed = Number(process.env['NUAGES_SEED'] ?? Date.now() % 1_000_000)

    async function add(name: string, schema: string, app?: string): Promise<void> {
      const made = await scratch()
      const opened = await openDatabase(made.url)
      try {
        await opened.script(schema)
        const options = { includeViews: true, ...(app !== undefined && { app }) }
        const { source } = await inspectDatabase(opened, options)
        const { source: managed } = await inspectDatabase(opened, { ...options, managed: true })
        files.add(name, source)
        files.add(`${name}_managed`, managed)
        all.push({ schema, scratch: made, name, app: app ?? 'app', managed, description: await introspect(opened) })
      } finally {
        await opened.close()
      }
    }

    const saying = async (schema: string, work: () => Promise<void> | void) => {
      try {
        await work()
      } catch (error) {
        throw Object.assign(error as Error, { message: `${(error as Error).message}\nseed ${seed}\n${schema}` })
      }
    }

    before(async () => {
      for (const { file, app } of schemas)
        await add(file.replace(/\W/g, '_'), readFileSync(join(root, 'test/support/schemas', file), 'utf8'), app)
      for (const [at, schema] of fc.sample(anySchema(database), { seed, numRuns: runs }).entries())
        await saying(schema, () => add(`random_${at}`, schema))
    })
    after(async () => {
      files.remove()
      for (const each of all) await each.scratch.drop()
    })

    test('the compiler takes every file', () => saying('', () => files.checkTypes()))

    test('Biome would leave every file as it is', () => saying('', () => files.checkLayout()))

    test('the models read every table, and write a row', async () => {
      for (const each of all)
        await saying(each.schema, () =>
          using(files, each, each.name, (models) => writeEach(models, each.name.startsWith('random'))),
        )
    })

    test('migrations would make the same tables, but for what comments say', async () => {
      for (const each of all)
        await saying(each.schema, () =>
          using(files, each, `${each.name}_managed`, async (_, orm) => {
            const silent = (await differences(orm, each.description)).filter(
              (found) => !isAnnounced(found, each.managed),
            )
            assert.deepEqual(silent, [], each.managed)
          }),
        )
    })

    for (const [title, work] of Object.entries(tests)) test(title, () => using(files, all[0]!, all[0]!.name, work))
  })
}

async function using(
  files: InspectedFiles,
  { app, scratch }: Inspected,
  name: string,
  work: (models: Record<string, AnyModel>, orm: Orm) => Promise<void>,
): Promise<void> {
  const models = await files.load(name)
  const project = await connect(scratch.url, { models, label: app })
  try {
    await project.run(() => work(models, project.orm))
  } finally {
    await project.close()
  }
}

// ---- rows ----------------------------------------------------------------------------------------------------------

/** Reads the rows of each model; of random tables, which are empty, writes one where what it points at has one. */
async function writeEach(models: Record<string, AnyModel>, writes: boolean): Promise<void> {
  const keys = new Map<string, unknown>()
  for (const model of Object.values(models)) {
    const info = infoOf(model)
    assert.equal(await model.all().count(), (await model.all()).length)
    if (!writes || info.table.includes('_link')) continue
    const values = info.columns.map((column) => [column.property, valueFor(column, keys)] as const)
    if (values.some(([, value]) => value === missing)) continue
    const given = Object.fromEntries(values.filter(([, value]) => value !== undefined))
    const row = await model.create(given)
    keys.set(info.label, row.pk)
    const found = await model.get({ pk: row.pk })
    for (const [property, value] of Object.entries(given))
      assert.deepEqual(plain(found.toJSON()[property]), plain(value), `${info.name}.${property}`)
  }
}

const missing = Symbol('no row to point at')

/** A value of the kind that the field takes; undefined for what the database gives. */
function valueFor(
  { field, property, primaryKey, relation, null: isNull, unique, generated }: ColumnInfo,
  keys: ReadonlyMap<string, unknown>,
): unknown {
  if (generated !== null || field.type === 'auto' || field.type === 'bigAuto') return undefined
  if (relation !== null) return keys.get(relation.to.label) ?? (isNull && !primaryKey && !unique ? null : missing)
  const { choices } = (field as unknown as { options: { choices?: readonly unknown[] } }).options
  if (choices !== undefined) return choices.at(-1)
  const sample = samples[field.type]
  assert.notEqual(sample, undefined, `a value for ${property}, a ${field.type}`)
  return sample
}

const samples: Readonly<Record<string, unknown>> = {
  integer: 3,
  smallInteger: 3,
  positiveInteger: 3,
  positiveSmallInteger: 3,
  bigInteger: '3',
  positiveBigInteger: '3',
  float: 2.5,
  decimal: '3.25',
  char: 'abc',
  text: '[1,3)',
  boolean: false,
  date: '2021-03-04',
  datetime: '2021-03-04T05:06:07.000Z',
  duration: 90_000,
  json: { a: [1, null] },
  uuid: '8f14e45f-ceea-467f-a9d1-9f2f1b2c3d4e',
  array: [1, 2],
  binary: new Uint8Array([1, 2]),
}

const plain = (value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (JSON.parse(JSON.stringify(value)) as unknown)

// ---- the way back --------------------------------------------------------------------------------------------------

async function differences(orm: Orm, { tables }: DatabaseDescription): Promise<Difference[]> {
  const database = orm.database()
  const state = stateFromRegistry(orm.registry)
  const expected = [...state.models.values()].flatMap((model) => [
    ...tablesOf(state, model, database.database).values(),
  ])
  const words = await wordsOf(database, expected)
  return expected.flatMap((table) => {
    const actual = tables.find(({ name }) => name === table.name)
    return differencesOf(database.database, table, actual, words.get(table.name))
  })
}

/** Whether a comment of the file speaks of the difference. */
function isAnnounced({ kind, column, name, expected, actual }: Difference, source: string): boolean {
  const comments = [...source.matchAll(/^ *(?:\/\/|\*|\/\*\*) ?(.*)$/gm)]
    .map(([, text]) => text)
    .join(' ')
    .replace(/\s+/g, ' ')
  const says = (text: string) => comments.includes(text.replace(/\s+/g, ' ').trim().replaceAll('*/', '* /'))
  if (kind === 'foreignKey' && expected !== null && actual !== null) return says('Foreign keys that migrations make')
  if (kind === 'identity' && actual === null) return says('AUTOINCREMENT')
  if (kind === 'null') return says(actual === 'NULL' ? 'lets it be null' : 'does not let it be null')
  const ofKey =
    kind === 'primaryKey' || (kind === 'column' && column === 'rowid') || (kind === 'index' && actual === null)
  if (ofKey && (says('The key of the table is') || says('The table has no key'))) return true
  if (kind === 'column') return says(`"${column}"`)
  if (kind === 'check' && (expected === null ? name === undefined : actual === null))
    return says('Checks without a name') || says(expected ?? actual!)
  const text = (actual ?? expected!).replace(/^AS \((.*)\) \w+$/s, '$1')
  return says(text) || (name !== undefined && says(name))
}
