import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { field } from '../../../src/data/orm/index.ts'
import * as runtime from '../../../src/data/orm/runtime.ts'
import type { World } from '../../unit/orm/support/database.ts'
import { library, rows } from '../../unit/orm/support/library.ts'

const { F, Q, Count, OuterRef, Prefetch, Window, RowNumber } = runtime

/** What a program should not give, or not here. */
const given: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => ({}),
  () => ({ x: 1 }),
  () => [],
  () => [1],
  () => [undefined],
  () => () => 1,
  () => Symbol('s'),
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -1,
  () => 1.5,
  () => 1e300,
  () => 10n ** 40n,
  () => new Date(Number.NaN),
  () => 'title',
  () => '',
  () => '__proto__',
  () => 'constructor',
  () => 'author____proto__',
  () => 'a\0',
  () => '\ud800',
  () => true,
  () => Promise.resolve(1),
  () => new Map(),
  () => class {},
  () => rows.books,
  () => Q(),
  () => Q({ x: 1 }),
  () => F('title'),
  () => F('title').asc(),
  () => Count('tags'),
  () => OuterRef('pk'),
  () => Prefetch('tags'),
  () => Window(RowNumber(), { orderBy: 'pk' }),
  () => field.integer(),
  () => JSON.parse('{"__proto__": 1}'),
  () => ({ constructor: 1, toString: 2 }),
]

const methods = [
  ...['filter', 'exclude', 'orderBy', 'distinct', 'values', 'valuesList', 'annotate', 'alias', 'only', 'defer'],
  ...['selectRelated', 'prefetchRelated', 'using', 'slice', 'union', 'intersection', 'difference', 'or', 'and'],
  ...['recurse', 'dates', 'datetimes', 'earliest', 'latest', 'contains', 'explain', 'selectForUpdate', 'get'],
  ...['aggregate', 'inBulk', 'iterator', 'create', 'bulkCreate', 'bulkUpdate', 'getOrCreate', 'updateOrCreate'],
  ...['update', 'cursorPage', 'build', 'ref'],
]
const operators = [
  ...['plus', 'minus', 'times', 'dividedBy', 'modulo', 'power', 'bitAnd', 'bitOr', 'bitXor', 'bitLeftShift'],
  ...['bitRightShift', 'slice', 'output', 'asc', 'desc'],
]
type Loose = Readonly<Record<string, (...given: unknown[]) => unknown>>
const functions = Object.entries(runtime as unknown as Loose).filter(
  ([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name) && !/Runtime$|^Orm$|^Sql/.test(name),
)

/** Wrong arguments for every method and function, on one database. */
export function argumentsSuite(
  name: string,
  url: () => Promise<string>,
  options: { readonly skip?: false | string } = {},
): void {
  describe(`wrong arguments on ${name}`, options, () => {
    let project: World
    before(async () => {
      project = await library(undefined, await url())
    })
    after(() => project?.close())
    const none = () => rows.books.filter({ pk: -1 })
    /** Runs what an attempt gives; an answer and a coded error are both well. */
    const coded = (attempt: () => unknown) =>
      project.run(async () => {
        try {
          const found = await attempt()
          if (typeof found === 'object' && found !== null && Symbol.asyncIterator in found)
            for await (const _ of found as AsyncIterable<unknown>) break
        } catch (error) {
          assert.ok(error instanceof NuagesError, String((error as Error).stack))
          assert.match(error.code, /^NUAGES_/)
        }
      })
    const value = fc.constantFrom(...given)

    test('of querysets', () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...methods),
          fc.array(value, { minLength: 1, maxLength: 3 }),
          (method, values) => coded(() => (none() as unknown as Loose)[method]!(...values.map((make) => make()))),
        ),
        { numRuns: 1500 },
      ))

    test('of functions', () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...functions),
          fc.array(
            fc.oneof(
              value,
              fc.constantFrom(
                () => 'title',
                () => 'pages',
              ),
            ),
            { minLength: 1, maxLength: 3 },
          ),
          ([, make], values) =>
            coded(() =>
              none()
                .annotate({ n: make(...values.map((each) => each())) as object })
                .values('n'),
            ),
        ),
        { numRuns: 2000 },
      ))

    test('of operators', () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...operators),
          fc.constantFrom('pages', 'title', 'published', 'created', 'data', 'author', 'price', 'tags'),
          value,
          (operator, path, make) =>
            coded(() => {
              const made = (F(path) as unknown as Loose)[operator]!(make()) as object
              return made instanceof runtime.OrderRuntime
                ? none().orderBy(made)
                : none().annotate({ n: made }).values('n')
            }),
        ),
        { numRuns: 1000 },
      ))

    test('and nothing was written but what was asked for', () =>
      project.run(async () => {
        assert.equal(await rows.books.filter({ pk__lte: 4 }).count(), 4)
        assert.equal(await rows.reviews.count(), 3)
      }))
  })
}
