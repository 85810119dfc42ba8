/** What must compile, and under each `@ts-expect-error` what must not. Nothing here is run. */
import {
  type AnyRow,
  Avg,
  Count,
  Decimal,
  F,
  lookups,
  Max,
  type Model,
  meta,
  Q,
  type QuerySet,
  type Row,
  Sum,
  untyped,
  type Values,
} from 'nuages/orm'
import { Author, Book, Note, Profile, Session, Tag, Thing } from './orm-models.ts'

const price = new Decimal('9.90')

// ---- rows ----------------------------------------------------------------------------------------------------------

const book = await Book.get({ id: 1 })
book.title satisfies string
book.subtitle satisfies string | null
book.status satisfies 'draft' | 'live'
book.binding satisfies 'hard' | 'soft'
book.stars satisfies 1 | 5 | null
book.sold satisfies bigint
book.price satisfies Decimal
book.published satisfies Date | null
book.embargo satisfies string | null
book.pk satisfies number
book.label satisfies string
book.title = 'new'
book.embargo = '2026-01-31'
book.code = '00000000-0000-0000-0000-000000000000'
// @ts-expect-error not one of the choices
book.status = 'gone'
// @ts-expect-error a getter is not written
book.label = 'x'
// @ts-expect-error a column that may not be null
book.title = null

// A relation is a key until it is loaded, and the compiler knows which.
book.author.pk satisfies number
book.author_id satisfies number
book.editor_id satisfies number | null
book.author_id = 3
book.author = Author.ref(3)
;(await book.author.load()).name satisfies string
// @ts-expect-error the author is not loaded
book.author.name
// @ts-expect-error there is no such relation
book.titel_id
await Book.filter({ title__search: 'tides', author__name__trigram_similar: 'guin' })
const joined = await Book.filter({ author__name__icontains: 'le', price__gte: 10 }).selectRelated('author').get()
joined.author.name satisfies string
joined.label satisfies string
joined satisfies Book
const deep = await Book.all().selectRelated('author__country', 'editor').get()
deep.author.country?.code satisfies string | undefined
deep.editor?.name satisfies string | undefined
// @ts-expect-error an editor may be missing
deep.editor.name
// @ts-expect-error not a relation to one row
Book.all().selectRelated('tags')
// @ts-expect-error no such relation
Book.all().selectRelated('author__town')
await Book.all().prefetchRelated('tags', 'author__books', { tags: Tag.filter({ name__startswith: 'a' }) })
// @ts-expect-error no such relation
Book.all().prefetchRelated('tag')

for await (const tag of book.tags) tag.name satisfies string
await book.tags.add(1, Tag.ref(2), await Tag.get({ id: 3 }))
await book.tags.set([1, 2])
;(await book.tags.filter({ name: 'x' })).length satisfies number
// @ts-expect-error no field 'nmae'
await book.tags.filter({ nmae: 'x' })
const author = await Author.get({ id: 1 })
;(await author.profile?.load())?.website satisfies string | undefined
const withProfile = await Author.all().selectRelated('profile').get()
withProfile.profile?.website satisfies string | undefined

// A loaded row stands where a relation is expected.
book.author = author

// ---- lookups -------------------------------------------------------------------------------------------------------

