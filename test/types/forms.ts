/** What must compile, and under each `@ts-expect-error` what must not. Checked by the compiler, never run. */
import type { Decimal } from 'decimal.js'
import {
  Form,
  type FormOptions,
  formset,
  inlineFormset,
  input,
  modelForm,
  modelFormset,
  type StandardOutput,
  type StandardSchemaV1,
  withoutFields,
} from 'nuages/forms'
import { field, Model } from 'nuages/orm'

class Author extends Model {
  name = field.char({ maxLength: 100 })
}
class Tag extends Model {
  word = field.char({ maxLength: 30 })
  books = field.reverse(() => Book, 'tags')
}
class Book extends Model {
  title = field.char({ maxLength: 200 })
  status = field.char({ maxLength: 5, choices: ['draft', 'live'], default: 'draft' })
  subtitle = field.char({ maxLength: 200, null: true })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  editor = field.foreignKey(() => Author, { onDelete: 'setNull', null: true })
  tags = field.manyToMany(() => Tag)
}

declare const isStrict: boolean
declare const point: StandardSchemaV1<string, { x: number }>

class ContactForm extends Form {
  email = input.email()
  name = input.char({ empty: null, required: false, clean: (name) => name.trim() })
  age = input.integer({ min: 0 })
  height = input.float({ required: false })
  price = input.decimal({ maxDigits: 5, decimalPlaces: 2, required: false })
  born = input.date()
  at = input.datetime({ required: false })
  agreed = input.boolean()
  known = input.nullBoolean()
  size = input.choice({ choices: ['s', 'm'] })
  grade = input.choice({
    choices: [
      [1, 'One'],
      [2, 'Two'],
    ],
    required: false,
    empty: null,
  })
  colour = input.choice({ choices: { r: 'Red', g: 'Green' }, required: false })
  many = input.multipleChoice({
    choices: [
      ['a', 'A'],
      ['b', 'B'],
    ],
  })
  author = input.modelChoice({ rows: Author.all(), required: false })
  authors = input.modelMultipleChoice({ rows: () => Author.all() })
  data = input.json<{ a: number }>()
  token = input.hidden(input.uuid())
  phone = input.multi({
    fields: { country: input.char(), number: input.integer() },
    compress: ({ country, number }) => {
      country satisfies string
      number satisfies number
      return { text: `${country}${number}` }
    },
    decompress: ({ text }) => ({ country: text, number: 1 }),
  })
  area = input.multi({ fields: { width: input.integer(), depth: input.float({ required: false }) }, required: false })
  pair = input.multi({ fields: [input.integer(), input.date()] })
  meeting = input.splitDateTime({ required: false })
  handle = input.combo([input.char({ maxLength: 20 }), input.email()])
  even = input.combo([input.char({ maxLength: 20 }), input.integer()], { required: false })
  perhaps = input.integer({ required: isStrict })
  choice = input.choice({ choices: ['a'], required: isStrict })
  note = input.char({ empty: isStrict ? null : '' })
  template = input.filePath({ path: '/srv/templates', required: false })
  photos = input.files({ maxFiles: 3 })
  place = input.schema(point, { required: false })

  override clean(): void {
    this.cleaned.email satisfies string
    this.cleaned.age satisfies number
    this.addError('email', 'wrong')
    // @ts-expect-error no such field
    this.addError('emial', 'wrong')
  }
}

