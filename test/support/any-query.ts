import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  Avg,
  Case,
  Coalesce,
  Concat,
  Count,
  Exists,
  type ExpressionRuntime,
  F,
  FilteredRelation,
  Floor,
  Length,
  Max,
  Min,
  OuterRef,
  Q,
  type QRuntime,
  RowNumber,
  Subquery,
  Sum,
  sql,
  Trunc,
  Upper,
  Value,
  When,
  Window,
} from '../../src/data/orm/runtime.ts'
import { openProject, type Project } from '../conformance/runners/orm/project.ts'

/**
 * Any query of the vectors' library: conditions over every kind of relation joined and denied at random, with annotations,
 * groups, orders, slices and set operations. Left out is what databases are known to see differently: the case of letters in
 * `contains`, JSON of mixed types, where nulls go by themselves.
 */

type Lookup = Readonly<Record<string, unknown>>

const texts = fc.constantFrom('a', 'e', 'the', 'o', 'Zz', '', '%', '_', "'", '\\')
const numbers = fc.integer({ min: -5, max: 1200 })
const prices = fc.constantFrom('5.25', '9.99', '12.50', '0', '82.5', '100')
const days = fc.constantFrom('1999-12-31', '2005-03-01', '2013-06-15', '2020-01-01')
const ids = fc.integer({ min: -1, max: 14 })

const lookup = (path: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Lookup> =>
  value.map((each) => ({ [path]: each }))
const ordered = (path: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Lookup>[] => [
  ...['', '__gt', '__gte', '__lt', '__lte'].map((name) => lookup(`${path}${name}`, value)),
  lookup(`${path}__range`, fc.tuple(value, value)),
  lookup(`${path}__in`, fc.array(value, { maxLength: 6 })),
  lookup(`${path}__isnull`, fc.boolean()),
]

/** Conditions of books. */
const lookups: fc.Arbitrary<Lookup> = fc.oneof(
  ...ordered('pages', numbers),
  ...ordered('price', prices),
  ...ordered('published', days),
  ...ordered('id', ids),
  ...ordered('author', ids),
  ...ordered('publisher__founded', numbers),
  ...ordered('published__year', fc.integer({ min: -1, max: 10001 })),
  ...ordered('created__month', fc.integer({ min: 0, max: 13 })),
  ...ordered('reviews__stars', fc.integer({ min: 0, max: 6 })),
  ...ordered('tags', ids),
  ...ordered('author__country', ids),
  ...['title', 'author__name', 'publisher__name', 'tags__name', 'contributors__name', 'category__parent__name'].flatMap(
    (path) => [
      lookup(`${path}__icontains`, texts),
      lookup(`${path}__iexact`, texts),
      lookup(`${path}__istartswith`, texts),
      lookup(`${path}__iendswith`, texts),
      lookup(`${path}__isnull`, fc.boolean()),
    ],
  ),
  lookup('in_print', fc.boolean()),
  lookup('reviews__verified', fc.constantFrom(true, false, null)),
  lookup('author__active', fc.boolean()),
  lookup('meta__has_key', fc.constantFrom('lang', 'awards', 'dims', "x'y", '"')),
  lookup('author__profile__isnull', fc.boolean()),
  lookup('author__profile__website__isnull', fc.boolean()),
  fc.constant({ pages__gt: F('author__id').times(30) }),
  fc.constant({ author__in: [F('publisher'), 3] }),
  fc.constant({ published__lt: F('created__date') }),
)

type Make = (project: Project) => object
/** Makes a condition, and says which in a counterexample. */
const made = (make: Make, text: string): Make => Object.assign(make, { [fc.toStringMethod]: () => text })
const text = (make: Make) => (make as unknown as Record<symbol, () => string>)[fc.toStringMethod]?.() ?? '?'
const exists: fc.Arbitrary<Make> = fc
  .record({ stars: fc.integer({ min: 0, max: 6 }), denied: fc.boolean() })
  .map(({ stars, denied }) =>
    made(
      (project) => {
        const there = Exists(project.rows('Review').filter({ book: OuterRef('pk'), stars__gte: stars }))
        return denied ? there.not() : there
      },
      `${denied ? 'no' : 'a'} review with ${stars} stars or more`,
    ),
  )
const chosen: fc.Arbitrary<Make> = lookups.map((each) =>
  made(
    (project) => ({ author__in: project.rows('Author').filter({ books__in: project.rows('Book').filter(each) }) }),
    `author of a book with ${JSON.stringify(each)}`,
  ),
)

const { condition } = fc.letrec<{ condition: Make }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    lookups.map((each) => made(() => each, JSON.stringify(each))),
    exists,
    chosen,
    fc
      .array(lookups, { minLength: 2, maxLength: 3 })
      .map((each) => made(() => Object.assign({}, ...each), JSON.stringify(each))),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const, 'xor' as const), tie('condition'), tie('condition'))
      .map(([kind, a, b]) => made((project) => Q(a(project))[kind](b(project)), `(${text(a)} ${kind} ${text(b)})`)),
    tie('condition').map((of) => made((project) => (Q(of(project)) as QRuntime).not(), `not ${text(of)}`)),
  ),
}))

