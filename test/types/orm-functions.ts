/** What functions of the database give. Nothing here is run. */
import {
  Concat,
  Count,
  type Decimal,
  Extract,
  F,
  Func,
  field,
  Greatest,
  JsonObject,
  Lag,
  Length,
  Lower,
  LPad,
  Now,
  NullIf,
  Rank,
  Round,
  RowRange,
  Sqrt,
  StdDev,
  StringAgg,
  Substr,
  Sum,
  Trunc,
  TruncDate,
  Upper,
  Value,
  Window,
} from 'nuages/orm'
import { Author, Book } from './orm-models.ts'

const book = await Book.all()
  .annotate({
    lower: Lower('title'),
    lowerNull: Upper('subtitle'),
    length: Length(Lower('subtitle')),
    joined: Concat('subtitle', Value(' '), 'author__name'),
    cut: Substr('title', 2, 3),
    padded: LPad('title', 5, Value('0')),
    most: Greatest('pages', 5),
    nothing: NullIf('pages', 0),
    root: Sqrt('pages'),
    exact: Sqrt('price'),
    rounded: Round('price', { places: 1 }),
    year: Extract('published', 'year', { timezone: 'Europe/Paris' }),
    day: TruncDate('published'),
    month: Trunc('published', 'month', { output: field.date() }),
    now: Now(),
    named: JsonObject({ title: 'title', n: Length('title') }),
    sound: Func('SOUNDEX', 'title', { output: field.text() }),
    same: Func('ABS', 'pages'),
    rank: Window(Rank(), { partitionBy: 'author', orderBy: '-pages' }),
    before: Window(Lag('title', { offset: 2 }), { orderBy: 'pages' }),
    moving: Window(Sum('pages'), { orderBy: 'pages', frame: RowRange(-2, 0) }),
    part: F('title').slice(0, 3),
  })
  .get()
book.lower satisfies string
book.lowerNull satisfies string | null
// @ts-expect-error null where the subtitle is
book.lowerNull satisfies string
book.length satisfies number | null
book.joined satisfies string
book.cut satisfies string
book.padded satisfies string
book.most satisfies number
book.nothing satisfies number | null
book.root satisfies number
book.exact satisfies Decimal
book.rounded satisfies Decimal
book.year satisfies number | null
book.day satisfies string | null
book.month satisfies string | null
book.now satisfies Date
book.named satisfies { readonly title: unknown; readonly n: unknown }
book.sound satisfies string | null
book.same satisfies number | null
book.rank satisfies number
book.before satisfies string | null
book.moving satisfies number | null
book.part satisfies string

const author = await Author.annotate({
  titles: StringAgg('books__title', { delimiter: ', ', orderBy: 'books__title' }),
  always: StringAgg('books__title', { default: 'none' }),
  spread: StdDev('books__pages', { sample: true }),
  n: Count('books'),
}).get()
author.titles satisfies string | null
author.always satisfies string
author.spread satisfies number | null

// @ts-expect-error no such path
Book.annotate({ x: Lower('titel') })
// @ts-expect-error no such path, inside
Book.annotate({ x: Concat('title', Lower('author__nmae')) })
// @ts-expect-error no such part
Extract('published', 'epoch')
// @ts-expect-error no such zone's option
Trunc('published', 'month', { zone: 'UTC' })