await Book.filter({
  author__country__code: 'FR',
  tags__name__in: ['x'],
  sequel__sequel__sequel__title__startswith: 'A',
})
await Book.filter({ data__owner__name: 'x', published__year: 2020, published__isnull: true, author: 3, editor: null })
await Book.filter({ author__in: [1, 2], author: author, editor: Author.ref(3), tags: 3, author__books__tags: 3 })
await Book.filter({
  author_id: 3,
  author_id__in: [1, 2],
  editor_id: null,
  author__country_id: 4,
  pk: 3,
  pk__in: [1, 2],
})
await Book.filter({ published__year__gte: 2020, published__date: '2020-01-01', created__date__lt: '2021-01-01' })
await Book.filter({ embargo__year: 2020, embargo__gte: '2020-01-01', opens__hour__lt: 12, opens: '12:00' })
await Book.filter({ sold__gt: 3n, price__range: ['1', 2], stars__in: [1, 5], inPrint: true })
await Book.filter({ author__profile__website__contains: 'x', author__profile__isnull: true })
await Book.filter({ author__in: Author.filter({ name: 'x' }), data__has_key: 'owner' })
await Book.filter({ pages__gt: F('id'), price: F('pages').times(2) })
await Profile.filter({ settings__theme: 'dark', settings__size__width__gt: 3, author__name: 'x' })
await Thing.filter({ session__sessionKey: 'x', session: 'x', session_id: 'x', id: 'y' })
// @ts-expect-error no field 'nmae'
await Book.filter({ author__nmae__icontains: 'le' })
// @ts-expect-error no lookup 'icontains' on a number
await Book.filter({ pages__icontains: 'le' })
// @ts-expect-error a number is compared with a number
await Book.filter({ pages__gt: 'le' })
// @ts-expect-error no field 'titel'
await Book.filter({ titel: 'le' })
// @ts-expect-error `in` takes a list
await Book.filter({ author__country__code__in: 'FR' })
// @ts-expect-error nothing is ever equal to undefined
await Book.filter({ title: undefined })
// @ts-expect-error not one of the choices
await Book.filter({ status: 'gone' })
// @ts-expect-error text lookups are for text, and a date is not
await Book.filter({ embargo__icontains: '2020' })
// @ts-expect-error text lookups are for text, and a uuid is not
await Book.filter({ code__startswith: 'a' })
// @ts-expect-error a year is a number
await Book.filter({ published__year__gte: '2020' })
// @ts-expect-error a time of day has no year
await Book.filter({ opens__year: 2020 })
// @ts-expect-error titles are not keys
await Book.filter({ title_id: 3 })
// @ts-expect-error keys of authors are numbers
await Book.filter({ author: 'x' })
// @ts-expect-error no field 'nmae', also in a Q
await Book.filter(Q({ title: 'x' }).or({ nmae: 'y' }))
// @ts-expect-error a number is compared with a number, also in a Q
await Book.filter(Q({ pages__gt: 'y' }))
// @ts-expect-error a getter is no column
await Book.filter({ label: 'x' })
await Book.filter(Q({ pages__lt: 5 }).or({ pages__gt: 90, status: 'live' }).not())
await Book.filter(Q({ pages__lt: 5 }), { title: 'x' })
await Book.all().exclude({ pages__lt: 5 }, Q({ title: 'x' }).not())
// @ts-expect-error no field 'nmae', also in the second
await Book.filter({ pages__lt: 5 }, { nmae: 'x' })
await Book.exclude(Q({ pages__lt: 5 }).and(Q({ author__name: 'x' })))
await Book.filter(lookups({ anything: 'at run time' }))

// ---- order, values, annotations ----------------------------------------------------------------------------------

Book.orderBy('-author__country__code', 'title', 'author_id', '-pk', F('pages').desc({ nulls: 'last' })).slice(0, 10)
// @ts-expect-error no field 'nmae'
Book.all().orderBy('-author__nmae')
// @ts-expect-error a path that is only known at run time goes to untyped(model)
Book.all().orderBy('title' as string)

// Rows carry what was asked for, and nothing else.
const row = await Book.filter({ author__books__title: 'x' })
  .values('title', 'author__name', 'author', 'editor_id')
  .get()
row.author__name satisfies string
row.author satisfies number
row.editor_id satisfies number | null
// @ts-expect-error not among the values
row.pages
// @ts-expect-error no field 'nmae'
Book.all().values('author__nmae')
const whole = await Book.all().values().get()
whole.title satisfies string
whole.author_id satisfies number
const year = await Book.all().values('published__year', 'author__country__code').get()
year.published__year satisfies number | null
year.author__country__code satisfies string | null
const lists = await Book.all().valuesList('title', 'pages')
lists satisfies [string, number][]
const titles = await Book.all().valuesList('title', { flat: true })
titles satisfies string[]
// @ts-expect-error no field 'nmae'
Book.all().valuesList('nmae', { flat: true })

const counted = await Author.annotate({
  n: Count('books'),
  total: Sum('books__pages'),
  mean: Avg('books__pages'),
  last: Max('books__published'),
})
  .filter({ n__gt: 3, name__icontains: 'x' })
  .orderBy('-n', 'name')
  .get()
counted.n satisfies number
counted.total satisfies number | null
counted.mean satisfies number | null
counted.last satisfies Date | null
counted.name satisfies string
// @ts-expect-error the annotation is a number
Author.annotate({ n: Count('books') }).filter({ n__gt: 'x' })
// @ts-expect-error no field 'boks'
Author.annotate({ n: Count('boks') })
// @ts-expect-error no annotation of this name
Author.annotate({ n: Count('books') }).orderBy('m')
const sums = await Book.aggregate({ pages: Sum('pages'), price: Avg('price'), n: Count('*') })
sums.pages satisfies number | null
sums.price satisfies Decimal | null
sums.n satisfies number
const named = await Author.annotate({ n: Count('books') })
  .values('name', 'n')
  .get()
named satisfies { name: string; n: number }
await Book.all().update({ pages: F('pages').plus(1), author: 3, status: 'live', editor_id: null })
// @ts-expect-error not one of the choices
await Book.all().update({ status: 'gone' })
// @ts-expect-error the far end of a many-to-many is not written in an update
await Book.all().update({ tags: [1] })

// ---- writing -------------------------------------------------------------------------------------------------------

