import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ContentType, Group, Permission, User } from '../../../src/apps/auth/index.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import {
  type DumpOptions,
  dumpData,
  fileTarget,
  type LoadOptions,
  type LoadResult,
  loadData,
} from '../../../src/data/fixtures/index.ts'
import {
  buildRegistry,
  createOrm,
  field,
  KeyedModel,
  Model,
  meta,
  type Orm,
  ormService,
} from '../../../src/data/orm/index.ts'
import { runCommand } from '../../support/packages.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'
import { type Objects, scratchFolder } from '../../unit/fixtures/support.ts'
import { tables } from '../../unit/orm/support/database.ts'

class Country extends KeyedModel {
  code = field.char({ maxLength: 2, primaryKey: true })
  name = field.char({ maxLength: 40, unique: true })

  static meta = meta<Country>()({ naturalKey: ['name'] })
}
class Author extends Model {
  name = field.char({ maxLength: 40 })
  country = field.foreignKey(() => Country, { onDelete: 'protect' })
  isAlive = field.boolean({ default: true })
  user = field.oneToOne(() => User, { onDelete: 'cascade', null: true })

  static meta = meta<Author>()({ naturalKey: ['name', 'country__name'] })
}
class Book extends Model {
  title = field.char({ maxLength: 100 })
  authors = field.manyToMany(() => Author)
  similar = field.manyToMany(() => Book)
  about = field.foreignKey(() => ContentType, { onDelete: 'cascade', null: true })
  sequelOf = field.foreignKey(() => Book, { onDelete: 'setNull', null: true })
}
class Kinds extends KeyedModel {
  key = field.uuid({ primaryKey: true })
  small = field.smallInteger({ null: true })
  big = field.bigInteger({ null: true })
  fraction = field.float({ null: true })
  price = field.decimal({ maxDigits: 9, decimalPlaces: 2, null: true })
  maybe = field.boolean({ null: true })
  text = field.text({ blank: true })
  slug = field.slug({ blank: true })
  day = field.date({ null: true })
  at = field.time({ null: true })
  moment = field.datetime({ null: true })
  length = field.duration({ null: true })
  document = field.json<unknown>({ null: true })
  data = field.binary({ null: true })
  ip = field.ipAddress({ null: true })
  link = field.url({ blank: true })
  picture = field.file({ blank: true })
  changed = field.datetime({ autoNow: true })
}

const apps = [
  { label: 'contenttypes', models: { ContentType } },
  { label: 'auth', models: { Permission, Group, User } },
  { label: 'lib', models: { Country, Author, Book, Kinds } },
]

interface Ours {
  readonly orm: Orm
  load(path: string, options?: Partial<LoadOptions>): Promise<LoadResult>
  dump(path: string, options?: Partial<DumpOptions>): Promise<number>
  close(): Promise<void>
}

/** Our side: the same models on an empty database in memory. */
async function ours(): Promise<Ours> {
  const registry = buildRegistry(apps)
  const database = await openDatabase('sqlite::memory:')
  await database.script(tables(registry))
  const orm = createOrm({ registry, databases: { default: database } })
  const scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
  return {
    orm,
    load: (path, options = {}) => runInScope(scope, () => loadData({ orm, fixtures: [path], ...options })),
    dump: (path, options = {}) =>
      runInScope(scope, () => dumpData(fileTarget(path), { orm, secrets: 'include', ...options })),
    close: () => database.close(),
  }
}

const project = join(import.meta.dirname, 'fixtures_project')
const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)) as Objects
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Objects
/** Models come in another order; the objects of each in the same one. */
const sorted = (objects: Objects) => objects.toSorted((a, b) => (a.model < b.model ? -1 : a.model > b.model ? 1 : 0))

describe('fixtures go between Django and nuages', { skip: await skipWithout('django') }, () => {
  const folder = scratchFolder({ after })
  const file = (name: string) => join(folder, name)
  const django = (database: string, ...args: string[]) =>
    runCommand(pythonPath(), [join(project, 'manage.py'), file(database), ...args], project)
  let place: Ours

  before(async () => {
    django('theirs.sqlite3', 'migrate', '--run-syncdb', '-v', '0')
    django('theirs.sqlite3', 'fill')
    django('theirs.sqlite3', 'dumpdata', '-o', file('keys.json'))
    django('theirs.sqlite3', 'dumpdata', '--format', 'jsonl', '-o', file('keys.jsonl'))
    django(
      'theirs.sqlite3',
      'dumpdata',
      '--natural-foreign',
      '--natural-primary',
      '--indent',
      '2',
      '-o',
      file('natural.json'),
    )
    place = await ours()
  })
  after(() => place?.close())

  test('what Django dumped is loaded, and dumped again object by object', async () => {
    const expected = sorted(read(file('keys.json')))
    const { installed } = await place.load(file('keys.json'))
    assert.equal(installed, expected.length)
    await place.dump(file('again.json'))
    assert.deepEqual(sorted(read(file('again.json'))), expected)
    await place.load(file('keys.jsonl'))
    await place.dump(file('again.ndjson'), { format: 'ndjson' })
    assert.deepEqual(sorted(lines(file('again.ndjson'))), sorted(lines(file('keys.jsonl'))))
  })

  test('natural keys are the same on both sides', async () => {
    const count = await place.dump(file('before.json'))
    const { installed } = await place.load(file('natural.json'))
    assert.equal(installed, read(file('natural.json')).length)
    const natural = { naturalForeign: true, naturalPrimary: true }
    assert.equal(await place.dump(file('natural-again.json'), natural), count)
    // A key that no database gives stays: without it the row could not be made elsewhere.
    const [country] = read(file('natural-again.json')).filter(({ model }) => model === 'lib.country')
    assert.equal(country!.pk, 'at')
    const withoutCode = (path: string) =>
      sorted(read(file(path))).map(({ pk, ...each }) => (each.model === 'lib.country' ? each : { ...each, pk }))
    assert.deepEqual(withoutCode('natural-again.json'), withoutCode('natural.json'))
    const empty = await ours()
    try {
      await assert.rejects(empty.load(file('natural.json')), { code: 'NUAGES_FIXTURES_MISSING_VALUE' })
      await empty.load(file('natural-again.json'))
      await empty.dump(file('natural-new.json'), natural)
      const named = (path: string) =>
        read(file(path))
          .map((each) => JSON.stringify(each))
          .sort()
      assert.deepEqual(named('natural-new.json'), named('natural-again.json'))
    } finally {
      await empty.close()
    }
  })

  test('Django loads what we dumped', async () => {
    await place.dump(file('ours.json'), { indent: 1 })
    await place.dump(file('ours-natural.json'), { naturalForeign: true, naturalPrimary: true })
    await place.dump(file('ours.jsonl'), { format: 'ndjson' })
    const variants = [
      ['a', 'ours.json'],
      ['b', 'ours-natural.json'],
      ['c', 'ours.jsonl'],
    ] as const
    for (const [name, path] of variants) {
      django(`${name}.sqlite3`, 'migrate', '--run-syncdb', '-v', '0')
      const count = path.endsWith('l') ? lines(file(path)).length : read(file(path)).length
      assert.match(django(`${name}.sqlite3`, 'loaddata', file(path)), new RegExp(`Installed ${count} object`))
      django(`${name}.sqlite3`, 'dumpdata', '--natural-foreign', '--natural-primary', '-o', file(`${name}.json`))
      assert.deepEqual(sorted(read(file(`${name}.json`))), sorted(read(file('natural.json'))))
    }
  })
})
