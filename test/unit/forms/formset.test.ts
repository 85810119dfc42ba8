import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Form, type FormOptions, formset, input } from '../../../src/apps/forms/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { defaultLimits, parseMultipart, parseUrlencoded } from '../../../src/web/http/index.ts'

class GuestForm extends Form {
  name = input.char({ maxLength: 10 })
  seats = input.integer({ min: 1, required: false, initial: 1 })
}

class Guests extends formset(GuestForm, { extra: 2, max: 4, canDelete: true, canOrder: true, label: 'Guest' }) {
  override clean(): void {
    const seats = this.cleaned.reduce((sum, guest) => sum + (guest.seats ?? 0), 0)
    if (seats > 6) this.addError('There are six seats.', 'full')
  }
}

const counts = (total: number | string, initial: number | string = 0, prefix = 'form') => ({
  [`${prefix}-TOTAL_FORMS`]: String(total),
  [`${prefix}-INITIAL_FORMS`]: String(initial),
})

test('a new formset has filled-in forms, empty ones, and one to copy', () => {
  const guests = new Guests({ initial: [{ name: 'Django' }], prefix: 'guests' })
  assert.equal(guests.isBound, false)
  assert.deepEqual([guests.totalFormCount, guests.initialFormCount, guests.length], [3, 1, 3])
  const html = String(guests)
  assert.match(html, /<div data-formset="guests">/)
  assert.match(html, /name="guests-TOTAL_FORMS" value="3"/)
  assert.match(html, /<legend>Guest <span data-formset-number>3<\/span><\/legend>/)
  assert.match(html, /name="guests-0-name" value="Django" maxlength="10" id="id_guests-0-name"/)
  assert.match(html, /name="guests-0-ORDER" value="1"/)
  assert.match(html, /<template data-formset-empty>.*name="guests-__prefix__-DELETE".*<\/template>/s)
  assert.doesNotMatch(html, /<input[^>]* required/)
  assert.match(String(guests.addButton), /<button type="submit" name="guests-ADD"[^>]*>Add another: Guest<\/button>/)
  assert.deepEqual([guests.errors, guests.nonFormErrors, guests.totalErrorCount], [[], [], 0])
})

test('typed values of the forms that stay, in order, and those that go', async () => {
  const guests = new Guests({
    initial: [{ name: 'Stéphane' }],
    data: {
      ...counts(4, 1),
      'form-0-name': 'Stéphane',
      'form-0-ORDER': '2',
      'form-0-seats': '1',
      'form-1-name': 'Django',
      'form-1-ORDER': '1',
      'form-1-seats': '3',
      'form-2-name': '',
      'form-2-DELETE': 'on',
      'form-3-seats': '1',
    },
  })
  assert.throws(() => guests.cleaned, { code: 'NUAGES_FORMS_NOT_VALIDATED' })
  assert.throws(() => guests.errors, { code: 'NUAGES_FORMS_NOT_VALIDATED' })
  assert.equal(await guests.isValid(), true)
  assert.deepEqual(
    guests.cleaned.map(({ name, seats, DELETE }) => [name, seats, DELETE]),
    [
      ['Stéphane', 1, false],
      ['Django', 3, false],
    ],
  )
  assert.deepEqual(
    guests.orderedForms.map((form) => form.cleaned.name),
    ['Django', 'Stéphane'],
  )
  assert.deepEqual(guests.deletedForms, [guests.forms[2]])
  // What is wrong with a form that goes is nobody's concern; the untouched one has nothing wrong.
  assert.deepEqual(guests.errors.map(Object.keys), [[], [], [], []])
})

