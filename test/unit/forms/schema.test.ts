import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Form, formset, input, type StandardSchemaV1 } from '../../../src/apps/forms/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'

/** A schema as a library would offer it: text in, a point out. */
const point: StandardSchemaV1<string, { x: number; y: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate(value) {
      const [x, y] = String(value).split(',').map(Number)
      const issues = [
        ...(Number.isFinite(x) ? [] : [{ message: 'No x.', path: ['x'], code: 'no_number' }]),
        ...(Number.isFinite(y) ? [] : [{ message: 'No y.', path: [{ key: 'y' }] }]),
      ]
      return issues.length > 0 ? { issues } : { value: { x: x!, y: y! } }
    },
  },
}

/** One that has to ask somebody. */
const free: StandardSchemaV1<string, string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    async validate(value) {
      await Promise.resolve()
      return value === 'taken' ? { issues: [{ message: 'That name is taken.' }] } : { value: `@${value}` }
    },
  },
}

class PlaceForm extends Form {
  at = input.schema(point, { help: 'x,y', messages: { no_number: 'A number before the comma, please.' } })
  name = input.schema(free, { required: false, widget: 'search', clean: (name) => name?.toUpperCase() })
}

test('a schema reads a field, at once or with a promise', async () => {
  const form = new PlaceForm({ data: { at: '1,2', name: 'home' } })
  assert.equal(await form.isValid(), true)
  assert.deepEqual({ ...form.cleaned }, { at: { x: 1, y: 2 }, name: '@HOME' })
  assert.match(String(form.field('name')), /type="search"/)
  const empty = new PlaceForm({ data: { at: '1,2', name: '' } })
  assert.deepEqual([await empty.isValid(), empty.cleaned.name], [true, null])
})

test("a schema's issues are the field's, with codes, paths and messages of the form", async () => {
  const form = new PlaceForm({ data: { at: 'a,b', name: 'taken' } })
  assert.equal(await form.isValid(), false)
  assert.deepEqual(
    form.errors['at']!.map(({ code, message, params }) => ({ code, message, params })),
    [
      { code: 'no_number', message: 'A number before the comma, please.', params: { path: 'x' } },
      { code: 'invalid', message: 'No y.', params: { path: 'y' } },
    ],
  )
  assert.equal(form.hasError('name', 'invalid'), true)
  const missing = new PlaceForm({ data: {} })
  await missing.isValid()
  assert.equal(missing.hasError('at', 'required'), true)
  assert.deepEqual(new PlaceForm({ data: { at: '1,2' }, initial: { at: '1,2' } }).changedFields, [])
})

/** What a library does that takes any schema. */
async function parse<S extends StandardSchemaV1>(
  schema: S,
  value: unknown,
): Promise<NonNullable<S['~standard']['types']>['output']> {
  const result = await schema['~standard'].validate(value)
  if (result.issues !== undefined) throw new TypeError(result.issues.map(({ message }) => message).join(' '))
  return result.value
}

test('a form is a schema with typed output for libraries that take one', async () => {
  class Signup extends Form {
    email = input.email()
    age = input.integer({ required: false })
  }
  const parsed = await parse(Signup.schema(), { email: 'a@b.co', age: '7' })
  parsed.age satisfies number | null
  // @ts-expect-error the form has no such field
  parsed.phone
  assert.deepEqual({ ...parsed }, { email: 'a@b.co', age: 7 })
  assert.equal((await parse(Signup, { email: 'a@b.co' }))['email'], 'a@b.co')
  await assert.rejects(parse(Signup, { email: 'x' }), /Enter a valid email address/)
  const german = new Translations({ dirs: ['src/apps/forms/locale', 'src/web/i18n/locale'] }).locale('de')
  await assert.rejects(
    withLocale(german, () => parse(Signup.schema(), {})),
    /Dieses Feld ist zwingend erforderlich/,
  )
})

test('a form is a field of another form', async () => {
  class Address extends Form {
    city = input.char()
  }
  class Order extends Form {
    address = input.schema(Address.schema())
  }
  const form = new Order({ data: { address: { city: 'Graz' } } })
  assert.equal(await form.isValid(), true)
  form.cleaned.address.city satisfies string
  assert.equal(form.cleaned.address.city, 'Graz')
  const bad = new Order({ data: { address: { city: '' } } })
  await bad.isValid()
  assert.deepEqual(bad.errors['address']![0]!.params, { path: 'city' })
})

test('a formset is a schema for a submission, and for a list of objects', async () => {
  class Guest extends Form {
    name = input.char()
    seats = input.integer({ min: 1 })
  }
  class Guests extends formset(Guest, { validateMax: true, max: 2, prefix: 'guests' }) {}
  const schema = Guests.schema()
  const parsed = await parse(schema, [
    { name: 'Ann', seats: '2' },
    { name: 'Bo', seats: 1 },
  ])
  parsed[0]!.seats satisfies number
  // @ts-expect-error the form has no such field
  parsed[0]!.phone
  assert.deepEqual(
    parsed.map((guest) => ({ ...guest })),
    [
      { name: 'Ann', seats: 2 },
      { name: 'Bo', seats: 1 },
    ],
  )
  const sent = { 'guests-TOTAL_FORMS': '2', 'guests-INITIAL_FORMS': '0', 'guests-0-name': 'Ann', 'guests-0-seats': '2' }
  assert.deepEqual(
    (await parse(schema, sent)).map(({ name }) => name),
    ['Ann'],
  )

  const issuesOf = async (value: unknown) =>
    ((await schema['~standard'].validate(value)).issues ?? []).map(({ message, path }) => [path, message])
  assert.deepEqual(
    await issuesOf([
      { name: 'Ann', seats: 1 },
      { name: 'Bo', seats: 'x' },
    ]),
    [[[1, 'seats'], 'Enter a whole number.']],
  )
  const full = { name: 'Ann', seats: 1 }
  assert.deepEqual(await issuesOf([full, full, full]), [[undefined, 'Please submit at most 2 forms.']])
  for (const nothing of [null, 'text', {}])
    assert.match(String(await issuesOf(nothing)), /ManagementForm data is missing/)
  assert.deepEqual(await parse(schema, []), [])
})
