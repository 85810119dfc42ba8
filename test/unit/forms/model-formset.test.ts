import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import {
  allValid,
  inlineFormset,
  type ModelFormOptions,
  modelForm,
  modelFormset,
} from '../../../src/apps/forms/index.ts'
import { queries } from '../../../src/base/events/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { type TestSite, testSite } from '../auth/support.ts'

class Author extends Model {
  name = field.char({ maxLength: 40 })
  books = field.reverse(() => Book, 'author')
  override toString(): string {
    return this.name
  }
}

class Tag extends Model {
  word = field.char({ maxLength: 20 })
  override toString(): string {
    return this.word
  }
}

class Book extends Model {
  title = field.char({ maxLength: 40 })
  isbn = field.char({ maxLength: 10, unique: true, null: true, blank: true, label: 'ISBN' })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  reviewer = field.foreignKey(() => Author, { onDelete: 'setNull', null: true, blank: true })
  tags = field.manyToMany(() => Tag, { blank: true })
  chapters = field.reverse(() => Chapter, 'book')
  static meta = meta<Book>()({ ordering: ['title'], uniqueTogether: [['author', 'title']] })
  override toString(): string {
    return this.title
  }
}

class Chapter extends Model {
  book = field.foreignKey(() => Book, { onDelete: 'cascade' })
  heading = field.char({ maxLength: 40 })
}

class Country extends Model {
  code = field.char({ maxLength: 2, primaryKey: true })
  name = field.char({ maxLength: 40 })
}

class Books extends modelFormset(Book, { fields: ['title', 'isbn', 'author', 'tags'], canDelete: true, extra: 1 }) {}
class AuthorBooks extends inlineFormset(Author, Book, { fk: 'author', fields: ['title', 'isbn'], extra: 1 }) {}

let site: TestSite
let author: Author
let rows: Book[]

before(async () => {
  site = await testSite([], [{ label: 'library', models: { Author, Tag, Book, Chapter, Country } }])
})
after(() => site.close())
beforeEach(() =>
  site.run(async () => {
    await Author.all().delete()
    await Tag.all().delete()
    await Country.all().delete()
    author = await Author.create({ name: 'Jane' })
    const titles = ['Emma', 'Persuasion', 'Sanditon']
    rows = await Promise.all(titles.map((title) => Book.create({ title, isbn: title.slice(0, 3), author })))
  }),
)

type Values = Record<string, string | string[]>

/** What a page sends back: the rows as they are shown, changed by `changes`. */
function sent(prefix: string, initial: readonly Book[], changes: Values = {}, total = initial.length + 1): Values {
  const data: Values = { [`${prefix}-TOTAL_FORMS`]: String(total), [`${prefix}-INITIAL_FORMS`]: String(initial.length) }
  initial.forEach((row, index) => {
    data[`${prefix}-${index}-id`] = String(row.id)
    data[`${prefix}-${index}-title`] = row.title
    data[`${prefix}-${index}-isbn`] = row.isbn ?? ''
    data[`${prefix}-${index}-author`] = String(author.pk)
  })
  return { ...data, ...changes }
}

/** The statements that `work` sent, without those of transactions. */
async function counted(work: () => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  const stop = queries.subscribe(({ sql }) => {
    if (!/^(BEGIN|COMMIT|SAVEPOINT|RELEASE)/i.test(sql)) found.push(sql)
  })
  try {
    await work()
  } finally {
    stop()
  }
  return found
}

const codes = (formset: { readonly errors: readonly object[] }) =>
  formset.errors.map((each) =>
    Object.entries(each).map(([name, issues]) => `${name}: ${(issues as { code: string }[])[0]!.code}`),
  )

test('shows the rows in their order, with hidden keys, in one query for each kind of rows', () =>
  site.run(async () => {
    const formset = new Books({})
    assert.throws(() => formset.forms, { code: 'NUAGES_FORMS_ROWS_NOT_LOADED' })
    const found = await counted(() => formset.render())
    const html = String(formset)
    assert.deepEqual(
      formset.forms.map((form) => form.instance.title),
      ['Emma', 'Persuasion', 'Sanditon', ''],
    )
    assert.match(html, new RegExp(`<input type="hidden" name="form-0-id" value="${rows[0]!.id}"`))
    assert.match(html, /<input type="hidden" name="form-3-id" id=/)
    assert.match(html, /<legend>Book <span data-formset-number>1<\/span><\/legend>/)
    // The books, which tags each has, the authors and the tags that may be chosen.
    assert.equal(found.length, 4, found.join('\n'))
  }))