test('rules of the whole, with codes; a number of forms that is not allowed', async () => {
  const data = { 'form-0-name': 'A', 'form-0-seats': '4', 'form-1-name': 'B', 'form-1-seats': '4' }
  const full = new Guests({ data: { ...counts(2), ...data } })
  assert.equal(await full.isValid(), false)
  assert.deepEqual(
    full.nonFormErrors.map(({ code, message }) => [code, message]),
    [['full', 'There are six seats.']],
  )
  assert.equal(full.totalErrorCount, 1)
  assert.match(String(full), /<ul class="errorlist"><li>There are six seats\.<\/li><\/ul>/)
  class Thrown extends formset(GuestForm) {
    override async clean(): Promise<void> {
      throw new ValidationError('No.', { code: 'no' })
    }
  }
  const thrown = new Thrown({ data: counts(0) })
  assert.deepEqual([await thrown.isValid(), thrown.nonFormErrors[0]?.code], [false, 'no'])
})

test('an error summary names the form and links to the field', async () => {
  const guests = new Guests({ data: { ...counts(2), 'form-0-name': 'A', 'form-0-seats': '9', 'form-1-seats': '0' } })
  assert.equal(await guests.isValid(), false)
  assert.deepEqual(
    guests.problems.map(({ code, id, label }) => [code, id, label]),
    [
      ['full', null, null],
      ['required', 'id_form-1-name', 'Guest 2, Name'],
      ['min_value', 'id_form-1-seats', 'Guest 2, Seats'],
    ],
  )
  assert.match(String(guests.errorSummary), /role="alert".*<a href="#id_form-1-name">Guest 2, Name: /s)
  assert.equal(String(new Guests().errorSummary), '')
  // What is wrong with a form as a whole leads nowhere, but is said to be of that form.
  guests.forms[1]!.addError(null, 'Not together.')
  assert.match(String(guests.errorSummary), /<li>Guest 2: Not together\.<\/li>/)
})

test('files of each form, out of one multipart body', async () => {
  class Pictures extends formset(
    class PictureForm extends Form {
      title = input.char()
      picture = input.file({ required: false })
    },
    { canDelete: true },
  ) {}
  const part = (name: string, value: string, file = '') =>
    `--x\r\ncontent-disposition: form-data; name="${name}"${file === '' ? '' : `; filename="${file}"\r\ncontent-type: image/png`}\r\n\r\n${value}\r\n`
  const body = [
    ...Object.entries(counts(3)).map(([name, value]) => part(name, value)),
    part('form-0-title', 'A'),
    part('form-0-picture', 'one', 'a.png'),
    part('form-1-title', ''),
    part('form-1-picture', 'two', 'b.png'),
    part('form-2-title', ''),
    '--x--\r\n',
  ].join('')
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(body)
  }
  const { form: data } = await parseMultipart(chunks(), 'multipart/form-data; boundary=x', defaultLimits)
  const pictures = new Pictures({ data, initial: [] })
  assert.equal(await pictures.isValid(), false)
  // A file alone is something typed; a form without either is not.
  assert.deepEqual(pictures.errors.map(Object.keys), [[], ['title'], []])
  const { picture } = pictures.forms[0]!.cleaned
  assert.ok(picture !== null && typeof picture === 'object')
  assert.deepEqual([picture.name, Buffer.from(await picture.bytes()).toString()], ['a.png', 'one'])
})

test('a button adds a form without JavaScript: what was typed stays, and nothing is complained of', async () => {
  const guests = new Guests({ data: { ...counts(1), 'form-0-name': 'much too long a name', 'form-ADD': '1' } })
  assert.deepEqual([guests.isAdding, await guests.isValid(), guests.length], [true, false, 2])
  const html = String(guests)
  assert.match(html, /value="much too long a name"/)
  assert.match(html, /name="form-TOTAL_FORMS" value="2"/)
  // The new one begins as empty ones do.
  assert.match(html, /name="form-1-seats" value="1"/)
  assert.equal(html.includes('errorlist'), false)
  const most = new Guests({ data: { ...counts(4), 'form-0-name': 'A', 'form-ADD': '1' } })
  assert.deepEqual([await most.isValid(), most.length, String(most.addButton)], [false, 4, ''])
})

test('a management form that is missing is an error with a code, and the page can be sent again', async () => {
  const guests = new Guests({ data: { 'form-0-name': 'A' } })
  assert.equal(await guests.isValid(), false)
  assert.equal(guests.nonFormErrors[0]?.code, 'missing_management_form')
  assert.match(String(guests), /name="form-TOTAL_FORMS" value="0"/)
})

