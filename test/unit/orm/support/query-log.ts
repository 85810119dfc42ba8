import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../../../src/base/log/index.ts'
import { logQueries } from '../../../../src/data/orm/index.ts'
import { assertNumQueries, collectQueries } from '../../../../src/tools/testing/index.ts'
import type { World } from './database.ts'
import { Author, Book } from './models.ts'

const source = readFileSync(import.meta.filename, 'utf8').split('\n')
/** Where in this file a line stands that ends with `// name`. */
const lineOf = (name: string) => source.findIndex((line) => line.endsWith(`// ${name}`)) + 1

/** What the query log promises on every database. */
export function queryLogSuite(
  kind: string,
  open: (t: TestContext) => Promise<World>,
  options: { skip?: false | string } = {},
): void {
  test(`statements say which line asked for them (${kind})`, options, async (t) => {
    const project = await open(t)
    await project.run(async () => {
      const books = Book.all().orderBy('id') // made
      const asked: [string, () => Promise<unknown>][] = [
        ['awaited', async () => await Book.filter({ title: 'x' })], // awaited
        ['counted', async () => await Book.filter({ title: 'x' }).count()], // counted
        ['created', async () => await Author.create({ name: 'Zoe' })], // created
        ['updated', async () => await Author.filter({ name: 'x' }).update({ age: 3 })], // updated
        ['prefetched', async () => await Author.all().prefetchRelated('books')], // prefetched
        ['loaded', async () => await (await Book.all().first())?.author.load()], // loaded
      ]
      for (const [name, work] of asked) {
        const { queries } = await collectQueries(work)
        assert.ok(queries.length > 0)
        for (const { origin } of queries) {
          assert.match(origin ?? 'null', /support\/query-log\.ts:\d+:\d+$/, name)
          assert.equal(origin!.split(':').at(-2), String(lineOf(name)), name)
        }
      }
      // A queryset that was made before tracing began only knows where it is sent.
      const { queries } = await collectQueries(async () => void (await books))
      assert.equal(queries.length, 1)
    })
  })

  test(`only one's own statements are counted (${kind})`, options, async (t) => {
    const project = await open(t)
    await project.run(async () => {
      const beside = (async () => {
        for (let i = 0; i < 20; i++) {
          await Book.all().count()
          await sleep(1)
        }
      })()
      await assertNumQueries(2, async () => {
        await Book.all().count()
        await sleep(10)
        await Book.all().count()
      })
      await beside
      await assert.rejects(
        assertNumQueries(1, async () => {
          await Book.all().count()
          await Book.all().exists()
        }),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'NUAGES_TESTING_QUERY_COUNT')
          assert.match(
            error.message,
            /^2 queries instead of 1:\nSELECT COUNT.+\n {2}at .+query-log\.ts:\d+:\d+\nSELECT/,
          )
          return true
        },
      )
    })
  })

  test(`the log has statements without their parameters (${kind})`, options, async (t) => {
    const project = await open(t)
    const lines: string[] = []
    const logger = createLogger({ name: 'queries', format: 'json', write: (line) => void lines.push(line) })
    await project.run(async () => {
      const stop = logQueries({ logger })
      await Author.filter({ name: 'a secret' })
      await Author.filter({ name__regex: '(' })
        .count()
        .catch(() => {})
      stop()
      await Author.all().count()
      const slow = logQueries({ logger, slowerThan: 10_000 })
      await Author.all().count()
      slow()
    })
    const bad = { code: 'NUAGES_ORM_BAD_ARGUMENT' }
    assert.throws(() => logQueries({ slowerThan: '200' as never }), bad)
    assert.throws(() => logQueries({ slower: 200 } as never), { ...bad, message: /'slower'/ })
    assert.throws(() => Author.all().within({ timeOut: 200 } as never), { ...bad, message: /did you mean 'timeout'/i })
    const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.equal(found.length, 2)
    assert.match(String(found[0]!['message']), /^SELECT .+name/)
    assert.deepEqual([found[0]!['database'], found[0]!['rows'], found[0]!['level']], ['default', 0, 'info'])
    assert.match(String(found[0]!['at']), /query-log\.ts:\d+:\d+$/)
    assert.equal(typeof found[0]!['ms'], 'number')
    assert.equal(found[1]!['error'], 'NUAGES_DRIVERS_BAD_REGEX')
    assert.doesNotMatch(lines.join('\n'), /a secret/)
  })
}