declare const contact: ContactForm
const { cleaned } = contact
cleaned.email satisfies string
cleaned.name satisfies string | null
cleaned.age satisfies number
cleaned.height satisfies number | null
cleaned.price satisfies Decimal | null
cleaned.born satisfies string
cleaned.at satisfies Date | null
cleaned.agreed satisfies boolean
cleaned.known satisfies boolean | null
cleaned.size satisfies 's' | 'm'
cleaned.grade satisfies 1 | 2 | null
cleaned.colour satisfies 'r' | 'g' | ''
cleaned.many satisfies readonly ('a' | 'b')[]
cleaned.author?.name satisfies string | undefined
cleaned.authors[0]?.name satisfies string | undefined
cleaned.data.a satisfies number
cleaned.token satisfies string
cleaned.phone.text satisfies string
cleaned.area satisfies { width: number; depth: number | null } | null
cleaned.pair satisfies [number, string]
cleaned.meeting satisfies Date | null
cleaned.handle satisfies string
cleaned.even satisfies number | null
// @ts-expect-error may be empty
cleaned.even.toFixed()
cleaned.perhaps satisfies number | null
// @ts-expect-error nobody knows whether it may be empty
cleaned.perhaps.toFixed()
// @ts-expect-error nobody knows whether it may be empty
cleaned.choice satisfies 'a'
// @ts-expect-error nobody knows what an empty one is
cleaned.note satisfies string
cleaned.template satisfies string
cleaned.photos[0]?.size satisfies number | undefined
cleaned.place satisfies { x: number } | null
// @ts-expect-error may be empty
cleaned.place.x
// @ts-expect-error no such part
cleaned.area?.height
declare const output: StandardOutput<ReturnType<typeof ContactForm.schema<ContactForm>>>
output.age satisfies number
class Shorter extends withoutFields(ContactForm, 'age', 'phone') {}
new Shorter().cleaned.email satisfies string
// @ts-expect-error left out
new Shorter().cleaned.age
// @ts-expect-error no such field
withoutFields(ContactForm, 'agee')
contact.hasError('email', 'invalid') satisfies boolean
// @ts-expect-error no such field
contact.hasError('emial')
// @ts-expect-error the height may be missing
cleaned.height satisfies number
// @ts-expect-error not one of the choices
cleaned.size satisfies 's'
// @ts-expect-error no such field
cleaned.emial
// @ts-expect-error methods are no fields
cleaned.isValid
contact.field('age').label satisfies string
// @ts-expect-error no such field
contact.field('aeg')
// @ts-expect-error a number has a number for its least value
input.integer({ min: 'x' })
// @ts-expect-error no such widget
input.char({ widget: 'textarae' })

const request = { method: 'POST', form: async () => new URLSearchParams() }
;(await ContactForm.from(request)).cleaned.age satisfies number

class BookForm extends modelForm(Book, {
  fields: ['title', 'status', 'subtitle', 'price', 'author', 'editor', 'tags'],
}) {
  note = input.char()
}
const form = new BookForm({ data: {}, instance: await Book.get({ id: 1 }) })
form.cleaned.title satisfies string
form.cleaned.status satisfies 'draft' | 'live'
form.cleaned.subtitle satisfies string | null
form.cleaned.author.name satisfies string
form.cleaned.editor?.name satisfies string | undefined
form.cleaned.tags[0]?.word satisfies string | undefined
form.cleaned.note satisfies string
form.instance.title satisfies string
;(await form.save()).author_id satisfies number
;(await BookForm.from(request, { instance: await Book.get({ id: 1 }) })).cleaned.title satisfies string
// @ts-expect-error the form of another model's row
new BookForm({ instance: await Author.get({ id: 1 }) })

;(await form.save({ commit: false })).title satisfies string
await form.saveMany()
modelForm(Book, { fields: ['price'], localizedFields: ['price'], validateUnique: false })
// @ts-expect-error no field "prize"
modelForm(Book, { fields: ['price'], localizedFields: ['prize'] })
const Titles = modelForm(Book, { fields: ['title'], labels: { title: 'Name' }, widgets: { title: 'textarea' } })
new Titles().cleaned.title satisfies string
// @ts-expect-error not among the fields
new Titles().cleaned.price
;new (modelForm(Book, { exclude: ['price'] }))().cleaned.status satisfies string
// @ts-expect-error left out
;new (modelForm(Book, { exclude: ['price'] }))().cleaned.price
// @ts-expect-error no field "titel"
modelForm(Book, { fields: ['titel'] })
// @ts-expect-error no field "titel"
modelForm(Book, { fields: ['title'], labels: { titel: 'Name' } })