test('changes, makes and deletes in one transaction, with a query for each row', () =>
  site.run(async () => {
    const tag = await Tag.create({ word: 'new' })
    const [emma, persuasion, sanditon] = rows as [Book, Book, Book]
    const formset = new Books({
      rows: Book.all(),
      data: sent('form', rows, {
        'form-0-title': 'Emma II',
        'form-1-DELETE': 'on',
        'form-3-title': 'Lady Susan',
        'form-3-author': String(author.pk),
        'form-3-tags': [String(tag.pk)],
      }),
    })
    assert.equal(await formset.isValid(), true, JSON.stringify(formset.errors))
    assert.deepEqual(
      formset.cleaned.map(({ title }) => title),
      ['Emma II', 'Sanditon', 'Lady Susan'],
    )
    const found = await counted(() => formset.save())
    assert.deepEqual(
      found.filter((sql) => sql.startsWith('UPDATE')).length,
      1,
      'only the row that was changed is written',
    )
    assert.deepEqual([formset.newObjects, formset.changedObjects, formset.deletedObjects].map(String), [
      'Lady Susan',
      'Emma II,title',
      'Persuasion',
    ])
    assert.deepEqual(
      (await Book.all()).map((book) => [book.id, book.title]),
      [
        [emma.id, 'Emma II'],
        [formset.newObjects[0]!.id, 'Lady Susan'],
        [sanditon.id, 'Sanditon'],
      ],
    )
    assert.equal(await formset.newObjects[0]!.tags.count(), 1)
    assert.equal(await Book.filter({ id: persuasion.id }).exists(), false)
  }))

test('what many forms chose is looked up together', () =>
  site.run(async () => {
    class Reviewed extends modelFormset(Book, { fields: ['reviewer', 'tags'] }) {}
    const tags = await Tag.bulkCreate([{ word: 'a' }, { word: 'b' }, { word: 'c' }])
    const many = await Book.bulkCreate(Array.from({ length: 20 }, (_, index) => ({ title: `T${index}`, author })))
    const data = sent('form', many)
    many.forEach((_, index) => {
      data[`form-${index}-reviewer`] = String(author.pk)
      data[`form-${index}-tags`] = [String(tags[index % 3]!.pk), String(tags[2]!.pk)]
    })
    data['form-20-reviewer'] = String((await Author.create({ name: 'Mary' })).pk)
    const formset = new Reviewed({ data })
    const found = await counted(async () => assert.equal(await formset.isValid(), true, JSON.stringify(formset.errors)))
    // The books, their tags, the reviewers that were chosen, the tags that were chosen.
    assert.equal(found.length, 4, found.join('\n'))
    assert.deepEqual(formset.cleaned.map(({ reviewer, tags }) => [reviewer?.name, tags.length]).slice(1, 4), [
      ['Jane', 2],
      ['Jane', 1],
      ['Jane', 2],
    ])
    // One that is wrong does not hide the others, and choices are fetched once for all.
    const wrong = new Reviewed({ data: { ...data, 'form-3-reviewer': 'Mary', 'form-4-tags': ['99999'] } })
    await counted(async () => assert.equal(await wrong.isValid(), false))
    const empty = sent('form', [])
    const nothing = new Books({ data: { ...empty, 'form-TOTAL_FORMS': '50', 'form-INITIAL_FORMS': '50' } })
    const asked = await counted(async () => assert.equal(await nothing.isValid(), false))
    assert.equal(asked.length, 2, asked.join('\n'))
    assert.deepEqual(codes(wrong).slice(2, 6), [[], ['reviewer: invalid_choice'], ['tags: invalid_choice'], []])
  }))

test('`commit: false` leaves the rows to be completed', () =>
  site.run(async () => {
    class Titles extends modelFormset(Book, { fields: ['title'] }) {}
    const formset = new Titles({
      rows: [],
      data: { 'form-TOTAL_FORMS': '1', 'form-INITIAL_FORMS': '0', 'form-0-title': 'X' },
    })
    assert.equal(await formset.isValid(), true)
    for (const book of await formset.save({ commit: false })) book.author = author
    assert.equal(await Book.filter({ title: 'X' }).exists(), false)
    await formset.save()
    assert.equal(await Book.filter({ title: 'X', author }).exists(), true)
  }))

