import assert from 'node:assert/strict'
import { after as afterAll, before as beforeAll, describe, test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { classify } from '../../../src/data/migrations/linter/clauses.ts'
import { algorithms, isWorseAlgorithm } from '../../../src/data/migrations/linter/mariadb.ts'
import { type Server, serverOf } from '../../../src/data/migrations/linter/server.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { built } from '../../unit/migrations/helpers.ts'
import { after, carriedOut, casesOf, graded, library, libraryRows, watched } from '../../unit/migrations/linter/library.ts'

const skip = await skipWithout('mariadb')

/** From the cheapest on. */
const ways = algorithms.flatMap((algorithm) =>
  ['NONE', 'SHARED', 'EXCLUSIVE'].map((lock) => `ALGORITHM=${algorithm}, LOCK=${lock}`),
)

describe('the linter says what MariaDB does', { skip }, () => {
  let database: Database
  let drop: () => Promise<void>
  let server: Server
  /** What makes a table as it was at first, by its name; and its rows. */
  const setup = new Map<string, readonly string[]>()
  /** What was sent since. */
  const since: string[] = []
  const all = async (text: string) => await database.all({ text, writes: false, wide: false }, [])

  beforeAll(async () => {
    const scratch = await scratchMariadb()
    database = await openDatabase(scratch.url)
    drop = async () => {
      await database.close()
      await scratch.drop()
    }
    server = await serverOf(database)
    await built(database, library)
    const rows = libraryRows(20)
    await database.script(rows.join('; '))
    for (const [name] of await all(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'lib%'",
    )) {
      const [[, create] = []] = await all(`SHOW CREATE TABLE "${name}"`)
      setup.set(String(name), [String(create), ...rows.filter((text) => text.startsWith(`INSERT INTO "${name}" `))])
    }
  })
  afterAll(() => drop?.())

  /** The library as it was at first: what has been touched is made again. */
  async function anew(): Promise<void> {
    const tables = await all(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'lib%'",
    )
    const text = since.splice(0).join(' ')
    const there = tables.map(([name]) => String(name))
    const touched = (name: string) => new RegExp(`\\b${name}\\b`).test(text)
    const drops = there.filter((name) => !setup.has(name) || touched(name)).map((name) => `DROP TABLE "${name}"`)
    const makes = [...setup].flatMap(([name, statements]) =>
      touched(name) || !there.includes(name) ? statements : [],
    )
    await database.script(['SET foreign_key_checks = 0', ...drops, ...makes, 'SET foreign_key_checks = 1'].join('; '))
  }

  /** Which table is which: one that is written anew has another number. */
  const numbers = async () =>
    new Map(
      (
        await all(
          "SELECT substring_index(name, '/', -1), table_id FROM information_schema.innodb_sys_tables WHERE name LIKE concat(DATABASE(), '/%')",
        )
      ).map(([name, number]) => [String(number), String(name)] as const),
    )

  /** Sends a change of a table in the cheapest way that the server accepts; tells which that is. */
  async function cheapest(text: string): Promise<string | null> {
    const [statement] = classify(text)
    const isIndex = statement?.kind === 'createIndex' || statement?.kind === 'dropIndex'
    if (statement?.kind !== 'alterTable' && !isIndex) {
      await database.script(text)
      return null
    }
    for (const way of ways) {
      try {
        await database.script(`${text}${isIndex ? ` ${way.replace(',', '')}` : `, ${way}`}`)
        return way
      } catch (error) {
        const { errno } = ((error as Error).cause ?? {}) as { errno?: number }
        // ER_ALTER_OPERATION_NOT_SUPPORTED, with and without a reason.
        if (errno !== 1845 && errno !== 1846) throw error
      }
    }
    throw new RangeError(`no way was accepted for ${text}`)
  }

  for (const { title, operation, first = [] } of casesOf('mysql')) {
    test(title, async () => {
      await anew()
      let state = library
      for (const each of first) {
        await carriedOut(watched(database, since), each, state)
        state = after([each], state)
      }
      const claimed = await graded(database, operation, state, server)
      const sent: string[] = []
      const measured = new Map<string, string>()
      /** What a table was called at first. */
      const called = new Map<string, string>()
      const before = await numbers()
      const watching = watched(database, sent, async (text) => {
        for (const part of text.split('; ')) {
          const way = await cheapest(part)
          since.push(part)
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
      const now = await numbers()
      const anewIs = [...before].filter(([number]) => !now.has(number)).map(([, name]) => name)
      const there = new Set([...now.values()].map((name) => called.get(name) ?? name))
      assert.deepEqual(
        claimed.tables.filter(({ rewrites }) => rewrites).map(({ table }) => table),
        anewIs.filter((name) => there.has(name)),
        'tables that are written anew',
      )
      // Which keys point at a table that goes is asked of the server.
      const isAsked = (text: string) => operation.kind === 'deleteModel' && text.includes('DROP FOREIGN KEY')
      assert.deepEqual(claimed.statements, sent.flatMap((text) => text.split('; ')).filter((text) => !isAsked(text)))
    })
  }
})