// ---- formsets ----------------------------------------------------------------------------------------------------------

class Contacts extends formset(ContactForm, { extra: 2, canDelete: true, canOrder: true }) {
  override clean(): void {
    this.cleaned[0]?.email satisfies string | undefined
    this.addError('too many', 'full')
  }
}
const contacts = new Contacts({ initial: [{ email: 'a@b.c' }] })
contacts.forms[0]!.cleaned.email satisfies string
contacts.cleaned[0]!.age satisfies number
contacts.cleaned[0]!.ORDER satisfies number | null
contacts.cleaned[0]!.DELETE satisfies boolean
contacts.orderedForms[0]!.field('DELETE').label satisfies string
contacts.emptyForm.field('email').label satisfies string
// @ts-expect-error no such field
contacts.cleaned[0]!.emial
// @ts-expect-error methods are no fields
contacts.cleaned[0]!.isValid
;(await Contacts.from(request, { prefix: 'people' })).cleaned[0]!.known satisfies boolean | null
const plain = new (formset(ContactForm))()
// @ts-expect-error it cannot be ordered
plain.cleaned[0]!.ORDER
// @ts-expect-error nothing is deleted
plain.forms[0]!.field('DELETE')
// @ts-expect-error no such option
formset(ContactForm, { extras: 2 })
// @ts-expect-error a number
formset(ContactForm, { max: '2' })

class AddressedForm extends Form {
  to = input.char()
  readonly language: string
  constructor(options?: FormOptions & { readonly language?: string }) {
    super(options)
    this.language = options?.language ?? 'en'
  }
}
;new (formset(AddressedForm))({ formOptions: { language: 'de' } })
// @ts-expect-error a text
;new (formset(AddressedForm))({ formOptions: { language: 3 } })

class Books extends modelFormset(Book, { fields: ['title', 'author'], canDelete: true }) {}
const books = new Books({ rows: Book.filter({ status: 'live' }) })
books.cleaned[0]!.title satisfies string
books.cleaned[0]!.author.name satisfies string
books.cleaned[0]!.DELETE satisfies boolean
books.forms[0]!.instance.price satisfies Decimal
;(await books.save())[0]!.author_id satisfies number
books.newObjects[0]!.title satisfies string
books.changedObjects[0]![0].title satisfies string
// @ts-expect-error not among the fields
books.cleaned[0]!.price
new Books({ rows: await Book.all() })
// @ts-expect-error rows of another model
new Books({ rows: Author.all() })
// @ts-expect-error no field "titel"
modelFormset(Book, { fields: ['titel'] })

class OwnBooks extends modelFormset(Book, { form: BookForm, extra: 0 }) {}
;(await OwnBooks.from(request, { rows: Book.all() })).cleaned[0]!.note satisfies string

class AuthorBooks extends inlineFormset(Author, Book, { fk: 'author', fields: ['title', 'tags'] }) {}
const author = await Author.get({ id: 1 })
const inline = await AuthorBooks.from(request, { instance: author, saveAsNew: false })
inline.cleaned[0]!.title satisfies string
inline.cleaned[0]!.DELETE satisfies boolean
inline.instance.name satisfies string
;(await inline.save({ commit: false }))[0]!.title satisfies string
new AuthorBooks({ instance: Author.build({ name: 'A' }) })
// @ts-expect-error the parent is an author
new AuthorBooks({ instance: await Book.get({ id: 1 }) })
// @ts-expect-error no foreign key to an author
inlineFormset(Author, Book, { fk: 'title', fields: ['title'] })
// @ts-expect-error kept, all of them
;new (inlineFormset(Author, Book, { fk: 'author', fields: ['title'], canDelete: false }))().cleaned[0]!.DELETE