test('the key of a row that is not among the rows, is gone, or comes twice is refused', () =>
  site.run(async () => {
    const [emma, persuasion, sanditon] = rows as [Book, Book, Book]
    const forged = new Books({
      rows: Book.exclude({ id: sanditon.id }),
      data: sent('form', rows, { 'form-1-id': String(emma.id), 'form-0-title': 'Emma', 'form-2-title': 'Mine now' }),
    })
    assert.equal(await forged.isValid(), false)
    assert.deepEqual(
      forged.errors.map((each) => each['id']?.map(({ code }) => code)),
      [undefined, ['invalid_choice'], ['invalid_choice'], undefined],
    )
    assert.match(String(await forged.render()), /This entry is not there any more/)
    await assert.rejects(forged.save(), { code: 'NUAGES_FORMS_NOT_VALID' })
    for (const key of ['', 'x', '1e9', "' OR 1=1", '-1', '9'.repeat(40)]) {
      const odd = new Books({ data: sent('form', [emma], { 'form-0-id': key }) })
      assert.deepEqual([await odd.isValid(), odd.errors[0]!['id']?.length], [false, 1], key)
    }
    // Deleted by somebody else: the rest can be saved once its form is ticked to be deleted.
    await persuasion.delete()
    const gone = new Books({ data: sent('form', rows, { 'form-1-DELETE': 'on', 'form-2-title': 'Sanditon II' }) })
    assert.equal(await gone.isValid(), true)
    await gone.save()
    assert.equal(gone.deletedObjects.length, 0)
    // Deleted between the check and the save: nothing at all is written.
    const late = new Books({ data: sent('form', [emma, sanditon], { 'form-0-title': 'A', 'form-1-title': 'B' }) })
    assert.equal(await late.isValid(), true)
    await Book.filter({ id: sanditon.id }).delete()
    await assert.rejects(late.save(), { code: 'NUAGES_ORM_ROW_GONE', status: 409 })
    assert.equal((await Book.get({ id: emma.id })).title, 'Emma')
  }))

test('what must be unique is held against the other forms and against the table', () =>
  site.run(async () => {
    const twice = new Books({
      data: sent('form', [rows[0]!], {
        'form-TOTAL_FORMS': '4',
        ...Object.fromEntries([1, 2, 3].map((index) => [`form-${index}-author`, String(author.pk)])),
        'form-1-title': 'New',
        'form-1-isbn': 'N1',
        'form-2-title': 'New',
        'form-2-isbn': 'N2',
        'form-3-title': 'Newer',
        'form-3-isbn': 'N2',
      }),
    })
    assert.equal(await twice.isValid(), false)
    assert.deepEqual(codes(twice), [[], [], ['__all__: unique_together'], ['__all__: unique']])
    assert.deepEqual(
      twice.nonFormErrors.map(({ code, message }) => [code, message]),
      [
        ['unique', 'Please correct the duplicate data for ISBN.'],
        ['unique_together', 'Please correct the duplicate data for Author and Title, which must be unique.'],
      ],
    )
    // Two without a number do not share it.
    const nulls = new Books({ data: sent('form', [], { 'form-TOTAL_FORMS': '2', ...two('a', '', 'b', '') }, 2) })
    assert.equal(await nulls.isValid(), true, JSON.stringify(nulls.errors))
    const taken = new Books({ data: sent('form', [], two('a', 'Emm', 'b', ''), 2) })
    assert.equal(await taken.isValid(), false)
    assert.deepEqual(codes(taken), [['isbn: unique'], []])
  }))

const two = (a: string, isbnA: string, b: string, isbnB: string): Values => ({
  'form-0-title': a,
  'form-0-isbn': isbnA,
  'form-0-author': String(author.pk),
  'form-1-title': b,
  'form-1-isbn': isbnB,
  'form-1-author': String(author.pk),
})

test('`editOnly` makes no rows, whatever is sent', () =>
  site.run(async () => {
    class Edited extends modelFormset(Book, { fields: ['title'], editOnly: true, extra: 0 }) {}
    const formset = new Edited({ data: sent('form', rows, { 'form-3-title': 'Smuggled' }) })
    assert.equal(await formset.isValid(), true)
    await formset.save()
    assert.deepEqual([formset.newObjects.length, await Book.count(), String(formset.addButton)], [0, 3, ''])
  }))

