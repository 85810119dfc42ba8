import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { field, Model, meta, sql, untyped } from '../../../src/data/orm/index.ts'
import {
  Cast,
  Count,
  Extract,
  F,
  Func,
  Max,
  Prefetch,
  SearchHeadline,
  SearchQuery,
  SearchVector,
  Trunc,
  Value,
  Window,
} from '../../../src/data/orm/runtime.ts'
import { type World, world } from '../../unit/orm/support/database.ts'
import { library, rows } from '../../unit/orm/support/library.ts'

/** Stands in every hostile text: where it is found outside of quotes, the text was not quoted. */
const mark = 'zq9'

/** Texts that would mean something to SQL. */
const hostile = fc
  .oneof(
    fc.constantFrom(
      `${mark}'; DROP TABLE lib_book; --${mark}`,
      `${mark}" ${mark}; DROP TABLE "lib_book"; --`,
      `${mark}) OR 1=1 --`,
      `"${mark}`,
      `'${mark}`,
      `''${mark}''`,
      `""${mark}`,
      `\\'${mark}`,
      `E'${mark}\\'`,
      `$$${mark}$$`,
      `/*${mark}*/`,
      `${mark}\n--\n;SELECT 1`,
      `U&"${mark}"`,
      `${mark}::text`,
      `id) FROM lib_book; ${mark}`,
      `__proto__${mark}`,
      `${mark}?`,
      `${mark}$1`,
    ),
    fc
      .array(fc.constantFrom("'", '"', '`', ';', '--', '\\', '/*', '*/', '$1', '?', '::', '(', ')', ' ', '%', mark), {
        maxLength: 8,
      })
      .map((parts) => `${parts.join('')}${mark}`),
  )
  .map((text) => text.replaceAll('\0', ''))

/** A statement without what stands in quotes. */
function bare(text: string): string {
  return text.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '')
}

function unquoted(sent: readonly string[], text: string): void {
  for (const each of sent) assert.ok(!bare(each).includes(mark), `${JSON.stringify(text)} in ${each}`)
}

type Attempt = (text: string) => unknown

