/** What expressions mean on a model. Nothing here is run. */
import {
  type AnyExpression,
  type Arg,
  type Args,
  Avg,
  Case,
  Cast,
  Coalesce,
  Count,
  type Decimal,
  type Derived,
  Exists,
  type Expression,
  F,
  type Fixed,
  field,
  Max,
  Min,
  OuterRef,
  Q,
  type Reading,
  RowNumber,
  Subquery,
  Sum,
  Value,
  When,
  Window,
} from 'nuages/orm'
import { Author, Book } from './orm-models.ts'

// Functions as the recipe of types/expressions.ts says to write them.
declare const Lower: <const A extends Arg>(text: A) => Derived<string, A>
declare const Concat: <const A extends Args>(...texts: A) => Fixed<string, A[number]>
declare const NullIf: <const A extends Arg, const B extends Arg>(a: A, b: B) => Reading<'nullable', A, B>

const book = await Book.all()
  .annotate({
    lower: Lower('title'),
    lowerNull: Lower('subtitle'),
    nested: Lower(Concat('subtitle', Value(' '), 'author__name')),
    first: Coalesce('subtitle', 'title'),
    none: Coalesce('subtitle', 'editor__name'),
    zero: Coalesce('stars', 0),
    text: Coalesce('subtitle', Value('')),
    other: NullIf('title', 'author__name'),
    sum: F('pages').plus(F('stars')),
    whole: F('pages').plus(1),
    wide: F('pages').times(F('price')),
    cut: F('subtitle').slice(0, 3),
    day: F('published').output(field.date()),
    powered: F('pages').power(2).bitAnd(3),
    long: Q({ pages__gt: 300 }),
  })
  .get()
book.lower satisfies string
book.lowerNull satisfies string | null
// @ts-expect-error null where the subtitle is
book.lowerNull satisfies string
book.nested satisfies string
book.first satisfies string
// @ts-expect-error both may be null
book.none satisfies string
book.none satisfies string | null
book.zero satisfies number
book.text satisfies string
book.other satisfies string | null
// @ts-expect-error stars may be null
book.sum satisfies number
book.sum satisfies number | null
book.whole satisfies number
book.wide satisfies Decimal
book.cut satisfies string | null
book.day satisfies string | null
book.powered satisfies number
book.long satisfies boolean

// Every path in an expression is checked, however deep it stands.
// @ts-expect-error no field 'titel'
Book.annotate({ x: Lower('titel') })
// @ts-expect-error no field 'titel'
Book.annotate({ x: Lower(Concat('title', Lower('titel'))) })
// @ts-expect-error no field 'nmae'
Book.annotate({ x: Coalesce('title', 'author__nmae') })
// @ts-expect-error no field 'titel', though it does not decide the type
Book.annotate({ x: NullIf('title', 'titel') })
// @ts-expect-error no field 'pags'
Book.annotate({ x: F('pages').plus(F('pags')) })
// @ts-expect-error no field 'pags' in a condition
Book.annotate({ x: Q({ pags__gt: 3 }) })
// @ts-expect-error a number is compared with a number, in a condition too
Book.annotate({ x: Q({ pages__gt: 'x' }) })

// Aggregates.
const author = await Author.annotate({
  n: Count('books', { distinct: true, filter: { books__pages__gt: 3 } }),
  sure: Sum('books__pages', { default: 0 }),
  least: Min('books__title'),
  area: Sum(F('books__pages').times(F('books__pages'))),
  mean: Avg('books__price', { filter: Q({ books__inPrint: true }) }),
}).get()
author.n satisfies number
author.sure satisfies number
author.least satisfies string | null
author.area satisfies number | null
author.mean satisfies Decimal | null
// @ts-expect-error no field 'pags' in the filter
Author.annotate({ n: Count('books', { filter: { books__pags: 3 } }) })
// @ts-expect-error no field 'boks' below an aggregate
Author.annotate({ n: Max(Lower('boks__title')) })

Lower('title') satisfies AnyExpression
F('title') satisfies Expression<readonly ['value', 'title']>

// ---- choosing, subqueries, windows ---------------------------------------------------------------------------------

const chosen = await Book.annotate({
  size: Case(When({ pages__gt: 500 }, Value('long')), When(Q({ pages__lt: 50 }), Value('short')), {
    default: Value(''),
  }),
  maybe: Case(When({ pages__gt: 500 }, 'title'), When({ pages__gt: 3 }, 'subtitle')),
  year: Cast('published__year', field.char({ maxLength: 4 })),
  known: Exists(Author.filter({ pk: OuterRef('author') })),
  unknown: Exists(Author.filter({ pk: OuterRef('author') })).not(),
  age: Subquery(Author.filter({ pk: OuterRef('author') }).values('age')),
  name: Subquery(Author.filter({ pk: OuterRef('author') }).valuesList('name', { flat: true })),
  author_: Subquery(Author.filter({ pk: OuterRef('author') })),
  total: Window(Sum('pages'), { partitionBy: 'author', orderBy: ['-published', F('title').asc()] }),
  row: Window(RowNumber(), { partitionBy: ['author', 'status'] }),
}).get()
chosen.size satisfies string
chosen.maybe satisfies string | null
// @ts-expect-error no default: null where no branch holds
chosen.maybe satisfies string
chosen.year satisfies string | null
chosen.known satisfies boolean
chosen.unknown satisfies boolean
chosen.age satisfies number | null
chosen.name satisfies string | null
chosen.author_ satisfies number | null
chosen.total satisfies number | null
chosen.row satisfies number
await Author.filter(Exists(Book.filter({ author: OuterRef('pk') })))
await Author.filter(Exists(Book.filter({ author: OuterRef('pk') })).not(), { name: 'x' })
await Author.filter(Q({ name: 'x' }).or(Exists(Book.filter({ author: OuterRef('pk') }))))
await Author.filter(Q({ name: 'x' }).xor({ age__gt: 3 }))
// @ts-expect-error no field 'pags' in a branch
Book.annotate({ x: Case(When({ pags__gt: 500 }, Value('long')), { default: Value('short') }) })
// @ts-expect-error no field 'titel' in what a branch gives
Book.annotate({ x: Case(When({ pages__gt: 500 }, 'titel'), { default: Value('short') }) })
// @ts-expect-error no field 'autor' in a partition
Book.annotate({ x: Window(Sum('pages'), { partitionBy: 'autor' }) })
// @ts-expect-error no field 'titel' in the order of a window
Book.annotate({ x: Window(Sum('pages'), { orderBy: '-titel' }) })

// ---- on the right of a comparison ----------------------------------------------------------------------------------

await Book.filter({
  title: F('subtitle'),
  pages__gt: F('stars').plus(1),
  price__lt: F('pages'),
  author__name: Lower('title'),
})
await Book.filter({ data: F('data'), published__gt: F('created'), author: F('editor'), author__in: [1] })
// @ts-expect-error text is compared with text
await Book.filter({ title: F('pages') })
// @ts-expect-error no field 'titel' on the right
await Book.filter({ title: F('titel') })
// @ts-expect-error a number is compared with a number
await Book.filter({ pages__lt: Lower('title') })
