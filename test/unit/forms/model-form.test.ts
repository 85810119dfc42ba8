import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Form, input, modelForm, modelFormFor, TextAreaInput } from '../../../src/apps/forms/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { Decimal, field, Model, meta } from '../../../src/data/orm/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { type TestSite, testSite } from '../auth/support.ts'

class Shelf extends Model {
  name = field.char({ maxLength: 20, unique: true })
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
  title = field.char({ maxLength: 30 })
  slug = field.slug({ unique: true })
  blurb = field.text({ blank: true })
  status = field.char({ maxLength: 5, choices: { draft: 'Draft', live: 'Live' }, default: 'draft' })
  pages = field.positiveSmallInteger({ default: 10 })
  price = field.decimal({ maxDigits: 6, decimalPlaces: 2, null: true, blank: true })
  published = field.datetime({ null: true, blank: true, label: 'published at' })
  embargo = field.date({ null: true, blank: true })
  extra = field.json<Record<string, unknown>>({ default: () => ({}), blank: true })
  featured = field.boolean({ default: false, help: 'On the front page.' })
  ip = field.ipAddress({ null: true, blank: true })
  shelf = field.foreignKey(() => Shelf, { onDelete: 'cascade' })
  twin = field.foreignKey(() => Book, { onDelete: 'setNull', null: true, blank: true })
  tags = field.manyToMany(() => Tag, { blank: true })
  secretCode = field.char({ maxLength: 5, default: 'x', editable: false })
  static meta = meta<Book>()({ uniqueTogether: [['title', 'shelf']] })
  override toString(): string {
    return this.title
  }
  override async validate(options?: { readonly exclude?: readonly string[] }): Promise<void> {
    await super.validate(options)
    if (this.title === 'forbidden') throw new ValidationError('Not that one.', { field: 'title', code: 'no' })
    if (this.pages === 13) throw new ValidationError('Thirteen.', { code: 'unlucky' })
  }
}

class Loan extends Model {
  book = field.foreignKey(() => Book, { onDelete: 'cascade', limitChoicesTo: { status: 'live' } })
  tags = field.manyToMany(() => Tag, { limitChoicesTo: () => ({ word: 'new' }) })
}

class BookForm extends modelForm(Book, { fields: '__all__' }) {}

let site: TestSite
let shelf: Shelf
let tags: Tag[]

before(async () => {
  site = await testSite([], [{ label: 'library', models: { Shelf, Tag, Book, Loan } }])
  await site.run(async () => {
    shelf = await Shelf.create({ name: 'Tall' })
    await Shelf.create({ name: 'Low' })
    tags = [await Tag.create({ word: 'new' }), await Tag.create({ word: 'old' })]
  })
})
after(() => site.close())

const good = (values: Record<string, unknown> = {}) => ({
  title: 'Emma',
  slug: 'emma',
  status: 'live',
  pages: '300',
  price: '12.50',
  published: '2024-02-29T10:30',
  embargo: '2024-03-01',
  extra: '{"a": 1}',
  featured: 'on',
  ip: '::1',
  shelf: String(shelf.pk),
  tags: tags.map((tag) => String(tag.pk)),
  ...values,
})

const codes = (form: Form) =>
  Object.fromEntries(Object.entries(form.errors).map(([name, issues]) => [name, issues.map((issue) => issue.code)]))

test('a form of a model has its editable fields, with their labels, limits and choices', () =>
  site.run(async () => {
    const form = new BookForm()
    await form.ready()
    assert.deepEqual(
      [...form].map((each) => each.name),
      [
        'title',
        'slug',
        'blurb',
        'status',
        'pages',
        'price',
        'published',
        'embargo',
        'extra',
        'featured',
        'ip',
        'shelf',
        'twin',
        'tags',
      ],
    )
    assert.equal(form.field('published').label, 'Published at')
    assert.equal(form.field('featured').help, 'On the front page.')
    assert.deepEqual([form.field('title').required, form.field('blurb').required], [true, false])
    assert.match(String(form.field('title')), /maxlength="30"/)
    assert.match(String(form.field('price')), /step="0.01"/)
    assert.match(String(form.field('pages')), /value="10"/)
    assert.match(String(form.field('pages')), /min="0"/)
    assert.match(String(form.field('status')), /<option value="draft" selected>Draft<\/option>/)
    assert.match(String(form.field('shelf')), /<option value="1">Tall<\/option>/)
    assert.match(String(form.field('tags')), /<select name="tags"[^>]* multiple/)
  }))