test('rows with a key that people type keep it', () =>
  site.run(async () => {
    const france = await Country.create({ code: 'fr', name: 'France' })
    class Countries extends modelFormset(Country, { fields: '__all__' }) {}
    const data = {
      'form-TOTAL_FORMS': '2',
      'form-INITIAL_FORMS': '1',
      'form-0-pk': 'fr',
      'form-0-code': 'de',
      'form-0-name': 'La France',
      'form-1-code': 'it',
      'form-1-name': 'Italia',
    }
    const formset = new Countries({ rows: [france], data })
    assert.equal(await formset.isValid(), true, JSON.stringify(formset.errors))
    await formset.save()
    assert.deepEqual(
      (await Country.orderBy('code')).map(({ code, name }) => `${code} ${name}`),
      ['fr La France', 'it Italia'],
    )
  }))

test('an inline formset is about the rows of its parent', () =>
  site.run(async () => {
    const other = await Author.create({ name: 'Mary' })
    const frankenstein = await Book.create({ title: 'Frankenstein', author: other })
    const shown = await AuthorBooks.from(
      { method: 'GET', form: async () => new URLSearchParams() },
      { instance: author },
    )
    assert.deepEqual([shown.prefix, shown.length], ['books', 4])
    assert.match(String(shown), new RegExp(`name="books-0-author" value="${author.pk}"`))
    const data = sent('books', rows, { 'books-0-DELETE': '1', 'books-3-title': 'Lady Susan' })
    const formset = new AuthorBooks({ instance: author, data })
    assert.equal(await formset.isValid(), true, JSON.stringify(formset.errors))
    await formset.save()
    assert.deepEqual(
      (await author.books.all()).map(({ title }) => title),
      ['Lady Susan', 'Persuasion', 'Sanditon'],
    )
    // Neither the book of another author nor another author.
    const forged = new AuthorBooks({
      instance: author,
      data: sent('books', [rows[1]!, frankenstein], { 'books-0-author': String(other.pk) }),
    })
    assert.equal(await forged.isValid(), false)
    assert.deepEqual(codes(forged), [['author: invalid_choice'], ['id: invalid_choice'], []])
    // A title that this author has, in another form or in the table.
    const again = new AuthorBooks({ instance: author, data: sent('books', [], { 'books-0-title': 'Persuasion' }) })
    assert.equal(await again.isValid(), false)
    assert.deepEqual(codes(again), [['__all__: unique_together']])
    const twice = new AuthorBooks({
      instance: author,
      data: sent('books', [], { 'books-0-title': 'One', 'books-1-title': 'One' }, 2),
    })
    assert.equal(await twice.isValid(), false)
    assert.equal(twice.nonFormErrors[0]!.message, 'Please correct the duplicate data for Title.')
  }))

test('rows that were given to an inline formset are its parent’s, or are not there', () =>
  site.run(async () => {
    const other = await Author.create({ name: 'Mary' })
    const frankenstein = await Book.create({ title: 'Frankenstein', author: other })
    const given = await Book.filter({ id__in: [rows[0]!.id, frankenstein.id] }).orderBy('id')
    const shown = new AuthorBooks({ instance: author, rows: given })
    assert.deepEqual(
      shown.forms.map(({ instance }) => instance.title),
      ['Emma', ''],
    )
    const forged = new AuthorBooks({ instance: author, rows: given, data: sent('books', given) })
    assert.equal(await forged.isValid(), false)
    assert.deepEqual(codes(forged), [[], ['id: invalid_choice'], []])
    const copied = new AuthorBooks({ instance: other, rows: given, data: sent('books', given), saveAsNew: true })
    assert.deepEqual([await copied.isValid(), copied.initialFormCount], [false, 0])
  }))

