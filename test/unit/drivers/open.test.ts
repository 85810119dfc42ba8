import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { code, opened, reading, temporary, writing } from './helpers.ts'

test('other databases are refused without a word of the password', async () => {
  for (const url of ['oracle://ada:s3cret@db/app', 'mssql://ada:s3cret@db/app', 'MongoDB+srv://ada:s3cret@db']) {
    const error = (await openDatabase(url).catch((caught: unknown) => caught)) as Error & { hint: string; data: object }
    assert.equal((error as { code?: string }).code, 'NUAGES_DRIVERS_UNSUPPORTED_URL')
    assert.match(error.message, /SQLite, PostgreSQL and MariaDB only/)
    assert.doesNotMatch(error.message + error.hint + JSON.stringify(error.data), /s3cret|ada/)
  }
})

test('a URL that cannot be read says what is wrong with it', async () => {
  const bad: [string, RegExp][] = [
    ['app.sqlite3', /has no scheme/],
    ['sqlite:', /names no file/],
    ['sqlite:a.db?mode=wo', /unknown option or value for 'mode'/],
    ['sqlite:a.db?speed=1', /'speed'/],
    ['sqlite:///%zz', /'%'/],
  ]
  for (const [url, message] of bad) await assert.rejects(openDatabase(url), { ...code('DRIVERS_BAD_URL'), message })
})

test('a file in a directory that is missing, a directory, and text are refused and left alone', async (t) => {
  const directory = temporary(t)
  await assert.rejects(openDatabase(`sqlite:${directory}/no/app.db`), {
    ...code('DRIVERS_NO_DIRECTORY'),
    message: new RegExp(`${directory}/no`),
  })
  mkdirSync(join(directory, 'folder'))
  await assert.rejects(openDatabase(`sqlite:${directory}/folder`), code('DRIVERS_CANNOT_OPEN'))
  const text = join(directory, 'text.db')
  writeFileSync(text, 'This is not a database, but a letter. '.repeat(200))
  const before = readFileSync(text)
  await assert.rejects(openDatabase(`sqlite:${text}`), code('DRIVERS_NOT_A_DATABASE'))
  assert.deepEqual(readFileSync(text), before)
  await assert.rejects(openDatabase(`sqlite:${directory}/none.db?mode=ro`), code('DRIVERS_NO_FILE'))
})

test('a read-only database reads, and says so where it is written', async (t) => {
  const file = join(temporary(t), 'app.db')
  const first = await opened(t, `sqlite:${file}`)
  await first.script('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  const database = await opened(t, `sqlite:${file}?mode=ro`)
  assert.deepEqual(await database.all(reading('SELECT a FROM t'), []), [[1]])
  assert.throws(() => database.run(writing('INSERT INTO t VALUES (2)'), []), code('DRIVERS_READ_ONLY'))
  // A transaction that cannot write takes no turn of those that do.
  await first.atomic(async () => {
    await first.run(writing('INSERT INTO t VALUES (3)'), [])
    await database.atomic(async () => assert.deepEqual(await database.all(reading('SELECT a FROM t'), []), [[1]]))
  })
  const write = async () => void (await database.run(writing('INSERT INTO t VALUES (2)'), []))
  await assert.rejects(database.atomic(write), code('DRIVERS_READ_ONLY'))
})

/** Runs `work` as a user whom file modes bind: root reads and writes whatever they say. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid!(65534)
  try {
    await work()
  } finally {
    process.seteuid!(0)
  }
}

test('a file without the right to write is refused', { skip: process.platform === 'win32' }, async (t) => {
  const directory = temporary(t)
  const file = join(directory, 'app.db')
  new DatabaseSync(file).exec('CREATE TABLE t (a)')
  chmodSync(file, 0o444)
  chmodSync(directory, 0o755)
  await asOrdinaryUser(() => assert.rejects(openDatabase(`sqlite:${file}`), code('DRIVERS_READ_ONLY')))
})

test('relative and absolute paths, in all their spellings', async (t) => {
  const directory = temporary(t)
  const database = await opened(t, `sqlite://${directory}/a%20b.db`)
  assert.equal(database.location, `${directory}/a b.db`)
  assert.equal((await opened(t, 'sqlite::memory:')).location, ':memory:')
})

test('a closed database says that it is closed', async (t) => {
  const file = join(temporary(t), 'app.db')
  const database = await openDatabase(`sqlite:${file}`, { name: 'archive' })
  await database.close()
  await database.close()
  assert.throws(() => database.all(reading('SELECT 1'), []), { ...code('DRIVERS_CLOSED'), message: /'archive'/ })
})