test('saves a row with its relations', () =>
  site.run(async () => {
    const form = new BookForm({ data: good() })
    assert.equal(await form.isValid(), true, JSON.stringify(form.errors))
    const saved = await form.save()
    const book = await Book.filter({ id: saved.id }).selectRelated('shelf').get()
    assert.deepEqual([book.title, book.status, book.pages, book.featured, book.ip], ['Emma', 'live', 300, true, '::1'])
    assert.ok(new Decimal('12.5').equals(book.price!))
    assert.equal(book.published!.toISOString(), '2024-02-29T10:30:00.000Z')
    assert.equal(book.embargo, '2024-03-01')
    assert.deepEqual(book.extra, { a: 1 })
    assert.equal(book.shelf.name, 'Tall')
    assert.equal(await book.tags.count(), 2)

    // The same row again, changed in two places.
    const { featured: _unticked, ...data } = good({ title: 'Emma II', tags: [String(tags[1]!.pk)] })
    const again = new BookForm({ instance: book, data })
    assert.equal(await again.isValid(), true, JSON.stringify(again.errors))
    assert.deepEqual([...again.changedFields].sort(), ['featured', 'tags', 'title'])
    await again.save()
    const after = await Book.get({ id: saved.id })
    assert.deepEqual([after.title, after.featured], ['Emma II', false])
    assert.deepEqual(
      (await after.tags.all()).map((tag) => tag.word),
      ['old'],
    )
    assert.equal(await Book.count(), 1)
  }))

test('says what is wrong, field by field, and saves nothing', () =>
  site.run(async () => {
    await Book.create({ title: 'Taken', slug: 'taken', shelf })
    const form = new BookForm({
      data: good({
        title: '',
        slug: 'taken',
        status: 'gone',
        pages: '-1',
        price: '1.234',
        published: 'soon',
        extra: '{',
        shelf: '99',
        tags: ['7'],
        ip: 'x',
      }),
    })
    assert.equal(await form.isValid(), false)
    assert.deepEqual(codes(form), {
      title: ['required'],
      slug: ['unique'],
      status: ['invalid_choice'],
      pages: ['min_value'],
      price: ['max_decimal_places'],
      published: ['invalid'],
      extra: ['invalid'],
      ip: ['invalid'],
      shelf: ['invalid_choice'],
      tags: ['invalid_choice'],
    })
    await assert.rejects(form.save(), { code: 'NUAGES_FORMS_NOT_VALID' })
    const both = new BookForm({ data: good({ title: 'Taken', slug: 'other' }) })
    assert.equal(await both.isValid(), false)
    assert.deepEqual(codes(both), { __all__: ['unique_together'] })
    assert.equal(both.errors['__all__']![0]!.message, 'Book with this Title and Shelf already exists.')
  }))

test("the model's own rules speak in the form", () =>
  site.run(async () => {
    const first = new BookForm({ data: good({ title: 'forbidden', slug: 'a' }) })
    assert.equal(await first.isValid(), false)
    assert.deepEqual(codes(first), { title: ['no'] })
    const second = new BookForm({ data: good({ title: 'Other', slug: 'b', pages: '13' }) })
    assert.equal(await second.isValid(), false)
    assert.deepEqual(codes(second), { __all__: ['unlucky'] })
  }))

test('a field that is not among the fields is neither shown nor written', () =>
  site.run(async () => {
    class TitleForm extends modelForm(Book, { fields: ['title', 'shelf'] }) {}
    const book = await Book.create({ title: 'Persuasion', slug: 'persuasion', shelf, pages: 250 })
    const form = new TitleForm({
      instance: book,
      data: { title: 'Persuaded', shelf: shelf.pk, pages: '1', slug: 'hacked', secretCode: 'y' },
    })
    assert.equal(await form.isValid(), true, JSON.stringify(form.errors))
    await form.save()
    const saved = await Book.get({ id: book.id })
    assert.deepEqual([saved.title, saved.pages, saved.slug, saved.secretCode], ['Persuaded', 250, 'persuasion', 'x'])
  }))

test('a model default stands where nothing was sent', () =>
  site.run(async () => {
    class Small extends modelForm(Book, { fields: ['title', 'slug', 'shelf', 'status'] }) {}
    const form = new Small({ data: { title: 'Default', slug: 'default', shelf: shelf.pk, status: 'draft' } })
    assert.equal(await form.isValid(), true)
    assert.equal(form.instance.pages, 10)
    form.instance.pages = 11
    assert.equal((await form.save()).pages, 11)
  }))

