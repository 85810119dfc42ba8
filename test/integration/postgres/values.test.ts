import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseArray } from '../../../src/data/drivers/postgres/arrays.ts'
import { moment } from '../../../src/data/drivers/postgres/decode.ts'
import { arrayText, momentText } from '../../../src/data/drivers/postgres/encode.ts'
import { MessageReader } from '../../../src/data/drivers/postgres/reader.ts'
import type { DatabaseValue } from '../../../src/data/query/index.ts'
import { skipWithout } from '../../support/services.ts'
import { code, openedWith, read, scratchFor } from './helpers.ts'

const skip = await skipWithout('postgres')

test('each type comes as the driver promises', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const cases: [string, DatabaseValue][] = [
    ['(-32768)::int2', -32_768],
    ['(-2147483648)::int4', -2_147_483_648],
    ['2147483647', 2_147_483_647],
    ['9007199254740991', 9_007_199_254_740_991],
    ['(-999999999999999)::int8', -999_999_999_999_999],
    ['4000000000::oid', 4_000_000_000],
    ['12345678901234567890.123456789::numeric', '12345678901234567890.123456789'],
    ['0.1::float4', 0.1],
    ['1e308::float8', 1e308],
    ["'-Infinity'::float8", -Infinity],
    ["'NaN'::float8", Number.NaN],
    ['true', true],
    ['false', false],
    ["'é😀'::text", 'é😀'],
    ["''::varchar", ''],
    ["'a'::char(3)", 'a  '],
    ["'\\x00ff10'::bytea", new Uint8Array([0, 255, 16])],
    ["''::bytea", new Uint8Array()],
    ["'2024-02-29'::date", '2024-02-29'],
    ["'23:59:59.000001'::time", '23:59:59.000001'],
    ["'2024-02-29 12:30:00'::timestamp", '2024-02-29 12:30:00'],
    ["'2024-02-29 12:30:00.9999+02'::timestamptz", new Date('2024-02-29T10:30:00.999Z')],
    ["'0001-01-01 00:00:00+00'::timestamptz", new Date('0001-01-01T00:00:00Z')],
    ["interval '1 year 2 days -3 hours 0.5 seconds'", 'P1Y2DT-2H-59M-59.5S'],
    ['\'{"b": [1, null], "a": "x"}\'::jsonb', '{"a": "x", "b": [1, null]}'],
    ['\'{"b":1}\'::json', '{"b":1}'],
    ["'7F4D02E5-5905-4fe2-a342-ecc020763c92'::uuid", '7f4d02e5-5905-4fe2-a342-ecc020763c92'],
    ["'::1/128'::inet", '::1'],
    ['ARRAY[1, NULL, 3]', [1, null, 3]],
    ['ARRAY[]::text[]', []],
    [
      'ARRAY[[1, 2], [3, 4]]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [`ARRAY['a,b', 'NULL', '"', '\\', '{}', '', NULL]`, ['a,b', 'NULL', '"', '\\', '{}', '', null]],
    ['ARRAY[true, false]', [true, false]],
    ["ARRAY['\\x01'::bytea]", [new Uint8Array([1])]],
    ["ARRAY['2024-01-01 00:00:00+00'::timestamptz]", [new Date('2024-01-01T00:00:00Z')]],
    ["'[0:1]={5,6}'::int[]", [5, 6]],
    ['NULL::int', null],
  ]
  const rows = await read(database, `SELECT ${cases.map(([text]) => text).join(', ')}`)
  cases.forEach(([text, value], i) => {
    assert.deepEqual(rows[0]![i], value, text)
  })
  assert.deepEqual(await database.all({ text: 'SELECT 1::int8, 2, ARRAY[3::int8]', writes: false, wide: true }, []), [
    [1n, 2, [3n]],
  ])
})

test('values go in and come out the same', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const wellFormed = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
  const kinds: [string, fc.Arbitrary<DatabaseValue>][] = [
    ['int4', fc.integer()],
    ['int8', fc.maxSafeInteger()],
    ['float8', fc.double()],
    ['text', wellFormed],
    ['bytea', fc.uint8Array()],
    ['bool', fc.boolean()],
    ['timestamptz', fc.date({ min: new Date(-200_000_000_000_000), noInvalidDate: true })],
    ['text[]', fc.array(fc.option(wellFormed))],
    ['int4[]', fc.array(fc.option(fc.integer()))],
    ['bytea[]', fc.array(fc.uint8Array())],
  ]
  const text = `SELECT ${kinds.map(([type], i) => `$${i + 1}::${type}`).join(', ')}`
  await fc.assert(
    fc.asyncProperty(fc.tuple(...kinds.map(([, values]) => fc.option(values))), async (values) => {
      const known = values.map((value) => (Object.is(value, -0) ? 0 : value))
      assert.deepEqual(await read(database, text, ...known), [known])
    }),
    { numRuns: 200 },
  )
})

test('what PostgreSQL cannot hold is refused before it is sent', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  const bad: unknown[] = ['a\0b', '\ud800', new Date(Number.NaN), undefined, {}, ['a\0'], [undefined], Symbol('x')]
  for (const value of bad)
    for (let i = 0; i < 3; i++)
      await assert.rejects(read(database, 'SELECT $1::text', value as never), code('BAD_PARAMETER'))
  const many = Array.from({ length: 65_536 }, () => 1)
  await assert.rejects(read(database, 'SELECT 1', ...many), code('BAD_PARAMETER'))
  await assert.rejects(database.script('SELECT 1\0'), code('BAD_PARAMETER'))
  assert.deepEqual(await read(database, 'SELECT $1::text', 'fine'), [['fine']])
})

test('rows and values of many megabytes arrive whole', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const long = 'é'.repeat(3_000_000)
  assert.equal((await read(database, 'SELECT $1::text', long))[0]![0], long)
  const rows = await read(database, "SELECT i, 'row ' || i FROM generate_series(1, 100000) i")
  assert.equal(rows.length, 100_000)
  assert.deepEqual(rows[99_999], [100_000, 'row 100000'])
})

test('messages are cut out of any pieces', () => {
  const message = fc.tuple(fc.integer({ min: 65, max: 122 }), fc.uint8Array({ maxLength: 40 }))
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat(60)), (messages, cuts) => {
      const whole = Buffer.concat(
        messages.map(([type, body]) => {
          const head = Buffer.alloc(5)
          head[0] = type
          head.writeInt32BE(body.length + 4, 1)
          return Buffer.concat([head, body])
        }),
      )
      const found: [number, Uint8Array][] = []
      const reader = new MessageReader((type, buffer, at) => {
        const end = at - 4 + buffer.readInt32BE(at - 4)
        found.push([type, new Uint8Array(buffer.subarray(at, end))])
      })
      let at = 0
      for (const cut of [...cuts, whole.length]) {
        reader.push(whole.subarray(at, at + cut))
        at = Math.min(whole.length, at + cut)
      }
      assert.deepEqual(found, messages)
    }),
  )
})

test('lists and moments survive their own text', () => {
  const text = (buffer: Buffer, at: number, end: number) => buffer.toString('utf8', at, end)
  fc.assert(
    fc.property(fc.array(fc.option(fc.string())), (list) => {
      assert.deepEqual(parseArray(arrayText(list), text), list)
    }),
  )
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date(253_402_300_799_999), noInvalidDate: true }), (date) => {
      const written = Buffer.from(momentText(date).replace('T', ' ').replace('Z', '+00'))
      assert.deepEqual(moment(written, 0, written.length), date)
    }),
  )
})
