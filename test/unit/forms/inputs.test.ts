import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import {
  bareContext,
  CharInput,
  DateTimeInput,
  DateWidget,
  DecimalInput,
  DurationInput,
  EmailInput,
  FileInput,
  Form,
  ImageInput,
  type Input,
  IntegerInput,
  IpAddressInput,
  JsonInput,
  MultiInput,
  NullBooleanSelect,
  TextInput,
} from '../../../src/apps/forms/index.ts'
import { inputFor } from '../../../src/apps/forms/model/inputs.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { escapeHtml } from '../../../src/base/text/index.ts'
import { type BaseField, field } from '../../../src/data/orm/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { picture } from '../../support/pictures.ts'

async function code(input: Input, raw: unknown, context = bareContext): Promise<string> {
  try {
    await input.clean(raw, context)
    return ''
  } catch (error) {
    assert.ok(error instanceof ValidationError, String(error))
    return error.issues[0]!.code
  }
}

const file = (name: string, bytes: Uint8Array) => ({ name, size: bytes.length, type: 'x/y', bytes: async () => bytes })

test('a date-time is typed in the zone of the form', async () => {
  const paris = { ...bareContext, timezone: 'Europe/Paris' }
  const input = new DateTimeInput()
  const at = async (text: string) => (await input.clean(text, paris)).toISOString()
  assert.equal(await at('2024-07-01T12:00'), '2024-07-01T10:00:00.000Z')
  assert.equal(await at('2024-01-01 12:00'), '2024-01-01T11:00:00.000Z')
  assert.equal(await at('2024-01-01T12:00Z'), '2024-01-01T12:00:00.000Z')
  // The clock jumps over 2:30 in spring, and shows it twice in autumn.
  assert.equal(await code(input, '2024-03-31T02:30', paris), 'ambiguous_timezone')
  assert.equal(await code(input, '2024-10-27T02:30', paris), 'ambiguous_timezone')
  const shown = input.prepare(new Date('2024-07-01T10:00:00Z'), paris)
  assert.equal(input.widget.format(shown), '2024-07-01T12:00')
})

test('a time without seconds is not a change of one that has some', () => {
  const input = new DateTimeInput()
  const initial = new Date('2024-07-01T10:00:42.123Z')
  assert.equal(input.hasChanged(initial, '2024-07-01T10:00', bareContext), false)
  assert.equal(input.hasChanged(initial, '2024-07-01T10:01', bareContext), true)
})

test('numbers that are too large or too long are refused, not rounded', async () => {
  assert.equal(await code(new IntegerInput(), '9007199254740993'), 'invalid')
  assert.equal(await code(new DecimalInput(), '1e999999999'), 'invalid')
  assert.equal(await code(new DecimalInput({ maxDigits: 4, decimalPlaces: 2 }), '1.230'), 'max_decimal_places')
  assert.equal(await code(new IntegerInput({ step: 5, min: 1 }), '7'), 'step_size')
  assert.equal(await code(new IntegerInput({ step: 5, min: 1 }), '11'), '')
})

test('every whole number reads back as itself', async () => {
  const input = new IntegerInput()
  await fc.assert(fc.asyncProperty(fc.maxSafeInteger(), async (n) => (await input.clean(` ${n} `)) === n))
})

test('every JSON value reads back as itself', async () => {
  const input = new JsonInput({ required: false })
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const text = String(input.prepare(value, bareContext))
      assert.equal(JSON.stringify(await input.clean(text)), JSON.stringify(value))
      assert.equal(input.hasChanged(value, text, bareContext), false)
    }),
  )
})

test('nothing typed gets out of its attribute', () => {
  const widget = new TextInput('text')
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const { attributes } = widget.context('n', '', { 'data-x': text })
      assert.equal(attributes.value, ` data-x="${escapeHtml(text)}"`)
    }),
  )
})

test('files: empty, too long a name, too large, another kind', async () => {
  const input = new FileInput({ maxLength: 8, maxSize: 3, extensions: ['txt'] })
  assert.equal(await code(input, file('a.txt', new Uint8Array())), 'empty')
  assert.equal(await code(input, file('longer-name.txt', Buffer.from('x'))), 'max_length')
  // Characters, of which some are two units of UTF-16.
  assert.equal(await code(new FileInput({ maxLength: 5 }), file('𝄞.txt', Buffer.from('x'))), '')
  assert.equal(await code(input, file('a.txt', Buffer.from('four'))), 'max_size')
  assert.equal(await code(input, file('a.exe', Buffer.from('x'))), 'invalid_extension')
  assert.equal(await code(input, 'a.txt'), 'invalid')
  assert.equal(await code(input, null), 'required')
  assert.equal(await input.clean(null, { ...bareContext, initial: 'kept.txt' }), 'kept.txt')
})

test('a picture is one by its contents, and never one that can carry script', async () => {
  const png = Buffer.from(await picture.png(2, 2).arrayBuffer())
  const input = new ImageInput()
  assert.equal(await code(input, file('a.png', png)), '')
  assert.equal(await code(input, file('a.png', Buffer.from('<script>alert(1)</script>'))), 'invalid_image')
  assert.equal(await code(input, file('a.svg', Buffer.from('<svg onload="x"/>'))), 'invalid_extension')
})