test('what cannot be saved leaves no row, and the rows can be saved once it can', () =>
  site.run(async () => {
    class Unchecked extends modelFormset(Book, { fields: ['title', 'isbn', 'author'], validateUnique: false }) {}
    const formset = new Unchecked({ rows: [], data: sent('form', [], two('New', 'N1', 'Newer', 'Emm'), 2) })
    assert.equal(await formset.isValid(), true, JSON.stringify(formset.errors))
    await assert.rejects(formset.save(), { code: 'NUAGES_DRIVERS_UNIQUE' })
    assert.deepEqual(formset.newObjects, [])
    assert.equal(await Book.filter({ title: 'New' }).exists(), false)
    await rows[0]!.delete()
    await formset.save()
    assert.equal(await Book.filter({ title__in: ['New', 'Newer'] }).count(), 2)
  }))

test('the parent may be saved last, and copies keep away from the rows that they came from', () =>
  site.run(async () => {
    const fresh = Author.build({ name: 'Anne' })
    const data = sent('books', [], { 'books-0-title': 'Agnes Grey' })
    const formset = new AuthorBooks({ instance: fresh, data })
    assert.equal(await formset.isValid(), true, JSON.stringify(formset.errors))
    await assert.rejects(formset.save(), { code: 'NUAGES_ORM_UNSAVED_VALUE' })
    await fresh.save()
    await formset.save()
    assert.equal(await fresh.books.count(), 1)

    const copy = await Author.create({ name: 'Jane, copied' })
    const changes = Object.fromEntries(rows.map((_, index) => [`books-${index}-isbn`, '']))
    const copied = new AuthorBooks({ instance: copy, data: sent('books', rows, changes), saveAsNew: true })
    assert.equal(await copied.isValid(), true, JSON.stringify(copied.errors))
    await copied.save()
    assert.deepEqual([await copy.books.count(), await author.books.count()], [3, 3])
  }))

test('a new parent and its rows, in the order that was typed, all checked and saved together', () =>
  site.run(async () => {
    class AuthorForm extends modelForm(Author, { fields: ['name'] }) {}
    class Ordered extends inlineFormset(Author, Book, { fk: 'author', fields: ['title'], canOrder: true }) {}
    const page = (data: Values) => {
      const instance = Author.build({ name: '' })
      return [new AuthorForm({ instance, data }), new Ordered({ instance, data })] as const
    }
    const data = sent(
      'books',
      [],
      { 'books-0-title': 'Second', 'books-0-ORDER': '2', 'books-1-title': 'First', 'books-1-ORDER': '1' },
      2,
    )
    // Both say what is wrong.
    const [form, books] = page({ ...data, 'books-0-title': 'x'.repeat(41) })
    assert.equal(await allValid(form, books), false)
    assert.deepEqual([Object.keys(form.errors), codes(books)], [['name'], [['title: max_length'], []]])
    // Neither does, where one more form was asked for.
    const [again, more] = page({ ...data, 'books-0-title': 'x'.repeat(41), 'books-ADD': '1' })
    assert.equal(await allValid(again, more), false)
    assert.deepEqual([again.errors, more.totalErrorCount, more.length], [Object.create(null), 0, 3])
    const [good, rows] = page({ ...data, name: 'Charlotte' })
    assert.equal(await allValid(good, rows), true, JSON.stringify([good.errors, rows.errors]))
    await good.save()
    await rows.save()
    assert.deepEqual(
      rows.orderedForms.map(({ instance }) => `${instance.title} by ${instance.author_id}`),
      [`First by ${good.instance.id}`, `Second by ${good.instance.id}`],
    )
  }))

test('whatever comes in, other rows stay as they are, and what was typed is shown again', () =>
  site.run(async () => {
    class Whole extends inlineFormset(Author, Book, { fk: 'author', fields: '__all__' }) {}
    const other = await Author.create({ name: 'Mary' })
    const foreign = await Book.create({ title: 'Frankenstein', author: other })
    const keys = [...rows, foreign].map((row) => String(row.id))
    const value = fc.oneof(
      fc.constantFrom(...keys, String(author.pk), String(other.pk), '', 'on', 'Emma', '1e9', '__proto__', '0x1', '-1'),
      fc.string({ maxLength: 5 }),
    )
    const name = fc.oneof(
      fc.constantFrom('TOTAL_FORMS', 'INITIAL_FORMS', 'MAX_NUM_FORMS', 'ADD', '__prefix__-id'),
      fc
        .tuple(
          fc.nat(4),
          fc.constantFrom('id', 'pk', 'author', 'author_id', 'title', 'isbn', 'tags', 'reviewer', 'DELETE'),
        )
        .map(([index, field]) => `${index}-${field}`),
    )
    const counts = fc.tuple(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 5 }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 15 }), counts, async (pairs, [total, initial]) => {
        const data = new URLSearchParams([
          ['books-TOTAL_FORMS', String(total)],
          ['books-INITIAL_FORMS', String(initial)],
          ...pairs.map(([key, text]): [string, string] => [`books-${key}`, text]),
        ])
        const formset = new Whole({ instance: author, data })
        if (await formset.isValid()) await formset.save()
        String(await formset.render())
        for (const [index, form] of formset.forms.entries()) {
          const typed = data.get(`books-${index}-title`)
          if (form.isBound) assert.equal(form.field('title').value ?? null, typed)
        }
        const after = await other.books.all()
        assert.deepEqual(
          after.map((book) => [book.id, book.title]),
          [[foreign.id, 'Frankenstein']],
        )
      }),
      { numRuns: 80 },
    )
  }))