const whole = { reviews: Count('reviews', { distinct: true }), tags: Count('tags', { distinct: true }) }
const annotations: readonly Readonly<Record<string, (project: Project) => ExpressionRuntime>>[] = [
  {},
  { n: () => whole.reviews, m: () => whole.tags },
  { best: () => Max('reviews__stars'), worst: () => Min('reviews__stars'), mean: () => Avg('reviews__stars') },
  { sum: () => Sum('reviews__stars', { filter: Q({ reviews__verified: true }) }) },
  {
    size: () =>
      Case(When({ pages__gte: 300 }, Value('long')), When({ pages__lt: 100 }, Value('short')), { default: Value('?') }),
  },
  {
    pages2: () => Coalesce('pages', 'author__id', Value(0)),
    twice: () => F('price').times(2),
    part: () => F('id').modulo(3),
  },
  {
    latest: (project) =>
      Subquery(
        project
          .rows('Review')
          .filter({ book: OuterRef('pk') })
          .orderBy('-stars', 'id')
          .values('reviewer')
          .slice(0, 1),
      ),
    any: (project) => Exists(project.rows('Loan').filter({ book: OuterRef('id') })),
  },
  {
    place: () => Window(RowNumber(), { partitionBy: 'author', orderBy: ['-price', 'id'] }),
    running: () => Window(Sum('pages'), { orderBy: 'id' }),
  },
  {
    name: () => Concat('author__name', Value(': '), Upper('title')),
    month: () => Trunc('created', 'month'),
    long: () => Length('title').plus(F('id')),
    whole: () => Floor('price'),
  },
]

const orders: readonly (readonly unknown[])[] = [
  ['id'],
  ['-id'],
  [F('pages').desc({ nulls: 'last' }), 'id'],
  [F('published').asc({ nulls: 'first' }), '-id'],
  ['in_print', F('publisher__name').asc({ nulls: 'last' }), 'id'],
  [Case(When({ author__active: true }, Value(1)), { default: Value(2) }), 'price', 'id'],
]

/** Any query of books. */
export const query = fc.record({
  filters: fc.array(fc.tuple(fc.boolean(), condition), { maxLength: 3 }),
  annotated: fc.nat(annotations.length - 1),
  order: fc.nat(orders.length - 1),
  distinct: fc.boolean(),
  from: fc.nat(4),
  size: fc.option(fc.nat(8)),
  groups: fc.subarray(['author', 'in_print', 'publisher__name'], { minLength: 1 }),
  stars: fc.integer({ min: 0, max: 6 }),
  verified: fc.constantFrom(true, false, null),
  deepest: fc.option(fc.nat(3)),
  cut: fc.constantFrom('year' as const, 'month' as const, 'day' as const),
  zone: fc.constantFrom('UTC', 'Europe/Paris', 'Australia/Lord_Howe'),
  combined: fc.option(
    fc.tuple(fc.constantFrom('union' as const, 'intersection' as const, 'difference' as const), condition),
  ),
})
export type Given = typeof query extends fc.Arbitrary<infer T> ? T : never

