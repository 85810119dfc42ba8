import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { type BaseField, Decimal, field, fieldFromState, fieldTypes } from '../../../src/data/orm/index.ts'
import type { DatabaseName } from '../../../src/data/query/index.ts'

const databases: readonly DatabaseName[] = ['sqlite', 'postgres', 'mysql']

/** Field functions are typed as the value that a row holds; what they give is the field. */
const made = (value: unknown): BaseField => value as BaseField

/** There and back through a database's stored form. */
function stored(given: BaseField, value: unknown, database: DatabaseName = 'sqlite'): unknown {
  const codec = given.codec(database)
  return codec.encode === undefined ? value : codec.encode(value as never)
}
function read(given: BaseField, raw: unknown, database: DatabaseName = 'sqlite'): unknown {
  const codec = given.codec(database)
  return codec.decode === undefined ? raw : codec.decode(raw as never)
}

function refused(given: BaseField, value: unknown, code = 'invalid'): void {
  assert.throws(
    () => given.clean(value),
    (error) => error instanceof ValidationError && error.issues[0]?.code === code,
    `${given.type} takes ${String(value)}`,
  )
}

const issuesOf = (given: BaseField, value: unknown): string[] => {
  try {
    given.validate(value)
    return []
  } catch (error) {
    assert.ok(error instanceof ValidationError)
    return error.issues.map((issue) => issue.code)
  }
}