test('the foreign key has to be named where there are two', () =>
  site.run(async () => {
    assert.throws(() => new (inlineFormset(Author, Book, { fields: ['title'] }))({ instance: author }), {
      code: 'NUAGES_FORMS_NO_PARENT_KEY',
      message: /author, reviewer/,
    })
    assert.throws(() => new (inlineFormset(Tag, Chapter, { fields: ['heading'] }))(), {
      code: 'NUAGES_FORMS_NO_PARENT_KEY',
    })
  }))

test('formsets in formsets: books with their chapters', () =>
  site.run(async () => {
    class Chapters extends inlineFormset(Book, Chapter, { fields: ['heading'], extra: 1 }) {}
    class BookForm extends modelForm(Book, { fields: ['title'] }) {
      readonly chapters: Chapters
      constructor(options: ModelFormOptions<Book> = {}) {
        super(options)
        const { data = null, prefix } = options
        this.chapters = new Chapters({ data, prefix: `${prefix}-chapters`, instance: this.instance })
      }
      override get hasChanged(): boolean {
        return super.hasChanged || (this.chapters.isBound && this.chapters.hasChanged)
      }
      override async ready(): Promise<void> {
        await super.ready()
        await this.chapters.ready()
      }
      override async isValid(): Promise<boolean> {
        await this.chapters.ready()
        const own = await super.isValid()
        return (!this.hasChanged || (await this.chapters.isValid())) && own
      }
      override async save() {
        const book = await super.save()
        await this.chapters.save()
        return book
      }
    }
    class Nested extends inlineFormset(Author, Book, { fk: 'author', form: BookForm, extra: 1 }) {}

    const shown = new Nested({ instance: author })
    await shown.ready()
    assert.deepEqual(
      shown.forms.map((form) => form.chapters.prefix),
      [0, 1, 2, 3].map((index) => `books-${index}-chapters`),
    )
    const inner = { 'books-1-chapters-TOTAL_FORMS': '1', 'books-1-chapters-INITIAL_FORMS': '0' }
    const data = (heading: string) => ({
      ...sent('books', [rows[0]!], { 'books-1-title': 'Catharine' }),
      'books-0-chapters-TOTAL_FORMS': '1',
      'books-0-chapters-INITIAL_FORMS': '0',
      'books-0-chapters-0-heading': 'Volume the First',
      ...inner,
      'books-1-chapters-0-heading': heading,
    })
    const wrong = new Nested({ instance: author, data: data('x'.repeat(41)) })
    assert.equal(await wrong.isValid(), false)
    assert.deepEqual(Object.keys(wrong.forms[1]!.chapters.errors[0]!), ['heading'])
    const nested = new Nested({ instance: author, data: data('or the Bower') })
    assert.equal(await nested.isValid(), true)
    await nested.save()
    assert.deepEqual(
      (await Chapter.all().selectRelated('book').orderBy('book__title')).map(
        ({ heading, book }) => `${book.title}: ${heading}`,
      ),
      ['Catharine: or the Bower', 'Emma: Volume the First'],
    )
    // Chapters alone, of a book without a title, are no empty form.
    const untitled = new Nested({ instance: author, data: { ...data('Lost'), 'books-1-title': '' } })
    assert.equal(await untitled.isValid(), false)
    assert.deepEqual(Object.keys(untitled.errors[1]!), ['title'])
  }))