const needed = { title: 'x', price, pages: 3, data: {}, binding: 'hard' } as const
// create asks for what has no default.
await Book.create({ ...needed, author: 1 })
await Book.create({ ...needed, author: joined.author, status: 'live', price: '9.90', editor: null })
await Book.create({ ...needed, author: Author.ref(1), embargo: '2026-01-31', sold: 5n, blurb: 'x' })
// @ts-expect-error title is missing
await Book.create({ price, pages: 3, author: 1, data: {}, binding: 'hard' })
// @ts-expect-error title is a string
await Book.create({ ...needed, title: 3, author: 1 })
// @ts-expect-error undefined is no value
await Book.create({ ...needed, author: 1, subtitle: undefined })
// @ts-expect-error no such field
await Book.create({ ...needed, author: 1, titel: 'x' })
// @ts-expect-error not one of the choices
await Book.create({ ...needed, author: 1, binding: 'none' })
Book.build({ title: 'x' }).title satisfies string
const [found, created] = await Tag.getOrCreate({ name: 'x' }, {})
found.name satisfies string
created satisfies boolean
await Tag.bulkCreate([{ name: 'x' }, Tag.build({ name: 'y' })])
;({ name: 'x' }) satisfies Values<Tag>
// A key without a default is asked for, one with a default is not.
await Session.create({ sessionKey: 'x', data: '' })
// @ts-expect-error the key is missing
await Session.create({ data: '' })
await Thing.create({ session: 'x' })
const session = await Session.get({ pk: 'x' })
session.pk satisfies string
// @ts-expect-error this model has no `id`
session.id
const thing = await Thing.get({ session__data: 'x' })
thing.id satisfies string
thing.session.pk satisfies string
thing.session_id satisfies string
Session.ref('x').pk satisfies string
// @ts-expect-error keys of sessions are texts
Session.ref(3)

// Fields of a base class are the model's own.
await Note.filter({ created__year: 2020, text__contains: 'x' })
await Note.create({ text: 'x' })

// ---- scopes, options, generic code ----------------------------------------------------------------------------------
;(await Book.live()).at(0)?.title satisfies string | undefined
await Book.longerThan(300).filter({ status: 'live' })
await Book.filter({ pages: 3 }).apply(Book.live)
const long = <M extends Book>(books: QuerySet<M>) => books.slice(0, 3)
await Book.all().apply(long)
// @ts-expect-error no field 'publishd'
meta<Book>()({ ordering: ['-publishd'] })
// @ts-expect-error no field 'titel'
meta<Book>()({ uniqueTogether: [['author', 'titel']] })
// @ts-expect-error no such option
meta<Book>()({ orderng: [] })

async function firstOf<M extends Model>(model: abstract new (...args: never) => M): Promise<AnyRow | null> {
  return untyped(model).filter({ id: 1 }).orderBy('-id').first()
}
await firstOf(Book)
declare const anyRow: AnyRow
anyRow.title satisfies unknown
await anyRow.save()
const listed: Row<Book>[] = await Book.filter({ title: 'x' })
listed[0]?.author_id satisfies number | undefined
// @ts-expect-error rows come from queries
new Book()
meta<Book>()({
  indexes: [
    { fields: ['status'], condition: { status: 'live', pages__gt: 3 } },
    {
      name: 'x',
      fields: ['title', '-pages'],
      condition: Q({ pages__gt: 3 }).or({ author__in: [1] }),
      include: ['author_id'],
    },
    { name: 'y', expressions: [F('pages').plus(1), F('title').desc()] },
  ],
  constraints: [
    { kind: 'check', name: 'a', check: Q({ pages__gt: 0 }).or({ status: 'draft' }) },
    { kind: 'unique', name: 'b', fields: ['title'], condition: { published__isnull: true }, message: 'Taken.' },
  ],
  getLatestBy: '-published',
})
// @ts-expect-error no field 'pagez' in a condition
meta<Book>()({ indexes: [{ fields: ['status'], condition: { pagez__gt: 3 } }] })
// @ts-expect-error text is compared with text
meta<Book>()({ constraints: [{ kind: 'check', name: 'a', check: { title: 3 } }] })
// @ts-expect-error no field 'pagez' in a Q
meta<Book>()({ constraints: [{ kind: 'check', name: 'a', check: Q({ pages__gt: 0 }).or({ pagez: 1 }) }] })
// @ts-expect-error no field 'titel' in an expression
meta<Book>()({ indexes: [{ name: 'x', expressions: [F('titel')] }] })
// @ts-expect-error no field 'titel' to carry along
meta<Book>()({ indexes: [{ name: 'x', fields: ['title'], include: ['titel'] }] })
// @ts-expect-error no field 'publishd'
meta<Book>()({ getLatestBy: 'publishd' })
meta<Book>()({ naturalKey: ['title', 'author__name'] })
// @ts-expect-error no field 'nmae' of the author
meta<Book>()({ naturalKey: ['title', 'author__nmae'] })
// @ts-expect-error no such kind of index
meta<Book>()({ indexes: [{ fields: ['title'], using: 'tree' }] })