describe('clean: what a row holds', () => {
  test('null passes every kind of field', () => {
    for (const Field of fieldTypes.values()) {
      const options = { maxLength: 3, maxDigits: 4, decimalPlaces: 2, to: () => class {}, onDelete: 'cascade' }
      assert.equal(new Field(options as never).clean(null), null)
    }
  })

  test('text', () => {
    const char = made(field.char({ maxLength: 5 }))
    assert.equal(char.clean('x'), 'x')
    assert.equal(char.clean(5), '5')
    assert.equal(char.clean(new Decimal('1.5')), '1.5')
    refused(char, {})
    refused(char, ['a'])
    refused(char, new Date())
    refused(char, Symbol('x'))
  })

  test('whole numbers', () => {
    const integer = made(field.integer())
    assert.equal(integer.clean('-12'), -12)
    assert.equal(integer.clean(' 7 '), 7)
    assert.equal(integer.clean(7n), 7)
    assert.equal(integer.clean(true), 1)
    for (const value of ['', '1.5', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 'x', {}, [1], 2n ** 60n, new Date()])
      refused(integer, value)
  })

  test('big whole numbers', () => {
    const big = made(field.bigInteger())
    assert.equal(big.clean('9007199254740993'), 9007199254740993n)
    assert.equal(big.clean(-3), -3n)
    refused(big, 1.5)
    refused(big, 2 ** 60)
    assert.deepEqual(issuesOf(big, 2n ** 63n), ['max_value'])
    assert.deepEqual(issuesOf(big, -(2n ** 63n)), [])
    assert.deepEqual(issuesOf(made(field.positiveBigInteger()), -1n), ['min_value'])
  })

  test('floats', () => {
    const float = made(field.float())
    assert.equal(float.clean('1e3'), 1000)
    for (const value of ['', 'nan', 'Infinity', Number.NaN, {}, [], new Date()]) refused(float, value)
  })

  test('booleans', () => {
    const boolean = made(field.boolean())
    for (const value of [true, 't', 'True', '1', 1]) assert.equal(boolean.clean(value), true)
    for (const value of [false, 'f', 'False', '0', 0]) assert.equal(boolean.clean(value), false)
    for (const value of ['', 'yes', 2, {}]) refused(boolean, value)
    assert.equal(made(field.boolean({ null: true })).clean(''), null)
    refused(made(field.boolean({ null: true })), 'yes', 'invalid_nullable')
  })

  test('decimals read with their places', () => {
    const decimal = made(field.decimal({ maxDigits: 6, decimalPlaces: 2 }))
    assert.equal(String(decimal.clean('12.5')), '12.50')
    assert.equal(String(decimal.clean(3)), '3.00')
    assert.ok(decimal.clean(' 1.005 ') instanceof Decimal)
    assert.equal(String((decimal.clean('12.5') as Decimal).plus(1)), '13.5')
    for (const value of ['', 'x', 'NaN', 'Infinity', Number.NaN, {}, []]) refused(decimal, value)
    assert.deepEqual(issuesOf(decimal, '1.005'), ['max_decimal_places'])
    assert.deepEqual(issuesOf(decimal, '12345.6'), ['max_whole_digits'])
    assert.deepEqual(issuesOf(decimal, '1234.56'), [])
  })

  test('dates', () => {
    const date = made(field.date())
    assert.equal(date.clean('2024-2-9'), '2024-02-09')
    assert.equal(date.clean(new Date('2024-02-29T23:59:59Z')), '2024-02-29')
    for (const value of ['', '2024', '29.2.2024', '2024-02-29T10:00', {}, 3, new Date(Number.NaN)]) refused(date, value)
    for (const value of ['2023-02-29', '2024-13-01', '0000-01-01', '2024-04-31']) refused(date, value, 'invalid_date')
  })

  test('times', () => {
    const time = made(field.time())
    assert.equal(time.clean('9:5'), '09:05:00')
    assert.equal(time.clean('23:59:59.5'), '23:59:59.500000')
    assert.equal(time.clean('23:59:59.0'), '23:59:59')
    for (const value of ['', '9', 'x', 3, {}]) refused(time, value)
    for (const value of ['24:00', '12:60', '12:00:60']) refused(time, value, 'invalid_time')
  })

  test('date-times', () => {
    const datetime = made(field.datetime())
    const at = (text: string) => (datetime.clean(text) as Date).toISOString()
    assert.equal(at('2024-02-29 10:11:12'), '2024-02-29T10:11:12.000Z')
    assert.equal(at('2024-02-29T10:11:12.123456Z'), '2024-02-29T10:11:12.123Z')
    assert.equal(at('2024-02-29T10:11+02:00'), '2024-02-29T08:11:00.000Z')
    assert.equal(at('2024-02-29T10:11:00-0530'), '2024-02-29T15:41:00.000Z')
    assert.equal(at('2024-02-29'), '2024-02-29T00:00:00.000Z')
    for (const value of ['', 'x', '2024-02-29 x', 3, {}, new Date(Number.NaN)]) refused(datetime, value)
    for (const value of ['2023-02-29 10:00', '2024-02-28 25:00']) {
      assert.throws(() => datetime.clean(value), ValidationError)
    }
    refused(datetime, '2023-02-29 10:00', 'invalid_datetime')
  })

  test('uuids', () => {
    const uuid = made(field.uuid())
    const text = '550e8400-e29b-41d4-a716-446655440000'
    for (const value of [text, text.toUpperCase(), text.replaceAll('-', ''), `{${text}}`, `urn:uuid:${text}`])
      assert.equal(uuid.clean(value), text)
    for (const value of ['', 'x', `${text}0`, 3]) refused(uuid, value)
  })

  test('IP addresses', () => {
    const ip = made(field.ipAddress())
    assert.equal(ip.clean(' 127.0.0.1 '), '127.0.0.1')
    assert.equal(ip.clean('2001:0DB8:0:0::1'), '2001:db8::1')
    assert.equal(ip.clean('::ffff:10.0.0.1'), '::ffff:10.0.0.1')
    assert.deepEqual(issuesOf(ip, '300.1.1.1'), ['invalid'])
    assert.deepEqual(issuesOf(made(field.ipAddress({ protocol: 'ipv6' })), '127.0.0.1'), ['invalid'])
  })

  test('documents', () => {
    const json = made(field.json())
    for (const value of [{ a: [1, null] }, 'x', 0, false, []]) assert.equal(json.clean(value), value)
    refused(json, () => 1)
    refused(json, 3n)
    const circle: Record<string, unknown> = {}
    circle.self = circle
    assert.deepEqual(issuesOf(json, circle), ['invalid'])
  })
})

