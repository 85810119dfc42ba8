/** What a query loads: what must compile, and under each `@ts-expect-error` what must not. Nothing here is run. */
import { Prefetch, prefetchRelatedObjects, type Row } from 'nuages/orm'
import { Author, Book, type Tag } from './orm-models.ts'

// ---- columns left out ----------------------------------------------------------------------------------------------

const short = await Book.only('title', 'author').first()
short?.title satisfies string | undefined
short?.id satisfies number | undefined
short?.author_id satisfies number | undefined
// @ts-expect-error not loaded
short?.pages
const whole = (await short?.load('pages'))!
whole satisfies object
await short?.save()

const [light] = await Book.filter({ title: 'x' }).defer('subtitle', 'author_id').orderBy('title')
light?.title satisfies string | undefined
// @ts-expect-error not loaded
light?.subtitle
// @ts-expect-error the key of a relation is left out with it
light?.author
// @ts-expect-error not loaded
light?.author_id

const deep = await Book.selectRelated('author').only('title', 'author__name').get({ id: 1 })
deep.author.name satisfies string
// @ts-expect-error not loaded
deep.subtitle

const again = await Book.defer('subtitle').defer(null).get({ id: 1 })
again.subtitle satisfies string | null

// @ts-expect-error no such field
Book.only('titel')
// @ts-expect-error no such field
Book.defer('author__nmae')
// @ts-expect-error null is for defer
Book.only(null)

// ---- relations -----------------------------------------------------------------------------------------------------

Book.selectRelated('author').selectRelated(null).prefetchRelated('tags').prefetchRelated(null)
const [author] = await Author.prefetchRelated(
  'books',
  Prefetch('books', { rows: Book.filter({ title: 'x' }).slice(0, 3), toAttr: 'best' }),
)
author?.best satisfies Row<Book>[] | undefined
author?.best[0]?.title satisfies string | undefined
// @ts-expect-error no such property
author?.worst
const [tagged] = await Book.prefetchRelated(
  Prefetch('tags', { toAttr: 'labels' }),
  Prefetch('author', { toAttr: 'by' }),
)
tagged?.labels satisfies Row<Tag>[] | undefined
tagged?.by satisfies Row<Author> | null | undefined
await prefetchRelatedObjects([author!], 'books', Prefetch('best__tags'))
// @ts-expect-error a queryset, not a name
Prefetch('books', { rows: 'Book' })

// ---- single rows ---------------------------------------------------------------------------------------------------
;(await Book.latest('published')).title satisfies string
;(await Book.filter({ title: 'x' }).earliest('-published', 'id')).title satisfies string
;(await Book.filter({ title: 'x' }).contains(again)) satisfies boolean
// @ts-expect-error no such field
Book.latest('publishd')
