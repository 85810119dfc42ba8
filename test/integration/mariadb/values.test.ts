import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DatabaseValue } from '../../../src/data/query/index.ts'
import { skipWithout } from '../../support/services.ts'
import { code, openedWith, read, scratchFor, write } from './helpers.ts'

const skip = await skipWithout('mariadb')

test('each type comes as the driver promises', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const cases: [type: string, literal: string, value: DatabaseValue][] = [
    ['tinyint', '-128', -128],
    ['boolean', 'true', 1],
    ['smallint unsigned', '65535', 65_535],
    ['mediumint', '-8388608', -8_388_608],
    ['integer', '-2147483648', -2_147_483_648],
    ['integer unsigned', '4294967295', 4_294_967_295],
    ['bigint', '-9007199254740991', -9_007_199_254_740_991],
    ['bigint unsigned', '9007199254740991', 9_007_199_254_740_991],
    ['decimal(30,9)', '12345678901234567890.123456789', '12345678901234567890.123456789'],
    ['decimal(10,0)', '12', '12'],
    ['double', '1e308', 1e308],
    ['double', '0.1', 0.1],
    ['float', '0.5', 0.5],
    ['year', '2024', 2024],
    ['varchar(10)', "'é😀'", 'é😀'],
    ['varchar(10)', "''", ''],
    ['varchar(10)', "'a  '", 'a  '],
    ['char(3)', "'a'", 'a'],
    ['longtext', "'\\'", '\\'],
    ['binary(3)', "X'00ff10'", new Uint8Array([0, 255, 16])],
    ['longblob', "X'00ff10'", new Uint8Array([0, 255, 16])],
    ['varbinary(9)', "''", new Uint8Array()],
    ['bit(9)', "b'100000001'", new Uint8Array([1, 1])],
    ['date', "'2024-02-29'", '2024-02-29'],
    ['date', "'0001-01-01'", '0001-01-01'],
    ['time(6)', "'23:59:59.000001'", '23:59:59.000001'],
    ['time', "'-838:59:59'", '-838:59:59'],
    ['datetime', "'2024-02-29 12:30:00'", '2024-02-29 12:30:00'],
    ['datetime(6)', "'2024-02-29 12:30:00.0001'", '2024-02-29 12:30:00.000100'],
    ['datetime(6)', "'9999-12-31 23:59:59.999999'", '9999-12-31 23:59:59.999999'],
    ['timestamp(3) null', "'2024-02-29 12:30:00.5'", '2024-02-29 12:30:00.500'],
    ['json', `'{"b":[1,null], "a":"x"}'`, '{"b":[1,null], "a":"x"}'],
    ['uuid', "'7F4D02E5-5905-4fe2-a342-ecc020763c92'", '7f4d02e5-5905-4fe2-a342-ecc020763c92'],
    ['inet6', "'::1'", '::1'],
    [`enum('a','b')`, "'b'", 'b'],
    [`set('a','b','c')`, "'c,a'", 'a,c'],
    [`set('a','b','c')`, "''", ''],
    ['point', "ST_GeomFromText('POINT(1 2)')", '{"type":"Point","coordinates":[1,2]}'],
  ]
  const names = cases.map((_, i) => `c${i}`).join(', ')
  await database.script(`CREATE TABLE every (${cases.map(([type], i) => `c${i} ${type}`).join(', ')})`)
  await database.script(`INSERT INTO every VALUES (${cases.map(([, literal]) => literal).join(', ')})`)
  await database.script(`INSERT INTO every VALUES (${cases.map(() => 'NULL').join(', ')})`)
  for (let i = 0; i < 3; i++) {
    const [row, empty] = await read(database, `SELECT ${names} FROM every`)
    cases.forEach(([type, literal, value], k) => {
      assert.deepEqual(row![k], value, `${type} ${literal}`)
      if (type !== 'point') assert.equal(empty![k], null, type)
    })
  }
  const texts: [string, DatabaseValue][] = [
    ['1 + 1', 2],
    ['1 / 4', '0.2500'],
    ["'a' || 'b'", 'ab'],
    ['1 = 1', 1],
    ["'a' = 'A'", 0],
    ["'a' = 'a '", 0],
    ["'é' = 'e'", 0],
    ['1 / 0', null],
    ["JSON_EXTRACT('{\"a\": [1]}', '$.a')", '[1]'],
    ["GROUP_CONCAT('x')", 'x'],
    ['NULL', null],
    ["CAST('2024-01-02 03:04:05' AS datetime(6))", '2024-01-02 03:04:05.000000'],
  ]
  const [row] = await read(database, `SELECT ${texts.map(([text]) => text).join(', ')}`)
  texts.forEach(([text, value], i) => {
    assert.deepEqual(row![i], value, text)
  })
  assert.deepEqual(
    await database.all({ text: 'SELECT CAST(1 AS SIGNED), 9223372036854775807', writes: false, wide: true }, []),
    [[1n, 9_223_372_036_854_775_807n]],
  )
})