function rowsOf(project: Project, given: Given) {
  let rows = project.rows('Book')
  for (const [denied, make] of given.filters) rows = denied ? rows.exclude(make(project)) : rows.filter(make(project))
  const named = Object.fromEntries(
    Object.entries(annotations[given.annotated]!).map(([name, make]) => [name, make(project)]),
  )
  rows = rows.annotate(named)
  if (given.distinct) rows = rows.distinct()
  // Rows that are there several times differ by their places alone.
  return rows.orderBy(...orders[given.order]!, ...('place' in named ? ['place'] : []))
}

/** What further kinds of queries tell: of filtered relations, trees, pages, dates, plain SQL, and defaults of aggregates. */
async function further(project: Project, { stars, verified, deepest, cut, zone }: Given): Promise<unknown> {
  const books = project.rows('Book').orderBy('id')
  const good = FilteredRelation('reviews', {
    condition: Q({ reviews__stars__gte: stars, reviews__verified: verified }),
  })
  const tree = project
    .rows('Category')
    .filter({ parent__isnull: true })
    .recurse('children', deepest === null ? { depth: 'depth' } : { depth: 'depth', maxDepth: deepest })
  return {
    good: await books
      .annotate({ good })
      .annotate({ n: Count('good') })
      .valuesList('id', 'n'),
    tree: await tree
      .annotate({ n: Count('books') })
      .orderBy('depth', 'id')
      .valuesList('id', 'depth', 'n'),
    page: (await books.orderBy('-price').cursorPage({ size: stars + 1 })).rows.map((row) => (row as { id: number }).id),
    moments: await project.rows('Review').datetimes('posted', cut, { timezone: zone }),
    plain: await books.filter(sql`${F('pages')} > ${stars * 100}`).valuesList('id'),
    sum: await books
      .filter({ pages__gt: stars * 300 })
      .aggregate({ sum: Sum('pages', { default: stars, filter: Q({ in_print: verified === true }) }) }),
  }
}

/** What can be told of a query: its rows in order, how many there are, aggregates, and the rows of its slice. */
export async function told(project: Project, given: Given): Promise<unknown> {
  return project.run(async () => {
    const rows = rowsOf(project, given)
    const names = ['id', ...Object.keys(annotations[given.annotated]!)]
    const slice = rows.slice(given.from, given.size === null ? undefined : given.from + given.size)
    return plain({
      rows: await rows.valuesList(...names),
      slice: await slice.valuesList(...names),
      count: await rows.count(),
      sliced: await slice.count(),
      exists: await rows.exists(),
      total: await rows.orderBy().aggregate({ pages: Sum('pages'), books: Count('*') }),
      groups: await rows
        .orderBy()
        .values(...given.groups)
        .annotate({ count_of: Count('id', { distinct: true }), most: Max('price') })
        .orderBy(...given.groups.map((path) => F(path).asc({ nulls: 'first' })), 'most', 'count_of')
        .valuesList(...given.groups, 'count_of', 'most'),
      combined:
        given.combined === null
          ? null
          : await project
              .rows('Book')
              .filter({ pk__in: rows.orderBy().values('id') })
              .values('id', 'price')
              [given.combined[0]](project.rows('Book').filter(given.combined[1](project)).values('id', 'price'))
              .orderBy('-price', 'id'),
      some: (await rows.only('title', 'author__name').selectRelated('author')).map((row) => {
        const { title, author } = row as { title: string; author: { name: string } }
        return [title, author.name]
      }),
      further: await further(project, given),
      models: (await rows.selectRelated('author', 'publisher')).map((row) => (row as { id: number }).id),
    })
  })
}

/** Decimals and fractions to twelve digits. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'number') return Number(value.toPrecision(12))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if ('toFixed' in value) return Number(Number(value).toPrecision(12))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../conformance/orm.json'), 'utf8'))
/** The vectors' models and rows, on an empty database. */
export const open = (url: string) => openProject(url, vectors.schema, vectors.data, vectors.m2m)