describe('stored forms', () => {
  test('SQLite stores what Django stores', () => {
    const moment = new Date('2024-02-29T10:11:12.120Z')
    assert.equal(stored(made(field.datetime()), moment), '2024-02-29 10:11:12.120000')
    assert.equal(stored(made(field.datetime()), new Date('2024-02-29T10:11:12Z')), '2024-02-29 10:11:12')
    assert.equal(stored(made(field.boolean()), true), 1)
    assert.equal(stored(made(field.decimal({ maxDigits: 6, decimalPlaces: 2 })), new Decimal('1.005')), '1.00')
    assert.equal(stored(made(field.decimal({ maxDigits: 6, decimalPlaces: 2 })), new Decimal('1.015')), '1.02')
    assert.equal(stored(made(field.uuid()), '550e8400-e29b-41d4-a716-446655440000'), '550e8400e29b41d4a716446655440000')
    assert.equal(stored(made(field.json()), { a: 1 }), '{"a":1}')
    assert.equal(stored(made(field.date()), '2024-02-29'), '2024-02-29')
  })

  test('Django’s rows are read', () => {
    const at = (raw: string) => (read(made(field.datetime()), raw) as Date).toISOString()
    assert.equal(at('2024-02-29 10:11:12.123456'), '2024-02-29T10:11:12.123Z')
    assert.equal(at('2024-02-29 10:11:12'), '2024-02-29T10:11:12.000Z')
    assert.equal(at('0099-12-31 10:11:12'), '0099-12-31T10:11:12.000Z')
    assert.equal(at('2024-02-29 10:11:12+02:00'), '2024-02-29T08:11:12.000Z')
    const price = made(field.decimal({ maxDigits: 15, decimalPlaces: 2 }))
    assert.equal(String(read(price, 12.5)), '12.50')
    assert.equal(String(read(price, 0.1 + 0.2)), '0.30')
    assert.equal(String(read(price, 7)), '7.00')
    assert.equal(String(read(price, '1234567890123.45')), '1234567890123.45')
    assert.equal(read(made(field.boolean()), 1), true)
    assert.equal(read(made(field.boolean()), 0), false)
    assert.deepEqual(read(made(field.json()), '{"a": [1, 2]}'), { a: [1, 2] })
    assert.equal(read(made(field.bigInteger()), 5), 5n)
    assert.equal(made(field.bigInteger()).codec('sqlite').wide, true)
  })

  test('a decimal that its column cannot hold is refused, not cut', () => {
    const decimal = made(field.decimal({ maxDigits: 4, decimalPlaces: 2 }))
    const store = decimal.codec('sqlite').store as (value: Decimal) => unknown
    assert.throws(() => store(new Decimal('123.4')), ValidationError)
    assert.throws(() => store(new Decimal('99.996')), ValidationError)
    assert.equal(stored(decimal, new Decimal('123.4')), '123.40')
    assert.equal(store(new Decimal('99.99')), '99.99')
    assert.equal(stored(decimal, new Decimal('99.99')), '99.99')
    assert.equal(stored(decimal, new Decimal('0')), '0.00')
  })

  test('every date-time comes back, to the millisecond', () => {
    const datetime = made(field.datetime())
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moments, (moment) => {
        for (const database of databases)
          assert.equal(
            (read(datetime, stored(datetime, moment, database), database) as Date).getTime(),
            moment.getTime(),
          )
      }),
    )
  })

  test('every decimal of the column comes back', () => {
    const decimal = made(field.decimal({ maxDigits: 15, decimalPlaces: 4 }))
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (units) => {
        const value = new Decimal(units).div(10_000)
        const text = stored(decimal, value) as string
        assert.ok(value.eq(read(decimal, text) as Decimal))
        // The NUMERIC column of SQLite keeps it as a double.
        assert.ok(value.eq(read(decimal, Number(text)) as Decimal))
      }),
    )
  })

  test('every uuid comes back', () => {
    const uuid = made(field.uuid())
    fc.assert(fc.property(fc.uuid(), (value) => assert.equal(read(uuid, stored(uuid, value)), value)))
  })
})

