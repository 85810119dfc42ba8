/** What querysets give beyond filtering: types of rows, of dates, of combined querysets. Nothing here is run. */
import { Count, Exists, F, OuterRef, Sum } from 'nuages/orm'
import { Author, Book, Tag } from './orm-models.ts'

// An alias is a name for later steps, and none of the rows'.
const aliased = await Author.all()
  .alias({ n: Count('books') })
  .filter({ n__gt: 3 })
  .orderBy('-n')
  .get()
aliased.name satisfies string
// @ts-expect-error rows do not have it
aliased.n
const withAlias = Author.all().alias({ n: Count('books') })
// @ts-expect-error the alias is a number
withAlias.filter({ n__gt: 'x' })
const both = await Author.all()
  .alias({ n: Count('books') })
  .annotate({ twice: F('n').plus(F('n')) })
  .get()
both.twice satisfies number

// A condition is a boolean beside the row.
const known = await Author.annotate({ writes: Exists(Book.filter({ author: OuterRef('pk') })) })
  .filter({ writes: true })
  .get()
known.writes satisfies boolean

// values and valuesList take expressions.
const values = await Author.all()
  .values('name', { n: Count('books') })
  .get()
values.name satisfies string
values.n satisfies number
// @ts-expect-error no field 'boks' in what is computed
Author.all().values('name', { n: Count('boks') })

// Combined querysets give the same.
await Book.filter({ pages: 3 }).union(Book.filter({ pages: 4 }), { all: true })
// @ts-expect-error tags are not books
await Book.filter({ pages: 3 }).union(Tag.all())
await Book.filter({ pages: 3 }).or(Book.filter({ pages: 4 }))

;(await Book.all().dates('published', 'month')) satisfies string[]
;(await Book.all().datetimes('created', 'hour')) satisfies Date[]
const page = await Book.orderBy('-published', 'id').cursorPage({ size: 10 })
page.rows[0]?.title satisfies string | undefined

const light = await Book.all().only('title').get()
light.title satisfies string
// @ts-expect-error left out
light.pages
const heavy = await Book.all().defer('blurb').get()
// @ts-expect-error left out
heavy.blurb
heavy.author.pk satisfies number
;(await Book.aggregate({ pages: Sum('pages', { default: 0 }) })).pages satisfies number
