/** Querysets together, computed values, pages and SQL: what must compile, and what must not. Nothing here is run. */
import { Count, F, field, Model, Q, type Row, sql } from 'nuages/orm'
import { Author, Book } from './orm-models.ts'

class Category extends Model {
  name = field.char({ maxLength: 60 })
  parent = field.foreignKey(() => Category, { onDelete: 'cascade', null: true })
  children = field.reverse(() => Category, 'parent')
}

// ---- computed values -------------------------------------------------------------------------------------------------

const aliased = Author.all()
  .alias({ n: Count('books') })
  .filter({ n__gt: 1 })
  .orderBy('-n')
;(await aliased.first()) satisfies Row<Author> | null
// @ts-expect-error an alias is no part of the row
;(await aliased.get()).n
const [computed] = await Book.all().values('title', { twice: F('pages').times(2) })
computed?.title satisfies string | undefined
computed?.twice satisfies number | null | undefined
const [listed] = await Book.all().valuesList('title', F('pages'))
listed satisfies [string, number | null] | undefined
const [one] = await Book.all().valuesList(F('pages'), { flat: true })
one satisfies number | null | undefined
const [truth] = await Book.all().annotate({ big: Q({ pages__gt: 3 }) })
truth?.big satisfies boolean | undefined
// @ts-expect-error no such field
Book.all().values('titel', { twice: F('pages') })
// @ts-expect-error no such field
Book.all().values('title', { twice: F('pags') })
// @ts-expect-error no such field
Book.all().distinct('titel')

// ---- together --------------------------------------------------------------------------------------------------------

const both = await Book.all()
  .union(Book.filter({ title: 'x' }), { all: true })
  .orderBy('-title')
both satisfies Row<Book>[]
const names = Author.all()
  .valuesList('name', { flat: true })
  .union(Book.all().valuesList('title', { flat: true }))
;(await names) satisfies string[]
// @ts-expect-error rows of another model
Book.all().union(Author.all())
const pages = Book.all().valuesList('pages', { flat: true })
// @ts-expect-error values of another kind
names.difference(pages)
// @ts-expect-error rows of another model
Book.all().or(Author.all())

// ---- rows of rows, pages ---------------------------------------------------------------------------------------------

const [below] = await Category.filter({ id: 3 }).recurse('children', { depth: 'steps' }).orderBy('steps')
below?.steps satisfies number | undefined
;(await Category.all().recurse('parent', { maxDepth: 2 }).first()) satisfies Row<Category> | null
// @ts-expect-error leads to another model
Book.all().recurse('author')
const page = await Book.all().orderBy('title').cursorPage({ size: 20, after: null })
page.rows satisfies Row<Book>[]
page.next satisfies string | null
// @ts-expect-error a size is needed
Book.all().cursorPage({ after: 'x' })
;(await Book.all().dates('published', 'month', { order: 'desc' })) satisfies string[]
// @ts-expect-error dates have no hours
Book.all().dates('published', 'hour')
Book.all().selectForUpdate({ skipLocked: true, of: ['self'] })
// @ts-expect-error no such option
Book.all().explain({ analyse: true })

// ---- SQL -------------------------------------------------------------------------------------------------------------

const [record] = await sql<{ title: string }>`select title from app_book`
record?.title satisfies string | undefined
// @ts-expect-error not what was said
record?.pages
const [plain] = await sql`select title from app_book`
plain?.['title'] satisfies unknown
;(await sql`select 1`.value<number>()) satisfies number | null
const [raw] = await Book.raw(sql<{ id: number; rank: number }>`select id, 1 as rank from app_book`)
raw?.rank satisfies number | undefined
raw?.title satisfies string | undefined
const [sized] = await Book.annotate({ size: sql`length(${F('title')})`.output(field.integer()) })
sized?.size satisfies number | null | undefined
Book.filter(sql`${F('pages')} > ${3}`)
