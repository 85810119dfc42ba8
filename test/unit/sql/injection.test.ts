import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { dialects } from '../../../src/data/sql/index.ts'
import type { World } from '../orm/support/database.ts'
import { library, list, rows } from '../orm/support/library.ts'
import { Count } from '../orm/support/names.ts'

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())

/** Texts that mean something to SQL, among any others. */
const hostile = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^['"`;\\%_\-?:$[\]()a-z ]*$/),
    fc.constantFrom("'; DROP TABLE lib_book; --", '" OR 1=1 --', '?', ':a', '$1', '\\', '%', '_', "x' || 'y"),
  )
  .map((text) => text.replaceAll('\0', ''))
const lookups = ['exact', 'iexact', 'contains', 'startswith', 'iendswith', 'gt', 'in'] as const

test('no value reaches the text of a statement, and each is compared as it is', () =>
  fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom(...lookups), async (text, lookup) => {
      const value = lookup === 'in' ? [text, text] : text
      const sent = await project.sent(async () => {
        await rows.books
          .filter({ [`title__${lookup}`]: value })
          .exclude({ subtitle: text })
          .exists()
      })
      assert.doesNotMatch(sent[0]!.replaceAll(/"[a-z_]+"|ESCAPE '\\'/g, ''), /['";]|--/)
      assert.equal(sent[0]!.split(lookup === 'in' ? 'IN (?, ?)' : '?').length, lookup === 'in' ? 2 : 3)
    }),
    { numRuns: 200 },
  ))

test('NUL and lone surrogates are refused by every lookup, which is named', () =>
  fc.assert(
    fc.asyncProperty(
      hostile,
      fc.constantFrom('\0', '\ud800', '\udfff'),
      hostile,
      fc.constantFrom(...lookups, 'regex' as const),
      async (before, bad, after, lookup) => {
        const text = `${before.toWellFormed()}${bad}${after.toWellFormed()}`
        const query = rows.books.filter({ [`title__${lookup}`]: lookup === 'in' ? [text] : text })
        await assert.rejects(
          project.run(() => query.exists()),
          (error) => error instanceof ValidationError && error.issues[0]?.field === `title__${lookup}`,
        )
      },
    ),
  ))

test('what was written is found again by its exact text and by its parts', () =>
  fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const letters = [...text].slice(0, 100)
      const title = letters.join('')
      await project.run(async () => {
        const { id } = (await rows.books.create({ title, price: 1, author: 1 })) as unknown as { id: number }
        const mine = rows.books.filter({ id })
        assert.deepEqual(await list(mine), [title])
        assert.equal(await mine.filter({ title }).exists(), true)
        assert.equal(await mine.filter({ title__contains: letters.slice(1, -1).join('') }).exists(), true)
        assert.equal(await mine.filter({ title__startswith: title }).exists(), true)
        await mine.delete()
      })
    }),
    { numRuns: 150 },
  ))

test('names from outside are looked up, never sent', () =>
  fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const sent = await project.sent(async () => {
        const attempts: (() => PromiseLike<unknown>)[] = [
          () => rows.books.filter({ [text]: 1 }),
          () => rows.books.orderBy(`-${text}`),
          () => rows.books.values(`author__${text}`),
          () => rows.books.filter({ [`title__${text}`]: 1 }),
        ]
        for (const attempt of attempts)
          await Promise.resolve()
            .then(attempt)
            .catch(() => {})
      })
      // What is sent at all came of a name that the model has.
      for (const each of sent) assert.match(each, /^SELECT [\w", .]+ FROM "lib_book"/)
    }),
    { numRuns: 200 },
  ))

test('keys of JSON documents are parameters', () =>
  fc.assert(
    fc.asyncProperty(
      hostile.filter((key) => key !== '' && !key.includes('__') && !key.startsWith('_') && !key.endsWith('_')),
      async (key) => {
        const sent = await project.sent(async () => {
          await Promise.resolve(rows.books.filter({ [`data__${key}x`]: 'v' })).catch(() => {})
        })
        for (const each of sent) assert.match(each, /WHERE JSON_EXTRACT\("data", \?\) = JSON_EXTRACT\(\?, '\$'\)$/)
      },
    ),
    { numRuns: 100 },
  ))

test('annotation names are checked and not sent', async () => {
  const sent = await project.sent(async () => {
    await rows.books.annotate({ größe$1: Count('tags') }).values('größe$1')
  })
  assert.doesNotMatch(sent[0]!, /größe/)
})

test('an identifier is quoted whatever is in it', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const quoted = dialects.sqlite!.quote(name)
      assert.equal(quoted.slice(1, -1).replaceAll('""', '').includes('"'), false)
      assert.equal(quoted.slice(1, -1).replaceAll('""', '"'), name)
    }),
  )
})
