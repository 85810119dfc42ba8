import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Q, querySetOf } from '../../../src/data/orm/runtime.ts'
import { compile } from '../../../src/data/sql/index.ts'
import type { World } from '../orm/support/database.ts'
import { library, rows } from '../orm/support/library.ts'
import { Count, F, Max } from '../orm/support/names.ts'

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())

async function sqlOf(work: () => PromiseLike<unknown>): Promise<string> {
  const sent = await project.sent(async () => void (await work()))
  assert.equal(sent.length, 1)
  return sent[0]!
}

const { authors, books, reviews } = rows
const cases: readonly [string, () => PromiseLike<unknown>, string][] = [
  [
    'one table has no alias',
    () => reviews.filter({ stars__gte: 3 }).values('id'),
    'SELECT "id" FROM "lib_review" WHERE "stars" >= ? ORDER BY "stars" DESC, "id"',
  ],
  [
    'a key is compared without a join, a required relation joins inner, an optional one left',
    () => books.filter({ author__id: 1, author__name: 'x' }).orderBy('publisher__name').values('id'),
    'SELECT t0."id" FROM "lib_book" AS t0 INNER JOIN "lib_author" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "lib_publisher" AS t2 ON t2."id" = t0."publisher_id" WHERE t0."author_id" = ? AND t1."name" = ? ORDER BY t2."name"',
  ],
  [
    'a disjunction keeps what only one side needs',
    () => books.filter(Q({ publisher__name: 'x' }).or({ pages: 1 })).values('id'),
    'SELECT t0."id" FROM "lib_book" AS t0 LEFT JOIN "lib_publisher" AS t1 ON t1."id" = t0."publisher_id" WHERE t1."name" = ? OR t0."pages" = ?',
  ],
  [
    'a many-to-many is filtered by key on its link table',
    () => books.filter({ tags__in: [1, 2] }).values('id'),
    'SELECT t0."id" FROM "lib_book" AS t0 INNER JOIN "lib_book_tags" AS t1 ON t1."book_id" = t0."id" WHERE t1."tag_id" IN (?, ?)',
  ],
  [
    'a denied to-many condition asks whether there is such a row',
    () => books.exclude({ tags__name: 'x' }).values('id'),
    'SELECT t0."id" FROM "lib_book" AS t0 WHERE NOT (EXISTS (SELECT 1 FROM "lib_book_tags" AS t1 INNER JOIN "lib_tag" AS t2 ON t2."id" = t1."tag_id" WHERE t1."book_id" = t0."id" AND t2."name" = ?))',
  ],
  [
    'a denied condition on a column that may be null spares the nulls',
    () => books.exclude({ subtitle: 'x' }).values('id'),
    'SELECT "id" FROM "lib_book" WHERE NOT ("subtitle" = ? AND "subtitle" IS NOT NULL)',
  ],
  [
    'an annotation groups by row and is compared in HAVING',
    () =>
      authors
        .annotate({ n: Count('books') })
        .filter({ n__gt: 1, name: 'x' })
        .valuesList('id', 'n'),
    'SELECT t0."id", COUNT(t1."id") FROM "lib_author" AS t0 LEFT JOIN "lib_book" AS t1 ON t1."author_id" = t0."id" WHERE t0."name" = ? GROUP BY t0."id" HAVING COUNT(t1."id") > ?',
  ],
  [
    'values before an aggregate make the groups',
    () =>
      books
        .values('author__name')
        .annotate({ last: Max('pages') })
        .orderBy('-last'),
    'SELECT t1."name", MAX(t0."pages") FROM "lib_book" AS t0 INNER JOIN "lib_author" AS t1 ON t1."id" = t0."author_id" GROUP BY t1."name" ORDER BY 2 DESC',
  ],
  [
    'the number of distinct rows is that of their keys',
    () => books.filter({ tags__name: 'x' }).distinct().count(),
    'SELECT COUNT(*) FROM (SELECT DISTINCT t0."id" AS c0 FROM "lib_book" AS t0 INNER JOIN "lib_book_tags" AS t1 ON t1."book_id" = t0."id" INNER JOIN "lib_tag" AS t2 ON t2."id" = t1."tag_id" WHERE t2."name" = ?) AS q',
  ],
  [
    'a year is a span of days',
    () => books.filter({ created__year: 2020, published__year__gt: 1999 }).values('id'),
    'SELECT "id" FROM "lib_book" WHERE ("created" >= ? AND "created" < ?) AND "published" >= ?',
  ],
  ['exists reads nothing', () => books.filter({ id: 1 }).exists(), 'SELECT 1 FROM "lib_book" WHERE "id" = ? LIMIT 1'],
  [
    'a slice is parameters',
    () => books.orderBy('id').slice(2, 4).values('id'),
    'SELECT "id" FROM "lib_book" ORDER BY "id" LIMIT ? OFFSET ?',
  ],
  [
    'an update with conditions elsewhere goes by key',
    () => books.filter({ author__name: 'x' }).update({ pages: F('pages').plus(1) }),
    'UPDATE "lib_book" SET "pages" = ("pages" + CAST(? AS INTEGER)) WHERE "id" IN (SELECT t0."id" FROM "lib_book" AS t0 INNER JOIN "lib_author" AS t1 ON t1."id" = t0."author_id" WHERE t1."name" = ?)',
  ],
  [
    'a queryset is a subquery',
    () => books.filter({ author__in: authors.filter({ age: 3 }).values('id') }).values('id'),
    'SELECT "id" FROM "lib_book" WHERE "author_id" IN (SELECT "id" FROM "lib_author" WHERE "age" = ?)',
  ],
]

for (const [name, work, text] of cases) test(name, async () => assert.equal(await sqlOf(work), text))

test('what a database does not have is said by name', async () => {
  await assert.rejects(
    project.run(async () => books.filter({ data__contains: { a: 1 } })),
    {
      code: 'NUAGES_SQL_UNSUPPORTED_LOOKUP',
    },
  )
  const query = project.orm.registry.of(querySetOf(books.model).model)
  assert.throws(() => compile({ kind: 'updateRow', model: query, columns: [], returning: [] }, 'oracle' as never), {
    code: 'NUAGES_SQL_UNSUPPORTED_DATABASE',
  })
})