/** Every place of a query that takes a text. */
const places: Readonly<Record<string, Attempt>> = {
  'path of filter': (text) => rows.books.filter({ [text]: 1 }).exists(),
  'path of exclude': (text) => rows.books.exclude({ [`author__${text}`]: 1 }).exists(),
  lookup: (text) => rows.books.filter({ [`title__${text}`]: 1 }).exists(),
  'value of exact': (text) => rows.books.filter({ title: text, subtitle__iexact: text }).exists(),
  'value of contains': (text) => rows.books.filter({ title__contains: text, title__iendswith: text }).exists(),
  'value of regex': (text) => rows.books.filter({ title__regex: text }).exists(),
  'value of in': (text) => rows.books.filter({ title__in: [text, `${text}2`] }).exists(),
  'value of range': (text) => rows.books.filter({ title__range: [text, text] }).exists(),
  'value of a number': (text) => rows.books.filter({ pages: text }).exists(),
  'value of a date': (text) => rows.books.filter({ published: text }).exists(),
  'key of a document': (text) => rows.books.filter({ [`data__${text}`]: text }).exists(),
  'key of a selected document': (text) => rows.books.values(`data__${text}`),
  'key of an ordering document': (text) => rows.books.orderBy(`data__${text}`),
  has_key: (text) => rows.books.filter({ data__has_key: text, data__has_any_keys: [text] }).exists(),
  'value in a document': (text) => rows.books.filter({ data__lang: text, data__size__w__contains: text }).exists(),
  orderBy: (text) => rows.books.orderBy(text),
  'orderBy, down': (text) => rows.books.orderBy(`-${text}`),
  values: (text) => rows.books.values(text),
  valuesList: (text) => rows.books.valuesList('id', text),
  'values, by name': (text) => rows.books.values({ [text]: F('title') }),
  only: (text) => rows.books.only(text),
  defer: (text) => rows.books.defer(text),
  'distinct on': (text) => rows.books.distinct(text),
  selectRelated: (text) => rows.books.selectRelated(text),
  prefetchRelated: (text) => rows.books.prefetchRelated(text),
  toAttr: (text) => rows.books.prefetchRelated(Prefetch('tags', { toAttr: text })),
  'name of an annotation': (text) => rows.books.annotate({ [text]: F('title') }).values(text),
  'name of an alias': (text) => rows.books.alias({ [text]: F('title') }).orderBy(text),
  'name of an aggregate': (text) => rows.books.aggregate({ [text]: Max('pages') }),
  'path of F': (text) => rows.books.annotate({ n: F(text) }),
  'path of Count': (text) => rows.books.annotate({ n: Count(text) }),
  Value: (text) => rows.books.annotate({ n: Value(text) }).values('n'),
  'name of Func': (text) => rows.books.annotate({ n: Func(`${text}()`, 'title', { output: field.text() }) }),
  'text of Func': (text) =>
    rows.books.annotate({ n: Func('UPPER', Value(text), { output: field.text() }) }).values('n'),
  'size of Cast': (text) =>
    rows.books.annotate({ n: Cast('title', field.char({ maxLength: text as unknown as number })) }).values('n'),
  'kind of Trunc': (text) => rows.books.annotate({ n: Trunc('created', text as never) }).values('n'),
  'zone of Trunc': (text) => rows.books.annotate({ n: Trunc('created', 'day', { timezone: text }) }).values('n'),
  'part of Extract': (text) => rows.books.annotate({ n: Extract('created', text as never) }).values('n'),
  'kind of dates': (text) => rows.books.dates('published', text as never),
  'order of dates': (text) => rows.books.dates('published', 'year', { order: text as never }),
  'path of dates': (text) => rows.books.dates(text, 'year'),
  'zone of datetimes': (text) => rows.books.datetimes('created', 'hour', { timezone: text }),
  'format of explain': (text) => rows.books.explain({ format: text } as never),
  'option of explain': (text) => rows.books.explain({ [text]: true } as never),
  'value of an option of explain': (text) => rows.books.explain({ analyze: text } as never),
  'frame of a window': (text) =>
    rows.books
      .annotate({ n: Window(Max('pages'), { orderBy: 'pk', frame: { kind: text, from: 0, to: 0 } as never }) })
      .values('n'),
  'ends of a frame': (text) =>
    rows.books
      .annotate({
        n: Window(Max('pages'), { orderBy: 'pk', frame: { kind: 'rows', from: text, to: 0, exclude: text } as never }),
      })
      .values('n'),
  'nulls of an order': (text) => rows.books.orderBy(F('title').asc({ nulls: text as never })),
  slice: (text) => rows.books.slice(text as never, text as never),
  'slice of a text': (text) => rows.books.annotate({ n: F('title').slice(text as never) }).values('n'),
  using: (text) => rows.books.using(text).exists(),
  'of selectForUpdate': (text) => rows.books.selectForUpdate({ of: [text] } as never),
  latest: (text) => rows.books.latest(text),
  earliest: (text) => rows.books.earliest(`-${text}`),
  'field of inBulk': (text) => rows.books.inBulk([1], text),
  'cursor of a page': (text) => rows.books.orderBy('title').cursorPage({ size: 2, after: text }),
  'forged cursor': (text) =>
    rows.books
      .orderBy('title')
      .cursorPage({ size: 2, after: Buffer.from(JSON.stringify([text, text])).toString('base64url') }),
  recurse: (text) => rows.books.recurse(text),
  'depth of recurse': (text) => rows.books.recurse('author', { depth: text, maxDepth: text } as never),
  'names of a union': (text) =>
    rows.books.values('id', { [text]: F('title') }).union(rows.books.values('id', { [text]: F('subtitle') })),
  'values of sql': (text) => sql`SELECT ${text} AS x`,
  'names of sql': (text) => sql`SELECT ${sql.id('t', text)} FROM lib_book AS t`,
  'an array in place of a template': (text) => (sql as unknown as (texts: string[]) => unknown)([text]),
  'create, by name': (text) => rows.books.create({ [text]: 1 }),
  'update, by name': (text) => rows.books.filter({ pk: -1 }).update({ [text]: 1 }),
  'update, value': (text) =>
    rows.books.filter({ pk: -1 }).update({ title: text.slice(0, 100), data: { [text]: text } }),
  'fields of bulkUpdate': async (text) => rows.books.bulkUpdate([(await rows.books.first()) as object], [text]),
  'fields of bulkCreate': (text) =>
    rows.tags.bulkCreate([{ name: 'sea' }], { updateConflicts: { fields: [text], unique: [text] } }),
  search: (text) => rows.books.filter({ title__search: text }).exists(),
  'configuration of a search': (text) =>
    rows.books
      .annotate({ n: SearchVector('title', { config: text }), q: SearchQuery(text, { config: text }) })
      .values('n', 'q'),
  'kind of a search': (text) => rows.books.annotate({ n: SearchQuery(text, { type: text as never }) }).values('n'),
  'weight of a search': (text) =>
    rows.books.annotate({ n: SearchVector('title', { weight: text as never }) }).values('n'),
  'marks of a headline': (text) =>
    rows.books.annotate({ n: SearchHeadline('title', text, { startSel: text, maxWords: text as never }) }).values('n'),
}