test('column types are Django’s', () => {
  const types = (value: unknown) => databases.map((database) => made(value).columnType(database))
  assert.deepEqual(types(field.char({ maxLength: 50 })), ['varchar(50)', 'varchar(50)', 'varchar(50)'])
  assert.deepEqual(types(field.text()), ['text', 'text', 'longtext'])
  assert.deepEqual(types(field.slug()), ['varchar(50)', 'varchar(50)', 'varchar(50)'])
  assert.deepEqual(types(field.email()), ['varchar(254)', 'varchar(254)', 'varchar(254)'])
  assert.deepEqual(types(field.url()), ['varchar(200)', 'varchar(200)', 'varchar(200)'])
  assert.deepEqual(types(field.image()), ['varchar(100)', 'varchar(100)', 'varchar(100)'])
  assert.deepEqual(types(field.boolean()), ['bool', 'boolean', 'bool'])
  assert.deepEqual(types(field.datetime()), ['datetime', 'timestamp with time zone', 'datetime(6)'])
  assert.deepEqual(types(field.decimal({ maxDigits: 9, decimalPlaces: 2 })), [
    'decimal',
    'numeric(9, 2)',
    'numeric(9, 2)',
  ])
  assert.deepEqual(types(field.positiveSmallInteger()), ['smallint unsigned', 'smallint', 'smallint UNSIGNED'])
  assert.deepEqual(types(field.uuid()), ['char(32)', 'uuid', 'uuid'])
  assert.deepEqual(types(field.json()), ['text', 'jsonb', 'json'])
  assert.deepEqual(types(field.ipAddress()), ['char(39)', 'inet', 'char(39)'])
  assert.deepEqual(types(field.bigAuto()), ['integer', 'bigint', 'bigint AUTO_INCREMENT'])
  assert.deepEqual(types(field.float()), ['real', 'double precision', 'double precision'])
})

describe('validate', () => {
  test('null, blank, choices, limits and validators', () => {
    assert.deepEqual(issuesOf(made(field.char({ maxLength: 3 })), null), ['null'])
    assert.deepEqual(issuesOf(made(field.char({ maxLength: 3 })), ''), ['blank'])
    assert.deepEqual(issuesOf(made(field.char({ maxLength: 3, blank: true })), ''), [])
    assert.deepEqual(issuesOf(made(field.char({ maxLength: 3, null: true })), null), [])
    assert.deepEqual(issuesOf(made(field.char({ maxLength: 3 })), 'four'), ['max_length'])
    assert.deepEqual(issuesOf(made(field.char({ maxLength: 3 })), 'a\0'), ['null_characters_not_allowed'])
    assert.deepEqual(issuesOf(made(field.email()), 'x'), ['invalid'])
    assert.deepEqual(issuesOf(made(field.slug()), 'a b'), ['invalid'])
    assert.deepEqual(issuesOf(made(field.positiveInteger()), -1), ['min_value'])
    assert.deepEqual(issuesOf(made(field.smallInteger()), 40000), ['max_value'])
    assert.deepEqual(issuesOf(made(field.boolean()), false), [])
    const chosen = made(field.char({ maxLength: 8, choices: { draft: 'Draft', live: 'Live' } }))
    assert.deepEqual(issuesOf(chosen, 'gone'), ['invalid_choice'])
    assert.deepEqual(issuesOf(chosen, 'live'), [])
    assert.deepEqual(issuesOf(made(field.integer({ choices: { 1: 'One', 2: 'Two' } })), '2'), [])
    const even = (value: number): void => {
      if (value % 2 === 1) throw new ValidationError('odd', { code: 'odd' })
    }
    assert.deepEqual(issuesOf(made(field.integer({ validators: [even] })), 3), ['odd'])
  })

  test('all that is wrong is said at once', () => {
    assert.deepEqual(issuesOf(made(field.email({ maxLength: 3 })), 'abcd'), ['invalid', 'max_length'])
  })

  test('what a validator throws beside a ValidationError is not swallowed', () => {
    const broken = (): void => {
      throw new TypeError('broken')
    }
    assert.throws(() => made(field.integer({ validators: [broken] })).validate(3), TypeError)
  })
})