test('fields of its own, other widgets, labels and a whole-form rule', () =>
  site.run(async () => {
    class Quick extends modelForm(Book, {
      fields: ['title', 'shelf'],
      labels: { title: 'Name of the book' },
      help: { title: 'As on the cover.' },
      widgets: { title: 'textarea', shelf: 'radios' },
      messages: { title: { required: 'It has a title.' } },
    }) {
      confirm = input.boolean()
      override clean(): void {
        if (this.cleaned.title === 'Mind') this.addError('confirm', 'Not this one.', 'odd')
      }
    }
    const form = new Quick({ data: { title: '', shelf: shelf.pk } })
    assert.equal(await form.isValid(), false)
    assert.equal(form.errors['title']![0]!.message, 'It has a title.')
    assert.deepEqual(codes(form), { title: ['required'], confirm: ['required'] })
    const html = String(await form.render())
    assert.match(html, /<label for="id_title">Name of the book </)
    assert.match(html, /<textarea name="title"[^>]*aria-describedby="id_title_error id_title_helptext"/)
    assert.match(html, /<fieldset[^>]*>\s*<legend>Shelf </)
    assert.match(html, /<input type="radio" name="shelf" value="1"[^>]* checked>/)
    const odd = new Quick({ data: { title: 'Mind', shelf: shelf.pk, confirm: 'on' } })
    assert.equal(await odd.isValid(), false)
    assert.deepEqual(codes(odd), { confirm: ['odd'] })
  }))

test('declarations that cannot be right are refused with names', () =>
  site.run(async () => {
    const wrong = modelFormFor(Book, { fields: ['titel'] })
    assert.throws(() => new wrong(), { code: 'NUAGES_FORMS_UNKNOWN_MODEL_FIELD', message: /did you mean 'title'/ })
    assert.throws(() => new (modelFormFor(Book, { fields: ['secretCode'] }))(), {
      code: 'NUAGES_FORMS_UNKNOWN_MODEL_FIELD',
    })
    assert.throws(() => new (modelFormFor(Book, {}))(), { code: 'NUAGES_FORMS_NO_FIELDS' })
    const drawn = new BookForm()
    assert.throws(() => String(drawn.field('shelf')), { code: 'NUAGES_FORMS_CHOICES_NOT_LOADED' })
  }))

test('a row that is completed before it is saved, and its relations after', () =>
  site.run(async () => {
    class Draft extends modelForm(Book, { fields: ['title', 'slug', 'tags'] }) {}
    const form = new Draft({ data: { title: 'Later', slug: 'later', tags: [String(tags[0]!.pk)] } })
    assert.equal(await form.isValid(), true, JSON.stringify(form.errors))
    const before = await Book.count()
    const book = await form.save({ commit: false })
    assert.equal(await Book.count(), before)
    book.shelf = shelf as never
    await book.save()
    assert.equal(await book.tags.count(), 0)
    await form.saveMany()
    assert.equal(await book.tags.count(), 1)
    const bad = new Draft({ data: {} })
    await bad.isValid()
    await assert.rejects(bad.save({ commit: false }), { code: 'NUAGES_FORMS_NOT_VALID' })
    await assert.rejects(bad.saveMany(), { code: 'NUAGES_FORMS_NOT_VALID' })
  }))

test('a declaration may make inputs, localize fields and leave uniqueness to the database', () =>
  site.run(async () => {
    class Own extends modelForm(Book, {
      fields: ['title', 'slug', 'price', 'pages'],
      localizedFields: ['price'],
      validateUnique: false,
      formField: ({ name }, common) => (name === 'title' ? new TextAreaInput({ ...common, rows: 2 }) : undefined),
    }) {}
    await Book.create({ title: 'Own', slug: 'own', shelf })
    const german = new Translations().locale('de')
    const html = withLocale(german, () => String(new Own({ initial: { price: new Decimal('1.5') } })))
    assert.match(html, /<textarea name="title" cols="40" rows="2"/)
    assert.match(html, /<input type="text" name="price" value="1,50"/)
    assert.match(html, /<input type="number" name="pages"/)
    const form = await withLocale(german, async () => {
      const made = new Own({ data: { title: 'B', slug: 'own', price: '2,5', pages: '3' } })
      assert.equal(await made.isValid(), true, JSON.stringify(made.errors))
      return made
    })
    assert.equal(String(form.cleaned.price), '2.5')
    form.instance.shelf = shelf as never
    await assert.rejects(form.save(), { name: 'IntegrityError' })
  }))

test('what a relation limits its choices to is all that can be chosen', () =>
  site.run(async () => {
    class Limited extends modelForm(Loan, { fields: ['book', 'tags'] }) {}
    await Book.create({ title: 'Live', slug: 'is-live', status: 'live', shelf })
    const draft = await Book.create({ title: 'Draft', slug: 'is-draft', shelf })
    const form = new Limited({ data: { book: String(draft.pk), tags: [String(tags[1]!.pk)] } })
    assert.equal(await form.isValid(), false)
    assert.deepEqual(codes(form), { book: ['invalid_choice'], tags: ['invalid_choice'] })
    const offered = await Book.filter({ status: 'live' }).count()
    assert.equal(form.field('book').choices.length, offered + 1)
    assert.deepEqual(
      form.field('tags').choices.map(({ label }) => label),
      ['new'],
    )
  }))
