/** What docs/decisions and the design settle on models, rows and values, as far as types can say it. Nothing here is run. */
import {
  type AnyRow,
  type DateString,
  Decimal,
  field,
  infoOf,
  type KeyedModel,
  lookups,
  Model,
  type ModelClass,
  type PkOf,
  type QuerySet,
  type Ref,
  type Row,
  scope,
  untyped,
} from 'nuages/orm'
import { Author, Book, Note, Profile, Session, Tag, Thing } from './orm-models.ts'

// ---- models and rows ------------------------------------------------------------------------------------------------

// A one-to-one from both sides: a reference, and a row or nothing.
const profile = await Profile.filter({ author__name: 'x' }).get()
profile.author satisfies Ref<Author>
profile.author_id satisfies number
const author = await Author.filter({ profile__website__contains: 'x' }).get()
;(await author.profile?.load())?.author_id satisfies number | undefined
// @ts-expect-error the far side's table holds the key
author.profile_id

// Keys of any kind, under any name, also of relations.
const session = await Session.filter({ sessionKey__in: ['x'] }).get()
session.pk satisfies string
;(await Session.all().inBulk(['x'])).get('x')?.data satisfies string | undefined
// @ts-expect-error keys of sessions are texts
await Session.all().inBulk([3])
const thing = await Thing.filter({ session__data: 'x' }).get()
thing.session.pk satisfies string
'x' as const satisfies PkOf<Thing>

// Abstract bases share fields, and the class's own come beside.
const note = await Note.orderBy('-created', 'text').get()
note.created satisfies Date
// @ts-expect-error no field 'creatd', though the base has it nearly
Note.orderBy('creatd')

// A proxy is another class on the table: the same fields, methods of its own.
class Draft extends Book {
  static drafts = scope<Draft>()((drafts) => drafts.filter({ status: 'draft' }))
  finish(): string {
    return this.title
  }
}
;(await Draft.filter({ title__contains: 'x', author__name: 'y' })).map((draft) => draft.finish() satisfies string)
;(await Draft.drafts()).map((draft) => draft.finish() satisfies string)

// A relation to its own model, and many-to-many both ways.
class Person extends Model {
  name = field.char({ maxLength: 30 })
  parent = field.foreignKey(() => Person, { onDelete: 'cascade', null: true })
  children = field.reverse(() => Person, 'parent')
  friends = field.manyToMany(() => Person)
}
// A relation that may be null changes nothing in what is checked behind it.
void Person.orderBy('parent__pk', '-parent__parent_id')
// @ts-expect-error no field 'nmae' behind a relation that may be null
Person.orderBy('parent__nmae')
// @ts-expect-error the same, two steps behind
Person.orderBy('-parent__parent__nmae')
// @ts-expect-error the same for columns that are read
Person.all().values('parent__nmae')
// @ts-expect-error and as lists
Person.all().valuesList('parent__nmae')

await Person.filter({ parent__parent__name: 'x', children__friends__name: 'y', friends: 3, parent: null })
for await (const friend of (await Person.get({ id: 1 })).friends) friend.parent_id satisfies number | null
for await (const book of (await Tag.get({ id: 1 })).books) book.title satisfies string

// Getters, methods and readonly properties are no columns.
// @ts-expect-error a getter is no column
Book.all().values('label')
// @ts-expect-error a method is no column
Draft.filter({ finish: 'x' })
// @ts-expect-error nor is what every row has
Book.filter({ save: 'x' })

// Code that does not know its model: typed by the model's class, checked at run time.
async function latest<M extends KeyedModel>(
  model: ModelClass<M>,
  record: Record<string, unknown>,
): Promise<AnyRow | null> {
  infoOf(model).name satisfies string
  return untyped(model).filter(record).orderBy('-pk').first()
}
await latest(Book, { title: 'x' })
await Book.filter(lookups({ title: 'x' })).values('title')

// A scope with arguments, and any function of a queryset.
class Shelf extends Model {
  name = field.char({ maxLength: 30 })
  static named = scope<Shelf>()((shelves, name: string) => shelves.filter({ name }))
}
;(await Shelf.named('x')).map((shelf) => shelf.name satisfies string)
// @ts-expect-error the scope takes a text
Shelf.named(3)
const firstThree = (books: QuerySet<Book>) => books.slice(0, 3)
;(await Book.filter({ pages: 3 }).apply(firstThree)) satisfies Row<Book>[]

// ---- values ---------------------------------------------------------------------------------------------------------

const book = await Book.get({ pk: 1 })
// Plain strings are dates, and dates are strings, with the lookups of a date.
book.embargo = '2026-01-31'
const day: DateString = '2026-01-31'
await Book.filter({ embargo: day, embargo__year: 2026, embargo__lte: '2026-02-01' })
// 64 bits are a bigint; a number compares with it.
book.sold satisfies bigint
await Book.filter({ sold__gt: 3, sold__in: [3n] })
// @ts-expect-error a number is not a bigint
book.sold = 3
// Decimals are written as Decimal, text or number, and read as Decimal.
book.price satisfies Decimal
await Book.filter({ price: '9.90', price__gt: new Decimal(3), price__lt: 4 })
// @ts-expect-error a decimal is no boolean
await Book.filter({ price: true })
// Choices are literal types wherever a value comes from or goes.
;(await Book.all().values('status').get()).status satisfies 'draft' | 'live'
;(await Book.all().valuesList('binding', { flat: true })) satisfies ('hard' | 'soft')[]
await Book.filter({ status__in: ['live'], binding: 'hard', stars__in: [1, 5] })
// @ts-expect-error not one of the choices, in a list
await Book.filter({ status__in: ['live', 'gone'] })
// @ts-expect-error not one of the choices, of numbers
await Book.filter({ stars: 3 })
// @ts-expect-error undefined is no value, in a list neither
await Book.filter({ pages__in: [1, undefined] })
