import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after as afterAll, before as beforeAll, describe, test } from 'node:test'
import { openDatabase } from '../../../../src/data/drivers/index.ts'
import { built } from '../helpers.ts'
import { after, carriedOut, casesOf, graded, library, libraryRows, watched } from './library.ts'

const books = 1500

describe('the linter says what SQLite does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-linter-'))
  const template = join(folder, 'template.sqlite3')
  /** How many bytes the two large tables take, about. */
  let bytes = 0

  beforeAll(async () => {
    const database = await openDatabase(`sqlite:${template}`)
    await built(database, library)
    for (const text of libraryRows(books)) await database.script(text)
    await database.close()
    bytes = statSync(template).size
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [i, { title, operation, first = [] }] of casesOf('sqlite').entries()) {
    test(title, async () => {
      const file = join(folder, `${i}.sqlite3`)
      copyFileSync(template, file)
      const database = await openDatabase(`sqlite:${file}`)
      const read = async (text: string) => await database.all({ text, writes: true, wide: false }, [])
      try {
        let state = library
        for (const each of first) {
          await database.atomic(() => carriedOut(database, each, state), { foreignKeys: false })
          state = after([each], state)
        }
        const claimed = await graded(database, operation, state)
        const places = async () =>
          new Map(
            (await read("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND name LIKE 'lib%'")).map(
              ([name, page]) => [String(name), Number(page)] as const,
            ),
          )
        const before = await places()
        await read('PRAGMA wal_autocheckpoint = 0')
        await read('PRAGMA wal_checkpoint(TRUNCATE)')
        const sent: string[] = []
        await database.atomic(() => carriedOut(watched(database, sent), operation, state), { foreignKeys: false })
        const written = statSync(`${file}-wal`).size
        const now = await places()
        // A table that is made anew lies elsewhere; one with another name where it was.
        const anew = [...now]
          .filter(([name, page]) => before.has(name) && before.get(name) !== page)
          .map(([name]) => name)
        const rewritten = claimed.tables.filter(({ rewrites }) => rewrites).map(({ table }) => table)
        const byHand = operation.kind === 'sql' && rewritten.length > 0
        if (!byHand) assert.deepEqual(rewritten.sort(), anew.sort())
        // A large table that is written anew goes through the log whole; nothing else is that much.
        const large = rewritten.includes('lib_book')
        const all = operation.kind === 'sql' && claimed.statements.some((text) => text.startsWith('UPDATE'))
        if (!all) assert.equal(written > bytes * 0.4, large, `${written} of ${bytes} bytes were written`)
        const statements = sent.map((text) => text.replace(/;$/, ''))
        if (!large && operation.kind !== 'sql' && rewritten.length === 0)
          assert.deepEqual(claimed.statements, statements)
      } finally {
        await database.close()
        for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      }
    })
  }
})
