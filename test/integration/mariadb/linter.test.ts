import assert from 'node:assert/strict'
import { after as afterAll, before as beforeAll, describe, test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { algorithms, isWorseAlgorithm } from '../../../src/data/migrations/linter/costs/mariadb.ts'
import { type Server, serverOf } from '../../../src/data/migrations/linter/costs/server.ts'
import { classify } from '../../../src/data/migrations/linter/statements/clauses.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { built } from '../../unit/migrations/helpers.ts'
import { walkGuide } from '../../unit/migrations/linter/guide.ts'
import {
  after,
  type Case,
  carriedOut,
  casesOf,
  graded,
  library,
  libraryRows,
  watched,
} from '../../unit/migrations/linter/library.ts'

const skip = await skipWithout('mariadb')

/** From the cheapest on. */
const ways = algorithms.flatMap((algorithm) =>
  ['NONE', 'SHARED', 'EXCLUSIVE'].map((lock) => `ALGORITHM=${algorithm}, LOCK=${lock}`),
)

/** A database with the library in it. */
class Library {
  readonly database: Database
  /** What was sent since it was as at first. */
  readonly sent: string[] = []
  /** What makes a table as it was at first, with its rows, by its name. */
  readonly #setup = new Map<string, readonly string[]>()
  readonly #drop: () => Promise<void>

  private constructor(database: Database, drop: () => Promise<void>) {
    this.database = database
    this.#drop = drop
  }

  static async open(): Promise<Library> {
    const scratch = await scratchMariadb()
    const made = new Library(await openDatabase(scratch.url), scratch.drop)
    await built(made.database, library)
    const rows = libraryRows(20)
    await made.database.script(rows.join('; '))
    for (const name of await made.#tables()) {
      const [[, create] = []] = await made.all(`SHOW CREATE TABLE "${name}"`)
      const own = rows.filter((text) => text.startsWith(`INSERT INTO "${name}" `))
      made.#setup.set(name, [String(create), ...own])
    }
    return made
  }

  async close(): Promise<void> {
    await this.database.close()
    await this.#drop()
  }

  async all(text: string): Promise<readonly (readonly unknown[])[]> {
    return await this.database.all({ text, writes: false, wide: false }, [])
  }

  async #tables(): Promise<string[]> {
    const named = "table_schema = DATABASE() AND table_name LIKE 'lib%'"
    const rows = await this.all(`SELECT table_name FROM information_schema.tables WHERE ${named}`)
    return rows.map(([name]) => String(name))
  }

  /** As it was at first: what has been touched is made again. */
  async anew(): Promise<void> {
    const there = await this.#tables()
    const text = this.sent.splice(0).join(' ')
    const touched = (name: string) => new RegExp(`\\b${name}\\b`).test(text)
    const drops = there.filter((name) => !this.#setup.has(name) || touched(name)).map((name) => `DROP TABLE "${name}"`)
    const makes = [...this.#setup].flatMap(([name, all]) => (touched(name) || !there.includes(name) ? all : []))
    const statements = ['SET foreign_key_checks = 0', ...drops, ...makes, 'SET foreign_key_checks = 1']
    await this.database.script(statements.join('; '))
  }

  /** Tables by the numbers that the server gives them: one that is written anew has another. */
  async numbers(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.all(
      "SELECT table_id, substring_index(name, '/', -1) FROM information_schema.innodb_sys_tables WHERE name LIKE concat(DATABASE(), '/%')",
    )
    return new Map(rows.map(([number, name]) => [String(number), String(name)]))
  }

  /** Sends a change of a table in the cheapest way that the server accepts; tells which that is. */
  async cheapest(text: string): Promise<string | null> {
    const [statement] = classify(text)
    const isIndex = statement?.kind === 'createIndex' || statement?.kind === 'dropIndex'
    if (statement?.kind !== 'alterTable' && !isIndex) {
      await this.database.script(text)
      return null
    }
    for (const way of ways) {
      try {
        await this.database.script(`${text}${isIndex ? ` ${way.replace(',', '')}` : `, ${way}`}`)
        return way
      } catch (error) {
        const { errno } = ((error as Error).cause ?? {}) as { errno?: number }
        // ER_ALTER_OPERATION_NOT_SUPPORTED, with and without a reason.
        if (errno !== 1845 && errno !== 1846) throw error
      }
    }
    throw new RangeError(`no way was accepted for ${text}`)
  }
}

// Changes of tables wait for the disk: several databases side by side take less time.
describe('the linter says what MariaDB does', { skip, concurrency: 4 }, () => {
  const libraries: Library[] = []
  let server: Server

  beforeAll(async () => {
    libraries.push(...(await Promise.all(Array.from({ length: 4 }, () => Library.open()))))
    server = await serverOf(libraries[0]!.database)
  })
  afterAll(async () => {
    for (const each of libraries) await each.close()
  })

  for (const { title, ...step } of casesOf('mysql')) {
    test(title, async () => {
      const own = libraries.pop()!
      try {
        await own.anew()
        await compare(own, step, server)
      } finally {
        libraries.push(own)
      }
    })
  }
})

async function compare(own: Library, { operation, first = [] }: Case, server: Server): Promise<void> {
  const { database } = own
  let state = library
  for (const each of first) {
    await carriedOut(watched(database, own.sent), each, state)
    state = after([each], state)
  }
  const claimed = await graded(database, operation, state, server)
  const sent: string[] = []
  const measured = new Map<string, string>()
  /** What a table was called at first. */
  const called = new Map<string, string>()
  const before = await own.numbers()
  const watching = watched(database, sent, async (text) => {
    for (const part of text.split('; ')) {
      own.sent.push(part)
      const way = await own.cheapest(part)
      const [statement] = classify(part)
      if (way === null || (statement?.kind !== 'alterTable' && statement?.kind !== 'createIndex')) continue
      const table = called.get(statement.table) ?? statement.table
      const clauses = statement.kind === 'alterTable' ? statement.clauses : []
      for (const clause of clauses) if (clause.kind === 'renameTable') called.set(clause.to, table)
      const known = measured.get(table)
      if (known === undefined || isWorseAlgorithm(way, known)) measured.set(table, way)
    }
  })
  await carriedOut(watching, operation, state)
  const old = new Set(before.values())
  const claims = claimed.tables.filter(({ lock }) => lock.startsWith('ALGORITHM'))
  const dropped = new Set(claimed.tables.filter((each) => !claims.includes(each)).map(({ table }) => table))
  assert.deepEqual(
    Object.fromEntries(claims.map(({ table, lock }) => [table, lock])),
    Object.fromEntries([...measured].filter(([table]) => old.has(table) && !dropped.has(table))),
  )
  const now = await own.numbers()
  const there = new Set([...now.values()].map((name) => called.get(name) ?? name))
  const anew = [...before].filter(([number]) => !now.has(number)).map(([, name]) => name)
  assert.deepEqual(
    claimed.tables.flatMap(({ table, rewrites }) => (rewrites ? [table] : [])).sort(),
    anew.filter((name) => there.has(name)).sort(),
    'tables that are written anew',
  )
  // Which keys point at a table that goes is asked of the server.
  const isAsked = (text: string) => operation.kind === 'deleteModel' && text.includes('DROP FOREIGN KEY')
  const parts = sent.flatMap((text) => text.split('; '))
  assert.deepEqual(
    claimed.statements,
    parts.filter((text) => !isAsked(text)),
  )
}

test('the guide’s ways around run on MariaDB as well', { skip }, async (t) => {
  const scratch = await scratchMariadb()
  const database = await openDatabase(scratch.url)
  t.after(async () => {
    await database.close()
    await scratch.drop()
  })
  const rows = "INSERT INTO news_article (title, words, note) VALUES ('Title 1', 1, 'n')"
  const said = await walkGuide(t, database, rows)
  assert.deepEqual(
    Object.entries(said).filter(([, ids]) => ids.some((each) => each.endsWith('danger'))),
    [],
  )
  const select = 'SELECT title, slug, status, word_count FROM news_article'
  assert.deepEqual(await database.all({ text: select, writes: false, wide: false }, []), [
    ['Title 1', 'title 1', 'draft', 1],
  ])
})