describe('describe', () => {
  test('says what the value is', () => {
    const schema = made(
      field.char({ maxLength: 8, choices: { draft: 'Draft' }, default: 'draft', help: 'Where it is.', secret: true }),
    )
      .bound({ property: 'editState', target: null, through: null, key: null })
      .describe()
    assert.equal(schema.kind, 'string')
    assert.equal(schema.type, 'char')
    assert.equal(schema.label, 'edit state')
    assert.equal(schema.maxLength, 8)
    assert.deepEqual(schema.choices, [{ value: 'draft', label: 'Draft' }])
    assert.equal(schema.default, 'draft')
    assert.equal(schema.hasDefault, true)
    assert.equal(schema.secret, true)
    assert.equal(schema.null, false)
  })

  test('what fills itself is not edited', () => {
    const created = made(field.datetime({ autoNowAdd: true }))
    assert.equal(created.describe().editable, false)
    assert.equal(created.describe().blank, true)
    assert.equal(created.describe().hasDefault, true)
    assert.equal(made(field.bigAuto()).describe().editable, false)
  })

  test('a text that may be blank has the default of an empty text', () => {
    assert.equal(made(field.text({ blank: true })).defaultValue(), '')
    assert.equal(made(field.text({ blank: true, null: true })).defaultValue(), undefined)
    assert.equal(made(field.text()).defaultValue(), undefined)
    assert.equal(made(field.integer({ blank: true })).defaultValue(), undefined)
  })

  test('a default that is a function is called for each row', () => {
    const json = made(field.json({ default: () => ({}) }))
    assert.notEqual(json.defaultValue(), json.defaultValue())
    assert.equal(json.describe().hasDefault, true)
    assert.equal('default' in json.describe(), false)
  })
})

describe('beforeSave', () => {
  const now = (value: unknown, adding: boolean) =>
    (made(value) as BaseField & { beforeSave(row: object, adding: boolean): unknown }).beforeSave({}, adding)

  test('autoNow fills at every save, autoNowAdd at the first', () => {
    assert.ok(now(field.datetime({ autoNow: true }), false) instanceof Date)
    assert.ok(now(field.datetime({ autoNowAdd: true }), true) instanceof Date)
    assert.equal(now(field.datetime({ autoNowAdd: true }), false), undefined)
    assert.match(String(now(field.date({ autoNow: true }), false)), /^\d{4}-\d\d-\d\d$/)
    assert.match(String(now(field.time({ autoNow: true }), false)), /^\d\d:\d\d:\d\d/)
    assert.equal(now(field.datetime(), true), undefined)
  })
})

describe('deconstruct', () => {
  test('gives the options that differ from their defaults, as plain data', () => {
    const state = made(
      field.char({ maxLength: 8, null: false, unique: true, choices: ['a', 'b'], validators: [() => {}], help: '' }),
    ).deconstruct()
    assert.deepEqual(state, { type: 'char', options: { maxLength: 8, unique: true, choices: ['a', 'b'] } })
    const fee = made(field.decimal({ maxDigits: 6, decimalPlaces: 2, default: new Decimal('1.5') })).deconstruct()
    assert.deepEqual(fee.options, { maxDigits: 6, decimalPlaces: 2, default: '1.5' })
    assert.deepEqual(made(field.json({ default: () => ({}) })).deconstruct(), { type: 'json', options: {} })
  })

  test('fieldFromState is the way back', () => {
    const fields = [
      field.char({ maxLength: 8, default: 'x' }),
      field.decimal({ maxDigits: 6, decimalPlaces: 2, default: '1.50' }),
      field.datetime({ autoNow: true }),
      field.image({ blank: true, uploadTo: 'pictures' }),
      field.uuid({ primaryKey: true }),
    ]
    for (const value of fields) {
      const state = made(value).deconstruct()
      const back = fieldFromState(state)
      assert.equal(back.constructor, made(value).constructor)
      assert.deepEqual(back.deconstruct(), state)
      assert.equal(back.columnType('postgres'), made(value).columnType('postgres'))
    }
  })

  test('an unknown type is refused with the name that was meant', () => {
    assert.throws(() => fieldFromState({ type: 'chr', options: {} }), {
      code: 'NUAGES_ORM_UNKNOWN_FIELD_TYPE',
      message: /'char'/,
    })
  })
})

test('transforms give what the next lookup compares', () => {
  const published = made(field.datetime())
  assert.equal(published.transform('year')?.output.type, 'integer')
  assert.equal(published.transform('date')?.output.type, 'date')
  assert.equal(published.transform('time')?.output.type, 'time')
  assert.equal(published.transform('hour')?.name, 'hour')
  assert.equal(published.transform('era'), null)
  assert.equal(made(field.date()).transform('hour'), null)
  assert.equal(made(field.time()).transform('year'), null)
  assert.equal(made(field.char({ maxLength: 3 })).transform('year'), null)
  assert.deepEqual(made(field.json()).transform('owner')?.arguments, ['owner'])
  assert.deepEqual(made(field.json()).transform('0')?.arguments, [0])
})
