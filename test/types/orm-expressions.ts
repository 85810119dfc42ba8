/** What expressions mean on a model. Nothing here is run. */
import {
  type AnyExpression,
  type Arg,
  type Args,
  Avg,
  Count,
  type Decimal,
  type Derived,
  type Expression,
  F,
  type Fixed,
  field,
  Max,
  Min,
  Q,
  type Reading,
  Sum,
} from 'nuages/orm'
import { Author, Book } from './orm-models.ts'

// Functions as the recipe of types/expressions.ts says to write them.
declare const Lower: <const A extends Arg>(text: A) => Derived<string, A>
declare const Concat: <const A extends Args>(...texts: A) => Fixed<string, A[number]>
declare const Coalesce: <const A extends Args>(...of: A) => Reading<'coalesce', A[number]>
declare const NullIf: <const A extends Arg, const B extends Arg>(a: A, b: B) => Reading<'nullable', A, B>
declare const Value: <T>(value: T) => Fixed<T>

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