test('numbers of forms that nobody sends in earnest cost no more than the limit', async () => {
  let made = 0
  class Counted extends GuestForm {
    constructor(options?: FormOptions) {
      super(options)
      made += 1
    }
  }
  const Few = formset(Counted, { max: 2, absoluteMax: 3 })
  for (const total of [
    '1000000000',
    '9007199254740991',
    '99999999999999999999',
    '1e9',
    'NaN',
    '-5',
    '',
    '\u0000',
    '0x10',
  ]) {
    made = 0
    const few = new Few({ data: counts(total, total) })
    assert.equal(await few.isValid(), total === '-5', total)
    assert.ok(made <= 4, `${made} forms for ${total}`)
  }
  assert.throws(() => new (formset(GuestForm, { max: 5, absoluteMax: 4 }))(), { code: 'NUAGES_FORMS_BAD_FORMSET' })
  assert.throws(() => new (formset(GuestForm, { extra: -1 }))(), { code: 'NUAGES_FORMS_BAD_FORMSET' })
  assert.throws(() => new (formset(GuestForm, { min: Number.NaN }))(), { code: 'NUAGES_FORMS_BAD_FORMSET' })
})

test('options of single forms, fields of one’s own, a request', async () => {
  class Tables extends formset(GuestForm, { extra: 1 }) {
    override formOptions(index: number | null): Partial<FormOptions> {
      return index === null ? {} : { initial: { name: `Guest ${index}` } }
    }
  }
  const tables = await Tables.from({ method: 'GET', form: () => Promise.reject(new TypeError('not asked')) })
  assert.match(String(tables), /value="Guest 0"/)
  const sent = { method: 'POST', form: async () => parseUrlencoded('t-TOTAL_FORMS=1&t-INITIAL_FORMS=0&t-0-name=Ann') }
  const posted = await Tables.from(sent, { prefix: 't' })
  assert.equal(await posted.isValid(), true)
  assert.deepEqual(
    posted.cleaned.map(({ name }) => name),
    ['Ann'],
  )
  class Pictures extends Form {
    picture = input.file()
  }
  assert.equal(new (formset(Pictures))().isMultipart, true)
  assert.equal(tables.isMultipart, false)
})

test('whatever comes in, a formset answers, and shows what was typed', async () => {
  const wild = fc.oneof(
    fc.integer({ min: -3, max: 6 }).map(String),
    fc.string({ maxLength: 8 }),
    fc.constantFrom('1e9', '1000000000', 'NaN', '__proto__', 'constructor', '٣', '1_0', ' 2 '),
  )
  const name = fc.oneof(
    fc.constantFrom(
      'TOTAL_FORMS',
      'INITIAL_FORMS',
      'MIN_NUM_FORMS',
      'MAX_NUM_FORMS',
      'ADD',
      '__prefix__-name',
      '__proto__',
    ),
    fc
      .tuple(
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('name', 'seats', 'ORDER', 'DELETE', '__proto__', 'toString'),
      )
      .map(([index, field]) => `${index}-${field}`),
  )
  const typed = fc.stringMatching(/^[a-z<&"' ]{0,14}$/)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, wild), { maxLength: 12 }), typed, async (pairs, text) => {
      const data = new URLSearchParams(pairs.map(([key, value]) => [`form-${key}`, value]))
      const guests = new Guests({ data })
      await guests.isValid()
      String(guests)
      // The same with a sound management form: nothing typed is lost.
      for (const [key, value] of Object.entries(counts(3, 1))) data.set(key, value)
      data.set('form-2-name', text)
      const again = new Guests({ data })
      const valid = await again.isValid()
      assert.equal(again.forms[2]?.field('name').value, text)
      if (valid) {
        assert.equal(again.totalErrorCount, 0)
        for (const guest of again.cleaned) assert.equal(typeof guest.name, 'string')
      }
    }),
    { numRuns: 120 },
  )
})
