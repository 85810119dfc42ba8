import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { Form, input, widget } from '../../../src/apps/forms/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'

/** A form with every kind of field. */
class Everything extends Form {
  char = input.char({ maxLength: 5, required: false })
  text = input.text()
  email = input.email({ required: false })
  url = input.url({ required: false })
  slug = input.slug()
  regex = input.regex({ pattern: /^a+$/ })
  ip = input.ipAddress({ required: false })
  uuid = input.uuid()
  integer = input.integer({ min: 1, step: 2 })
  local = input.decimal({ localize: true, required: false })
  big = input.bigInteger()
  float = input.float()
  decimal = input.decimal({ maxDigits: 5, decimalPlaces: 2 })
  boolean = input.boolean()
  maybe = input.nullBoolean()
  date = input.date({ min: '2000-01-01' })
  lists = input.date({ widget: widget.selectDate() })
  time = input.time()
  datetime = input.datetime({ showHiddenInitial: true })
  split = input.splitDateTime({ required: false })
  duration = input.duration()
  choice = input.choice({ choices: ['a', 'b'], required: false })
  several = input.multipleChoice({ choices: ['a', 'b'], widget: 'checkboxes' })
  json = input.json()
  multi = input.multi({ fields: { a: input.integer(), b: input.char({ required: false }) }, requireAllFields: false })
  combo = input.combo([input.char({ maxLength: 3 }), input.slug()])
  file = input.file({ required: false })
  files = input.files({ maxFiles: 1 })
}

const names = [...new Everything()].map(({ name }) => name)
const parts = names.flatMap((name) => [
  name,
  `${name}_0`,
  `${name}_1`,
  `${name}_a`,
  `${name}_year`,
  `${name}_day`,
  `${name}-clear`,
  `initial-${name}`,
])
const awkward = [
  '',
  ' ',
  '\0',
  '__proto__',
  '-1',
  '1e9',
  'NaN',
  '٣',
  '2024-02-30',
  '24:00',
  '[',
  '{}',
  'on',
  '\ud800',
  '9'.repeat(400),
]
/** What only JSON can bring: objects without a text of their own, and lists that go deep. */
const structures: readonly unknown[] = [
  { toString: 1 },
  [{ valueOf: null, toString: null }],
  Object.create(null),
  JSON.parse('['.repeat(9000) + ']'.repeat(9000)),
  { a: [1, { b: null }] },
]
const value = fc.oneof(
  fc.constantFrom<unknown>(...awkward),
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(fc.string(), fc.constantFrom(...awkward)), { maxLength: 3 }),
  fc.anything(),
)
const data = fc.dictionary(fc.constantFrom(...parts), value, { maxKeys: 25 })

test('whatever comes in, a form says valid or says why not, and can be drawn again', async () => {
  await fc.assert(
    fc.asyncProperty(data, data, async (given, files) => {
      const form = new Everything({ data: given, files })
      const valid = await form.isValid()
      const issues = Object.values(form.errors).flat()
      assert.equal(valid, issues.length === 0)
      for (const { code, message } of issues) assert.ok(/^[a-z_]+$/.test(code) && message !== '', `${code}: ${message}`)
      for (const name of Object.keys(form.cleaned)) assert.equal(form.hasError(name as 'char'), false)
      assert.ok(String(form).includes('name="char"'))
      assert.equal(form.errorSummary.value === '', valid)
    }),
    { numRuns: 150 },
  )
})

test('a form that comes back as it was drawn was not changed', async () => {
  class Plain extends Form {
    char = input.char()
    integer = input.integer()
    decimal = input.decimal({ decimalPlaces: 2 })
    boolean = input.boolean()
    date = input.date()
    datetime = input.datetime()
    split = input.splitDateTime()
    choice = input.choice({ choices: ['a', 'b'] })
    several = input.multipleChoice({ choices: ['a', 'b', 'c'] })
    json = input.json()
    multi = input.multi({ fields: { a: input.integer(), b: input.char() } })
  }
  const at = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
  const line = fc.stringMatching(/^[a-z0-9]+$/)
  const initials = fc.record({
    char: line,
    integer: fc.maxSafeInteger(),
    decimal: fc.integer().map((cents) => new Decimal(cents).div(100)),
    boolean: fc.boolean(),
    date: at.map((date) => date.toISOString().slice(0, 10)),
    datetime: at,
    split: at,
    choice: fc.constantFrom('a', 'b'),
    several: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
    json: fc.jsonValue(),
    multi: fc.record({ a: fc.maxSafeInteger(), b: line }),
  })
  await fc.assert(
    fc.asyncProperty(initials, async (initial) => {
      const sent = new URLSearchParams()
      const add = (name: string, shown: string | null) => shown !== null && sent.append(name, shown)
      for (const field of new Plain({ initial })) {
        const drawn = field.widgetContext()
        if (drawn.parts !== undefined) for (const part of drawn.parts) add(part.widget.name, part.widget.value)
        else if (drawn.groups !== undefined) {
          for (const { options } of drawn.groups)
            for (const option of options) if (option.selected) add(drawn.name, option.value)
        } else if (drawn.type === 'checkbox') add(drawn.name, drawn.attrs['checked'] === true ? 'on' : null)
        else add(drawn.name, drawn.value ?? '')
      }
      assert.deepEqual(new Plain({ initial, data: sent }).changedFields, [])
    }),
    { numRuns: 100 },
  )
})

test('every refusal of an input has a code and a message of its own', () => {
  for (const { input: each } of new Everything()) {
    for (const code of Object.keys(each.messages)) {
      const refusal = each.refusal(code, { value: 'x' })
      assert.ok(refusal instanceof ValidationError && refusal.issues[0]!.message !== code, code)
    }
  }
})

test('a structure is no text, and what cannot be read is refused by every field', async () => {
  for (const structure of structures) {
    const data = Object.fromEntries(parts.map((name) => [name, structure]))
    const form = new Everything({ data })
    assert.equal(await form.isValid(), false)
    const allowed = ['boolean', 'maybe', 'json', 'several', 'file', 'files']
    assert.deepEqual(
      Object.keys(form.cleaned).filter((name) => !allowed.includes(name)),
      [],
    )
    assert.ok(String(form).includes('name="char"'))
    assert.equal(form.changedFields.includes('char'), true)
  }
})