test('what is typed as a date stays as it was typed when it is wrong', () => {
  assert.equal(new DateWidget().format('31.31.2024'), '31.31.2024')
  const context = new NullBooleanSelect().context('n', 'false', {})
  assert.deepEqual(
    context.groups!.flatMap((group) => group.options.map((option) => [option.value, option.selected])),
    [
      ['unknown', false],
      ['true', false],
      ['false', true],
    ],
  )
})

test('a decimal is shown with all of its places, and never rounded', () => {
  const price = new DecimalInput({ decimalPlaces: 2 })
  const shown = (value: unknown) => price.prepare(value)
  assert.deepEqual(
    ['13.5', '13', '-0.5', '1.239', '1e3'].map((text) => shown(new Decimal(text))),
    ['13.50', '13.00', '-0.50', '1.239', '1000.00'],
  )
  assert.equal(shown('13.5'), '13.5', 'what was typed stays as it was typed')
  assert.equal(new DecimalInput().prepare(new Decimal('13.5')), '13.5')
})

test('JSON that no database could keep is refused, and comes back as it was typed', async () => {
  const json = new JsonInput()
  const deep = '['.repeat(20_000) + ']'.repeat(20_000)
  for (const raw of [deep, '1e999', '{"a":[-1e999]}']) {
    assert.equal(await code(json, raw), 'invalid')
    assert.equal(json.prepare(json.shown(raw, null), bareContext), raw)
  }
  assert.equal(await code(json, '['.repeat(400) + ']'.repeat(400)), '')
})

test('a list of PostgreSQL is typed as JSON writes it', () => {
  const schema = (field.array(field.integer()) as unknown as BaseField).describe()
  const input = inputFor({ schema, target: null } as never, {}, {})
  assert.deepEqual(input?.toValue('[1, 2]', bareContext), [1, 2])
})

test('what Django refuses at the edges of what can be typed is refused here', async () => {
  const codes = async (input: Input, ...raws: string[]) => await Promise.all(raws.map((raw) => code(input, raw)))
  const moments = [
    '9999-12-31T23:59-14:00',
    '0001-01-01T00:00+14:00',
    '2024-02-29T10:11+25:00',
    '2024-02-29T10:11+02:60',
  ]
  assert.deepEqual(await codes(new DateTimeInput(), ...moments), ['invalid', 'invalid', 'invalid', 'invalid'])
  assert.equal(await code(new DateTimeInput(), '9999-12-31T23:59+14:00'), '')
  assert.deepEqual(await codes(new IpAddressInput(), '::1%', 'fe80::1%eth0'), ['invalid', ''])
  assert.deepEqual(await codes(new EmailInput(), 'a@b\u2212-.co', 'a@bücher.de'), ['invalid', ''])
  assert.deepEqual(await codes(new DurationInput(), '999999999 00:00:00', '100000 00:00:00'), ['overflow', ''])
  assert.equal(await new DurationInput().clean('١:٠٢:٠٣'), 3_723_000)
})

test('a decimal is told all that is wrong with it, and from where steps are counted', async () => {
  const refused = async (input: Input, raw: string) => {
    const error = await input.clean(raw).then(
      () => assert.fail(`${raw} was accepted`),
      (found: unknown) => found,
    )
    assert.ok(error instanceof ValidationError)
    return error.issues
  }
  const price = new DecimalInput({ max: 10, maxDigits: 3, decimalPlaces: 1 })
  assert.deepEqual(
    (await refused(price, '99.999')).map((issue) => issue.code),
    ['max_value', 'max_digits'],
  )
  const [step] = await refused(new IntegerInput({ min: 3, step: 2 }), '4')
  assert.match(step!.message, /step size 2, starting from 3, e\.g\. 3, 5, 7/)
})

test('the parts of a value are compared as what they mean', async () => {
  const phone = new MultiInput([new CharInput(), new IntegerInput()], {
    compress: (values) => (values as unknown[]).join(' '),
    decompress: (value: string) => value.split(' '),
  })
  assert.equal(phone.hasChanged('a 5', ['a', '5']), false)
  assert.equal(phone.hasChanged('a 5', ['a', '6']), true)
  assert.equal(phone.hasChanged('a x', ['a', '5']), true)
})

test('JSON with a text that PostgreSQL cannot hold is refused; what only looks like one is not', async () => {
  const input = new JsonInput()
  for (const raw of ['"\\u0000"', '{"a": ["\\u0000"]}', '{"\\u0000": 1}', '"\\ud800"'])
    assert.equal(await code(input, raw), 'invalid')
  assert.equal(await input.clean('"\\\\u0000"'), '\\u0000')
})

test('a lone separator is no number', async () => {
  await withLocale(new Translations({}).locale('en'), async () => {
    for (const raw of [',', '\u066c', '  '])
      assert.equal(await code(new DecimalInput({ localize: true, required: false }), raw), 'invalid')
  })
})

test('an empty JSON field is shown empty', async () => {
  class Settings extends Form {
    options = new JsonInput()
  }
  const form = new Settings({ data: { options: '' } })
  assert.equal(await form.isValid(), false)
  assert.equal(form.field('options').value, '')
})