/** Hostile texts wherever a text is taken, on one database. */
export function injectionSuite(
  name: string,
  url: () => Promise<string>,
  options: { readonly skip?: false | string } = {},
): void {
  describe(`injection on ${name}`, options, () => {
    let project: World
    before(async () => {
      project = await library(undefined, await url())
    })
    after(() => project?.close())

    for (const [place, attempt] of Object.entries(places))
      test(place, () =>
        fc.assert(
          fc.asyncProperty(hostile, async (text) => {
            let failed: unknown = null
            const sent = await project.sent(async () => {
              try {
                await attempt(text)
              } catch (error) {
                failed = error
              }
            })
            if (failed !== null) {
              assert.ok(failed instanceof NuagesError, String((failed as Error).stack))
              // The name of a configuration is a value to the database.
              if (!/text search configuration|invalid name syntax/.test(failed.message))
                assert.doesNotMatch(failed.code, /STATEMENT_FAILED/, failed.message)
            }
            unquoted(sent, text)
          }),
          { numRuns: 40 },
        ),
      )

    test('and all of it changed nothing', () =>
      project.run(async () => {
        assert.equal(await rows.books.count(), 4)
        assert.equal(await rows.tags.count(), 3)
        assert.equal(((await rows.books.first()) as { title: string }).title, 'Tides')
      }))

    test('names of a schema are quoted, and values that stand in it', async () => {
      const texts = fc.sample(hostile, { numRuns: 6, seed: 42 }).map((text, i) => `${text.slice(0, 40)}${i}`)
      for (const text of texts) {
        class Evil extends Model {
          word = field.text({ column: text, dbDefault: text })
          size = field.integer({ column: `2${text}`, index: true, dbDefault: 3 })
          own = field.foreignKey(() => Evil, { column: `3${text}`, onDelete: 'cascade', null: true })
          static meta = meta<Evil>()({
            table: `4${text}`,
            comment: text,
            indexes: [{ name: `5${text}`, fields: ['size'], condition: { word: text } }],
            constraints: [
              { kind: 'unique', name: `6${text}`, fields: ['word', 'size'] },
              { kind: 'check', name: `7${text}`, check: { word__contains: mark } },
            ],
          })
        }
        const evil = await world({ Evil }, (database) => database, await url())
        try {
          const all = untyped(Evil)
          const sent = await evil.sent(async () => {
            const made = await all.create({})
            const row = await all.get({ pk: made.pk })
            assert.deepEqual([row['word'], row['size']], [text, 3])
            await all.create({ word: `${text}!`, own: row })
            assert.equal(await all.filter({ own__word: text }).orderBy('-own__size').count(), 1)
            assert.equal(await all.filter({ pk: row.pk }).update({ size: F('size').plus(1) }), 1)
            assert.equal(((await all.selectRelated('own').only('word', 'own__word')) as unknown[]).length, 2)
            await assert.rejects(all.create({ word: text, size: 4 }), { code: 'NUAGES_DRIVERS_UNIQUE' })
            await assert.rejects(all.create({ word: 'none' }), { code: 'NUAGES_DRIVERS_CHECK' })
            assert.equal((await all.delete())[0], 2)
          })
          unquoted(sent, text)
        } finally {
          await evil.close()
        }
      }
    })
  })
}