test('values go in and come out the same', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const wellFormed = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
  const moments = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }
  const kinds: [type: string, values: fc.Arbitrary<DatabaseValue>][] = [
    ['integer', fc.integer()],
    ['bigint', fc.maxSafeInteger()],
    ['double', fc.double({ noNaN: true, noDefaultInfinity: true })],
    ['longtext', wellFormed],
    ['longblob', fc.uint8Array()],
    ['boolean', fc.boolean()],
    ['datetime(3)', fc.date(moments)],
  ]
  await database.script(`CREATE TABLE v (${kinds.map(([type], i) => `c${i} ${type}`).join(', ')})`)
  const insert = `INSERT INTO v VALUES (${kinds.map(() => '?').join(', ')})`
  const known = (value: DatabaseValue): DatabaseValue => {
    if (value instanceof Date) return value.toISOString().slice(0, 23).replace('T', ' ')
    if (typeof value === 'boolean') return value ? 1 : 0
    return Object.is(value, -0) ? 0 : value
  }
  await fc.assert(
    fc.asyncProperty(fc.tuple(...kinds.map(([, values]) => fc.option(values))), async (values) => {
      await write(database, 'DELETE FROM v')
      await write(database, insert, ...values)
      const [row] = await read(database, 'SELECT * FROM v')
      assert.deepEqual(
        row!.map((value) => (Object.is(value, -0) ? 0 : value)),
        values.map(known),
      )
    }),
    { numRuns: 150 },
  )
  const text = 'SELECT ?, ?, ?, ?, ?'
  assert.deepEqual(await read(database, text, 2_147_483_647, 2 ** 53 - 1, -(2 ** 40), 7n, 'it’s \\ "?" \''), [
    [2_147_483_647, 2 ** 53 - 1, -(2 ** 40), 7, 'it’s \\ "?" \''],
  ])
  const long = 'é'.repeat(3_000_000)
  assert.deepEqual(await read(database, 'SELECT ?, ?', long, new Uint8Array(100_000).fill(7)), [
    [long, new Uint8Array(100_000).fill(7)],
  ])
})

test('what MariaDB cannot hold is refused before it is sent', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  const far = new Date('+012024-01-01T00:00:00Z')
  const bad: unknown[] = ['a\0b', '\ud800', new Date(Number.NaN), far, undefined, {}, [1], Symbol('x'), Number.NaN]
  for (const value of [...bad, Infinity, 2n ** 64n, -(2n ** 63n) - 1n])
    for (let i = 0; i < 3; i++)
      await assert.rejects(read(database, 'SELECT ?', value as never), code('BAD_PARAMETER'), String(value))
  const many = Array.from({ length: 65_536 }, () => 1)
  await assert.rejects(read(database, 'SELECT 1', ...many), code('BAD_PARAMETER'))
  await assert.rejects(database.script('SELECT 1\0'), code('BAD_PARAMETER'))
  assert.deepEqual(await read(database, 'SELECT ?', 'fine'), [['fine']])
  assert.deepEqual(await read(database, 'SELECT ? = 18446744073709551615', 2n ** 64n - 1n), [[1]])
})

test('what was written is counted: rows that were found, also where nothing changed', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE k (id bigint AUTO_INCREMENT PRIMARY KEY, a integer)')
  assert.deepEqual(await write(database, 'INSERT INTO k (a) VALUES (1)'), { changes: 1, lastKey: 1 })
  assert.deepEqual(await write(database, 'INSERT INTO k (id, a) VALUES (9007199254740993, 1)'), {
    changes: 1,
    lastKey: 9007199254740993n,
  })
  assert.deepEqual(await write(database, 'UPDATE k SET a = 1'), { changes: 2, lastKey: null })
  assert.equal((await write(database, 'DELETE FROM k WHERE id > 1')).changes, 1)
  const returning = { text: 'DELETE FROM k RETURNING id, a', writes: true, wide: false, named: true }
  assert.deepEqual(await database.all(returning, []), [[1, 1]])
})

test('many rows arrive whole, and a loop over many more keeps few of them', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const rows = await read(database, "SELECT seq, CONCAT('row ', seq) FROM seq_1_to_100000")
  assert.equal(rows.length, 100_000)
  assert.deepEqual(rows[99_999], [100_000, 'row 100000'])
  let count = 0
  let most = 0
  const text = "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_200000"
  for await (const batch of database.batches({ text, writes: false, wide: false }, [], 500)) {
    count += batch.length
    if (count % 10_000 === 0) most = Math.max(most, process.memoryUsage().rss)
  }
  assert.equal(count, 200_000)
  assert.ok(most < 450 * 2 ** 20, `${most} bytes`)
})
