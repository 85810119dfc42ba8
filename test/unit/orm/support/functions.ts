import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { NuagesError } from '../../../../src/base/errors/index.ts'
import { field } from '../../../../src/data/orm/field.ts'
import { Model } from '../../../../src/data/orm/model.ts'
import {
  Abs,
  ACos,
  AnyValue,
  ASin,
  ATan,
  ATan2,
  Avg,
  BitAnd,
  BitOr,
  BitXor,
  BoolAnd,
  BoolOr,
  Case,
  Cast,
  Ceil,
  Chr,
  Coalesce,
  Collate,
  Concat,
  Cos,
  Cot,
  Count,
  CumeDist,
  Degrees,
  DenseRank,
  Exists,
  Exp,
  type ExpressionRuntime,
  Extract,
  F,
  FirstValue,
  Floor,
  Func,
  Greatest,
  JsonAgg,
  JsonArray,
  JsonObject,
  Lag,
  LastValue,
  Lead,
  Least,
  Left,
  Length,
  Ln,
  Log,
  Lower,
  LPad,
  LTrim,
  Max,
  MD5,
  Min,
  Mod,
  Now,
  NthValue,
  Ntile,
  NullIf,
  Ord,
  OuterRef,
  PercentRank,
  Pi,
  Power,
  Q,
  querySetOf,
  Radians,
  Random,
  Rank,
  Repeat,
  Replace,
  Reverse,
  Right,
  Round,
  RowNumber,
  RowRange,
  RPad,
  RTrim,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
  Sign,
  Sin,
  Sqrt,
  StdDev,
  StrIndex,
  StringAgg,
  Subquery,
  Substr,
  Sum,
  Tan,
  Trim,
  Trunc,
  TruncDate,
  TruncTime,
  Upper,
  Value,
  ValueRange,
  Variance,
  When,
  Window,
} from '../../../../src/data/orm/runtime.ts'
import type { World } from './database.ts'

export class Thing extends Model {
  name = field.char({ maxLength: 50 })
  note = field.text({ null: true })
  n = field.integer()
  size = field.float()
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  day = field.date({ null: true })
  at = field.datetime()
  clock = field.time()
  span = field.duration({ null: true })
  live = field.boolean()
  data = field.json({ null: true })
  group = field.char({ maxLength: 5 })
}

const things = querySetOf(Thing)
const hour = 3_600_000

const rows = [
  {
    name: 'Zoë 🌍',
    note: '  pad  ',
    n: 6,
    size: 2.25,
    price: '12.50',
    day: '2024-01-31',
    at: new Date('2024-03-31T00:30:00.250Z'),
    clock: '10:30:15.500000',
    span: 36 * hour + 1500,
    live: true,
    data: { a: 1 },
    group: 'a',
  },
  {
    name: 'bob',
    note: null,
    n: -3,
    size: -0.5,
    price: '0.05',
    day: null,
    at: new Date('2024-10-27T00:30:00Z'),
    clock: '23:59:59',
    span: null,
    live: false,
    data: null,
    group: 'a',
  },
  {
    name: "O'Neil",
    note: 'x',
    n: 5,
    size: 10,
    price: '99.99',
    day: '2023-12-31',
    at: new Date('2024-10-27T01:30:00Z'),
    clock: '00:00:00',
    span: 90_000,
    live: true,
    data: [1, 2],
    group: 'b',
  },
]

/** What every function gives, on one database. `open` makes a project of `Thing` alone on an empty one. */
export function functionSuite(title: string, open: () => Promise<World>, skip: string | false): void {
  const sqlite = title === 'SQLite'
  const mariadb = title === 'MariaDB'
  let project: World
  const it = (name: string, work: () => Promise<unknown>) =>
    test(`${title}: ${name}`, { skip }, () => project.run(async () => void (await work())))
  before(async () => {
    if (skip !== false) return
    project = await open()
    await project.run(() => things.bulkCreate(rows))
  })
  after(() => project?.close())

  /** The values that an expression has for the three rows. */
  const all = async (expression: object, name = 'x') =>
    (await things
      .annotate({ [name]: expression })
      .orderBy('pk')
      .valuesList(name, { flat: true })) as unknown[]
  /** The value that an expression has for the row whose `n` is that number. */
  const first = async (expression: object, n = 6) =>
    (await things.filter({ n }).annotate({ x: expression }).valuesList('x', { flat: true }))[0] as unknown
  const near = (actual: unknown, expected: number, digits = 12) =>
    assert.equal(Number(actual).toPrecision(digits), expected.toPrecision(digits))
  const refused = (work: () => unknown, code: string) =>
    assert.throws(work, (error) => error instanceof NuagesError && error.code === code)
  const rejected = (work: () => PromiseLike<unknown>, code: string) =>
    assert.rejects(
      async () => void (await work()),
      (error) => error instanceof NuagesError && error.code === code,
    )

  it('texts', async () => {
    assert.deepEqual(await all(Lower('name')), ['zoë 🌍', 'bob', "o'neil"])
    assert.deepEqual((await all(Upper('name'))).slice(1), ['BOB', "O'NEIL"])
    assert.deepEqual(await all(Length('name')), [5, 3, 6])
    assert.deepEqual(
      [await first(Trim('note')), await first(LTrim('note')), await first(RTrim('note'))],
      ['pad', 'pad  ', '  pad'],
    )
    assert.deepEqual(await all(Concat('name', Value(' <'), 'note', Value('>'), 'n')), [
      'Zoë 🌍 <  pad  >6',
      'bob <>-3',
      "O'Neil <x>5",
    ])
    assert.deepEqual(await all(Substr('name', 2, 3)), ['oë ', 'ob', "'Ne"])
    assert.deepEqual(await all(Substr('name', 5)), ['🌍', '', 'il'])
    assert.deepEqual(await all(F('name').slice(1, 3)), ['oë', 'ob', "'N"])
    assert.deepEqual(await all(F('name').slice(4)), ['🌍', '', 'il'])
    assert.deepEqual(await all(Left('name', 3)), ['Zoë', 'bob', "O'N"])
    assert.deepEqual(await all(Right('name', 4)), ['oë 🌍', 'bob', 'Neil'])
    assert.deepEqual(await all(Repeat('name', 2)), ['Zoë 🌍Zoë 🌍', 'bobbob', "O'NeilO'Neil"])
    assert.deepEqual(await all(Repeat('note', 0)), ['', null, ''])
    assert.deepEqual(await all(LPad('name', 6, Value('ab'))), ['aZoë 🌍', 'ababob', "O'Neil"])
    assert.deepEqual(await all(RPad('name', 5)), ['Zoë 🌍', 'bob  ', "O'Nei"])
    assert.deepEqual(await all(Replace('name', Value('o'), Value('0'))), ['Z0ë 🌍', 'b0b', "O'Neil"])
    assert.deepEqual(await all(Replace('name', Value('b'))), ['Zoë 🌍', 'o', "O'Neil"])
    assert.deepEqual(await all(Reverse('name')), ['🌍 ëoZ', 'bob', "lieN'O"])
    assert.deepEqual(await all(StrIndex('name', Value('o'))), [2, 2, 0])
    assert.deepEqual(await all(Chr(Ord('name'))), ['Z', 'b', 'O'])
    assert.equal(await first(Chr(127757)), '🌍')
    assert.deepEqual(await all(Ord('name')), [90, 98, 79])
    assert.deepEqual(
      await all(MD5('note')),
      ['2ab9c54a14ccd02a62ac5f1e7d5c22e8', null, '9dd4e461268c8034f5c8564e155c67a6'].map((each, i) =>
        i === 0 ? md5('  pad  ') : each,
      ),
    )
    const lengths = [SHA224('name'), SHA256('name'), SHA384('name'), SHA512('name')].map(
      async (each) => String(await first(each)).length,
    )
    assert.deepEqual(await Promise.all(lengths), [56, 64, 96, 128])
    assert.equal(await first(SHA256(Value('ë'))), sha256('ë'))
    const collation = sqlite ? 'nocase' : mariadb ? 'utf8mb4_bin' : 'C'
    assert.deepEqual(
      await all(Collate('name', collation)),
      rows.map(({ name }) => name),
    )
    if (sqlite) assert.equal(await things.filter({ name: Collate(Value('BOB'), 'nocase') }).count(), 1)
  })

  it('numbers', async () => {
    assert.deepEqual(await all(Abs('n')), [6, 3, 5])
    assert.deepEqual((await all(Abs('price'))).map(String), ['12.50', '0.05', '99.99'])
    assert.deepEqual(
      [await all(Ceil('size')), await all(Floor('size')), await all(Sign('n'))],
      [
        [3, mariadb ? 0 : -0, 10],
        [2, -1, 10],
        [1, -1, 1],
      ],
    )
    assert.deepEqual(await all(Round('size', { places: 1 })), sqlite ? [2.3, -0.5, 10] : [2.3, -0.5, 10])
    assert.deepEqual((await all(Round('price', { places: 1 }))).map(Number), [12.5, 0.1, 100])
    assert.deepEqual((await all(Round('price', { places: -1 }))).map(Number), [10, 0, 100])
    near(await first(Sqrt('size')), 1.5)
    near(await first(Sqrt('n')), Math.sqrt(6))
    near(await first(Power('n', 2)), 36)
    near(await first(F('n').power(2)), 36)
    near(await first(Mod('n', 4)), 2)
    near(await first(Mod('size', 2)), 0.25)
    near(await first(Exp('size')), Math.exp(2.25))
    near(await first(Ln('size')), Math.log(2.25))
    near(await first(Log(2, Value(8))), 3)
    near(await first(Pi()), Math.PI)
    for (const [make, expected] of [
      [Sin, Math.sin],
      [Cos, Math.cos],
      [Tan, Math.tan],
      [Cot, (x: number) => 1 / Math.tan(x)],
      [ATan, Math.atan],
      [Degrees, (x: number) => (x * 180) / Math.PI],
      [Radians, (x: number) => (x * Math.PI) / 180],
    ] as const)
      near(await first(make('size')), expected(2.25))
    near(await first(ASin('size'), -3), Math.asin(-0.5))
    near(await first(ACos('size'), -3), Math.acos(-0.5))
    near(await first(ATan2('n', 'size')), Math.atan2(6, 2.25))
    for (const each of (await all(Random())) as number[]) assert.ok(each >= 0 && each < 1)
    assert.ok(Decimal.isDecimal(await first(Sqrt('price'))))
    near(await first(Sqrt('price')), Math.sqrt(12.5))
    near(await first(Sqrt(F('n').plus(3))), 3)
  })

  it('bits', async () => {
    assert.deepEqual(await all(F('n').bitAnd(5)), [4, 5, 5])
    assert.deepEqual(await all(F('n').bitOr(1)), [7, -3, 5])
    assert.deepEqual(await all(F('n').bitXor(3)), [5, -2, 6])
    assert.deepEqual(await all(F('n').bitLeftShift(2)), [24, -12, 20])
    assert.deepEqual(await all(F('n').bitRightShift(1)), [3, -2, 2])
  })

  it('parts of dates and times, by clocks of other zones', async () => {
    assert.deepEqual(await all(Extract('day', 'year')), [2024, null, 2023])
    assert.deepEqual(await all(Extract('day', 'week_day')), [4, null, 1])
    assert.deepEqual(await all(Extract('day', 'iso_week_day')), [3, null, 7])
    assert.deepEqual(await all(Extract('day', 'iso_year')), [2024, null, 2023])
    assert.deepEqual(await all(Extract('day', 'week')), [5, null, 52])
    assert.deepEqual(await all(Extract('day', 'quarter')), [1, null, 4])
    assert.deepEqual(await all(Extract('clock', 'hour')), [10, 23, 0])
    assert.deepEqual(await all(Extract('clock', 'second')), [15, 59, 0])
    assert.deepEqual(await all(Extract('at', 'hour')), [0, 0, 1])
    // Summer time begins between the first two, and ends between the last two.
    assert.deepEqual(await all(Extract('at', 'hour', { timezone: 'Europe/Paris' })), [1, 2, 2])
    assert.deepEqual(await all(Extract('at', 'day', { timezone: 'America/New_York' })), [30, 26, 26])
    assert.deepEqual(await all(Extract('at', 'minute', { timezone: 'Asia/Kathmandu' })), [15, 15, 15])
    assert.deepEqual(await all(Extract('at', 'hour', { timezone: '+05:30' })), [6, 6, 7])
    assert.deepEqual(await all(Extract('at', 'hour', { timezone: 'UTC' })), [0, 0, 1])
    assert.deepEqual(await all(Extract('span', 'day')), [1, null, 0])
    assert.deepEqual(await all(Extract('span', 'hour')), [12, null, 0])
    assert.deepEqual(await all(Extract('span', 'second')), [1, null, 30])
    assert.equal(await things.filter({ at__year: 2024, n: Extract('at', 'month').plus(-5) }).count(), 1)
    assert.deepEqual(await all(F('at__month')), [3, 10, 10])
  })

  it('dates and times cut down', async () => {
    const iso = async (of: object) => ((await all(of)) as (Date | null)[]).map((each) => each?.toISOString() ?? null)
    assert.deepEqual(await iso(Trunc('at', 'month')), [
      '2024-03-01T00:00:00.000Z',
      '2024-10-01T00:00:00.000Z',
      '2024-10-01T00:00:00.000Z',
    ])
    assert.deepEqual(await iso(Trunc('at', 'second')), [
      '2024-03-31T00:30:00.000Z',
      '2024-10-27T00:30:00.000Z',
      '2024-10-27T01:30:00.000Z',
    ])
    // Midnight of the day on which the clocks change, and each of the two hours that clocks show as 02.
    assert.deepEqual(await iso(Trunc('at', 'day', { timezone: 'Europe/Paris' })), [
      '2024-03-30T23:00:00.000Z',
      '2024-10-26T22:00:00.000Z',
      '2024-10-26T22:00:00.000Z',
    ])
    assert.deepEqual(await iso(Trunc('at', 'hour', { timezone: 'Europe/Paris' })), [
      '2024-03-31T00:00:00.000Z',
      '2024-10-27T00:00:00.000Z',
      '2024-10-27T01:00:00.000Z',
    ])
    assert.deepEqual(await iso(Trunc('at', 'month', { timezone: 'Europe/Paris' })), [
      '2024-02-29T23:00:00.000Z',
      '2024-09-30T22:00:00.000Z',
      '2024-09-30T22:00:00.000Z',
    ])
    assert.deepEqual(await iso(Trunc('at', 'year', { timezone: '-03:00' })), [
      '2024-01-01T03:00:00.000Z',
      '2024-01-01T03:00:00.000Z',
      '2024-01-01T03:00:00.000Z',
    ])
    assert.deepEqual(await all(Trunc('at', 'day', { timezone: 'America/New_York', output: field.date() })), [
      '2024-03-30',
      '2024-10-26',
      '2024-10-26',
    ])
    assert.deepEqual(await all(TruncDate('at', { timezone: 'Asia/Tokyo' })), ['2024-03-31', '2024-10-27', '2024-10-27'])
    assert.deepEqual(await all(TruncTime('at', { timezone: 'Asia/Tokyo' })), [
      '09:30:00.250000',
      '09:30:00',
      '10:30:00',
    ])
    assert.deepEqual(await all(Trunc('day', 'week')), ['2024-01-29', null, '2023-12-25'])
    assert.deepEqual(await all(Trunc('day', 'quarter')), ['2024-01-01', null, '2023-10-01'])
    assert.deepEqual(await all(Trunc('clock', 'minute')), ['10:30:00', '23:59:00', '00:00:00'])
    assert.equal(
      await things
        .annotate({ month: Trunc('at', 'month') })
        .filter({ month: new Date('2024-10-01T00:00:00Z') })
        .count(),
      2,
    )
    const grouped = await things
      .annotate({ month: Trunc('at', 'month', { timezone: 'Europe/Paris' }) })
      .values('month')
      .annotate({ count: Count('pk') })
      .orderBy('month')
    assert.deepEqual(
      grouped.map((each) => (each as { count: number }).count),
      [1, 2],
    )
    const now = (await first(Now())) as Date
    assert.ok(Math.abs(now.getTime() - Date.now()) < 60_000)
    assert.equal(await things.filter({ at__lt: Now() }).count(), 3)
  })

  it('what is no part of a value is refused before the database', async () => {
    await rejected(() => things.annotate({ x: Extract('day', 'hour') }), 'NUAGES_ORM_BAD_ARGUMENT')
    await rejected(() => things.annotate({ x: Extract('n', 'year') }), 'NUAGES_ORM_BAD_ARGUMENT')
    await rejected(() => things.annotate({ x: Trunc('clock', 'day') }), 'NUAGES_ORM_BAD_ARGUMENT')
    await rejected(
      () => things.annotate({ x: Trunc('day', 'month', { output: field.datetime() }) }),
      'NUAGES_ORM_BAD_ARGUMENT',
    )
    refused(() => Extract('day', 'epoch' as never), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => Trunc('at', 'day', { timezone: 'Europe/Pariss' }), 'NUAGES_TIME_UNKNOWN_ZONE')
    refused(() => Substr('name', 0), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => Left('name', 0), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => LPad('name', -1), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => Round('size', { places: 0.5 }), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => Coalesce('name'), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => F('name').slice(-1), 'NUAGES_ORM_BAD_ARGUMENT')
    await rejected(() => things.annotate({ x: F('n').slice(0, 1) }), 'NUAGES_ORM_BAD_ARGUMENT')
    await rejected(() => things.annotate({ x: Coalesce('name', 'n') }), 'NUAGES_ORM_MIXED_KINDS')
    await rejected(() => things.annotate({ x: F('at').plus(F('day')) }), 'NUAGES_ORM_MIXED_KINDS')
    await rejected(() => things.annotate({ x: Func('PI') }), 'NUAGES_ORM_UNKNOWN_OUTPUT')
    await rejected(() => things.aggregate({ x: Sum('day') }), 'NUAGES_ORM_NOT_A_NUMBER')
  })

  it('choosing and converting', async () => {
    assert.deepEqual(await all(Coalesce('note', 'name')), ['  pad  ', 'bob', 'x'])
    assert.deepEqual(await all(Coalesce('day', Value('2000-01-01'))), ['2024-01-31', '2000-01-01', '2023-12-31'])
    assert.deepEqual(await all(Greatest('n', 0)), [6, 0, 5])
    assert.deepEqual(await all(Least('n', 'size')), [2.25, -3, 5])
    assert.deepEqual(await all(Greatest('note', Value('a'))), sqlite || mariadb ? ['a', null, 'x'] : ['a', 'a', 'x'])
    assert.deepEqual(await all(NullIf('n', 5)), [6, -3, null])
    assert.deepEqual(await all(Cast('n', field.char({ maxLength: 1 }))), ['6', '-', '5'])
    assert.deepEqual(await all(Cast('n', field.float())), [6, -3, 5])
    assert.deepEqual(
      (await all(Cast('size', field.decimal({ maxDigits: 6, decimalPlaces: 1 })))).map(Number),
      [2.3, -0.5, 10],
    )
    assert.deepEqual(await all(Cast('at', field.date())), ['2024-03-31', '2024-10-27', '2024-10-27'])
    assert.deepEqual(await all(Cast('at', field.time())), ['00:30:00.250000', '00:30:00', '01:30:00'])
    assert.deepEqual(await first(Cast('day', field.datetime())), new Date('2024-01-31T00:00:00Z'))
    assert.deepEqual(
      await first(Cast(Value('2024-05-06 07:08:09'), field.datetime())),
      new Date('2024-05-06T07:08:09Z'),
    )
    assert.deepEqual(await first(Cast(Value('12'), field.integer())), 12)
    assert.deepEqual(await first(Cast(Value('1 02:03:04'), field.duration())), 26 * hour + 3 * 60_000 + 4000)
    assert.deepEqual(await first(Cast(Value('{"a": [1]}'), field.json())), { a: [1] })
    assert.equal(await things.filter({ at: Cast(Value('2024-10-27 00:30:00'), field.datetime()) }).count(), 1)
    assert.deepEqual(
      await first(JsonObject({ "it's": 'n', name: 'name', live: 'live', inner: JsonArray('n', 'data') })),
      {
        "it's": 6,
        name: 'Zoë 🌍',
        live: true,
        inner: [6, { a: 1 }],
      },
    )
    assert.deepEqual(await all(Func('ABS', 'n')), [6, 3, 5])
    const length = mariadb ? 'CHAR_LENGTH' : 'LENGTH'
    assert.deepEqual(await all(Func(length, 'name', { output: field.integer() })), [5, 3, 6])
  })

  it('computing with dates, times and lengths of time', async () => {
    const iso = async (of: object) => ((await all(of)) as (Date | null)[]).map((each) => each?.toISOString() ?? null)
    assert.deepEqual(await iso(F('at').plus(hour)), [
      '2024-03-31T01:30:00.250Z',
      '2024-10-27T01:30:00.000Z',
      '2024-10-27T02:30:00.000Z',
    ])
    assert.deepEqual(await iso(F('at').minus(F('span'))), [
      '2024-03-29T12:29:58.750Z',
      null,
      '2024-10-27T01:28:30.000Z',
    ])
    assert.deepEqual(await iso(F('span').plus(F('at'))), ['2024-04-01T12:30:01.750Z', null, '2024-10-27T01:31:30.000Z'])
    assert.deepEqual(await iso(F('day').plus(36 * hour)), [
      '2024-02-01T12:00:00.000Z',
      null,
      '2024-01-01T12:00:00.000Z',
    ])
    assert.deepEqual(
      await all(
        F('day')
          .plus(36 * hour)
          .output(field.date()),
      ),
      ['2024-02-01', null, '2024-01-01'],
    )
    assert.deepEqual(await all(F('clock').plus(hour)), ['11:30:15.500000', '00:59:59', '01:00:00'])
    assert.deepEqual(
      await all(F('at').minus(new Date('2024-03-31T00:00:00Z'))),
      [1_800_250, 5042 * hour - 1_800_000 + 0, 5041 * hour + 1_800_000].map(
        (_, i) => rows[i]!.at.getTime() - Date.UTC(2024, 2, 31),
      ),
    )
    assert.deepEqual(await all(F('day').minus('2024-01-01')), [30 * 24 * hour, null, -24 * hour])
    assert.deepEqual(await all(F('clock').minus('10:00:00')), [1_815_500, 14 * hour - 1000, -10 * hour])
    assert.deepEqual(await all(F('span').times(2)), [72 * hour + 3000, null, 180_000])
    assert.deepEqual(await all(F('span').dividedBy(4)), [9 * hour + 375, null, 22_500])
    assert.deepEqual(await all(F('span').minus(1000)), [36 * hour + 500, null, 89_000])
    assert.equal(await things.filter({ at__lt: F('at').minus(1) }).count(), 0)
    assert.equal(await things.filter({ span__gt: F('span').minus(1) }).count(), 2)
    assert.equal(
      await things
        .annotate({ age: F('at').minus(F('span')) })
        .filter({ age__lt: new Date('2024-06-01T00:00:00Z') })
        .count(),
      1,
    )
    await things.filter({ n: 6 }).update({ day: F('day').plus(24 * hour), at: F('at').plus(500) })
    const row = (await things.get({ n: 6 })) as Thing
    assert.deepEqual([row.day, (row.at as Date).toISOString()], ['2024-02-01', '2024-03-31T00:30:00.750Z'])
    await things.filter({ n: 6 }).update({ day: '2024-01-31', at: rows[0]!.at })
    assert.deepEqual(await things.aggregate({ sum: Sum('span'), mean: Avg('span') }), {
      sum: 36 * hour + 91_500,
      mean: (36 * hour + 91_500) / 2,
    })
  })

  it('aggregates', async () => {
    const one = async (of: ExpressionRuntime) => (await things.aggregate({ x: of }))['x']
    near(await one(Variance('n')), 146 / 9)
    near(await one(Variance('n', { sample: true })), 146 / 6)
    near(await one(StdDev('n')), Math.sqrt(146 / 9))
    near(await one(StdDev('size', { sample: true })), 5.44479874131)
    assert.equal(await one(StdDev('n', { filter: { n: 6 } })), 0)
    assert.equal(await one(StdDev('n', { filter: { n: 6 }, sample: true })), null)
    assert.equal(await one(Variance('n', { filter: { n: 0 } })), null)
    near(await one(StdDev('price')), 44.469098, 8)
    assert.equal(await one(StringAgg('name', { delimiter: ' | ', orderBy: 'n' })), "bob | O'Neil | Zoë 🌍")
    assert.equal(await one(StringAgg('group', { distinct: true, orderBy: 'group' })), 'a,b')
    assert.equal(await one(StringAgg('group', { filter: { n: 0 }, default: Value('none') })), 'none')
    assert.equal(await one(AnyValue('group', { filter: { group: 'b' } })), 'b')
    assert.deepEqual([await one(BitAnd('n')), await one(BitOr('n')), await one(BitXor('n'))], [4, -1, -2])
    assert.deepEqual(
      [await one(BoolAnd('live')), await one(BoolOr('live')), await one(BoolOr(Q({ n__gt: 5 })))],
      [false, true, true],
    )
    assert.deepEqual(await one(JsonAgg('n', { orderBy: '-n' })), [6, 5, -3])
    assert.deepEqual(await one(Sum('n', { default: 0, filter: { n: 100 } })), 0)
    const groups = await things
      .values('group')
      .annotate({ names: StringAgg('name', { orderBy: '-n' }), count: Count('pk') })
      .orderBy('group')
    assert.deepEqual(groups, [
      { group: 'a', names: 'Zoë 🌍,bob', count: 2 },
      { group: 'b', names: "O'Neil", count: 1 },
    ])
  })

  it('windows', async () => {
    const over = (of: ExpressionRuntime, options: object = { orderBy: 'n' }) => all(Window(of, options))
    assert.deepEqual(await over(RowNumber()), [3, 1, 2])
    assert.deepEqual(await over(Rank(), { orderBy: 'group' }), [1, 1, 3])
    assert.deepEqual(await over(DenseRank(), { orderBy: 'group' }), [1, 1, 2])
    assert.deepEqual(await over(PercentRank(), { orderBy: 'group' }), [0, 0, 1])
    // MariaDB counts ten places.
    near((await over(CumeDist(), { orderBy: 'group' }))[0], 2 / 3, mariadb ? 10 : 12)
    assert.deepEqual(await over(Ntile(2)), [2, 1, 1])
    assert.deepEqual(await over(Lag('name')), ["O'Neil", null, 'bob'])
    assert.deepEqual(await over(Lag('n', { offset: 2, default: 0 })), [-3, 0, 0])
    assert.deepEqual(await over(Lead('name', { default: Value('-') })), ['-', "O'Neil", 'Zoë 🌍'])
    assert.deepEqual(await over(FirstValue('name')), ['bob', 'bob', 'bob'])
    assert.deepEqual(await over(LastValue('name'), { orderBy: 'n', frame: RowRange(null, null) }), [
      'Zoë 🌍',
      'Zoë 🌍',
      'Zoë 🌍',
    ])
    assert.deepEqual(await over(NthValue('name', 2), { orderBy: 'n' }), ["O'Neil", null, "O'Neil"])
    assert.deepEqual(await over(Sum('n'), { partitionBy: 'group', orderBy: 'n' }), [3, -3, 5])
    assert.deepEqual(await over(Sum('n'), { orderBy: 'n', frame: RowRange(-1, 0) }), [11, -3, 2])
    const others = { orderBy: 'n', frame: RowRange(null, null, { exclusion: 'current row' }) }
    if (mariadb) await assert.rejects(over(Sum('n'), others), { code: 'NUAGES_SQL_UNSUPPORTED_QUERY' })
    else assert.deepEqual(await over(Sum('n'), others), [2, 11, 3])
    assert.deepEqual(await over(Sum('n'), { orderBy: 'n', frame: ValueRange(0, null) }), [6, 8, 11])
    assert.deepEqual(await over(Sum('n', { default: 0, filter: { live: true } }), { orderBy: 'n' }), [11, 0, 5])
    near((await over(StdDev('n'), {}))[1], Math.sqrt(146 / 9))
    const least = things.annotate({ rank: Window(Rank(), { partitionBy: 'group', orderBy: 'n' }) }).filter({ rank: 1 })
    assert.deepEqual(await least.orderBy('n').valuesList('n', { flat: true }), [-3, 5])
    refused(() => RowRange(1, 0), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(() => RowRange('0 ROWS' as never), 'NUAGES_ORM_BAD_ARGUMENT')
    refused(
      () => Window(RowNumber(), { frame: { kind: 'rows; --', from: 0, to: 0, exclude: null } as never }),
      'NUAGES_ORM_BAD_ARGUMENT',
    )
  })

  it('cases and subqueries, in every place', async () => {
    const kind = Case(When({ n__gt: 5 }, Value('big')), When(Q({ n__lt: 0 }).or({ n: 0 }), Value('small')), {
      default: Value('some'),
    })
    assert.deepEqual(await all(kind), ['big', 'small', 'some'])
    assert.deepEqual(await things.orderBy(kind.desc()).valuesList('n', { flat: true }), [5, -3, 6])
    assert.equal(await things.annotate({ kind }).filter({ kind__startswith: 's' }).count(), 2)
    assert.deepEqual(await things.aggregate({ x: Sum(Case(When({ live: true }, F('n')), { default: 0 })) }), { x: 11 })
    const later = things.filter({ group: OuterRef('group'), n__gt: OuterRef('n') })
    assert.deepEqual(await things.filter(Exists(later)).valuesList('n', { flat: true }), [-3])
    assert.deepEqual(await things.filter(Exists(later).not()).orderBy('n').valuesList('n', { flat: true }), [5, 6])
    assert.deepEqual(await all(Exists(later)), [false, true, false])
    assert.deepEqual(await all(Case(When(Exists(later), Value(1)), { default: Value(0) })), [0, 1, 0])
    const most = Subquery(
      things
        .filter({ group: OuterRef('group') })
        .orderBy('-n')
        .values('n')
        .slice(0, 1),
    )
    assert.deepEqual(await all(most), [6, 6, 5])
    assert.deepEqual(await things.filter({ n: most }).orderBy('n').valuesList('n', { flat: true }), [5, 6])
    const total = things
      .filter({ group: OuterRef('group') })
      .values('group')
      .annotate({ s: Sum('n') })
      .values('s')
    assert.deepEqual(await all(Subquery(total)), [3, 3, 5])
    const nested = things.filter({
      n: OuterRef('n'),
      pk__in: things.filter({ group: OuterRef(OuterRef('group')), live: true }).values('pk'),
    })
    assert.deepEqual(await all(Exists(nested)), [true, false, true])
    await things.update({ size: Subquery(total) })
    assert.deepEqual(await things.orderBy('pk').valuesList('size', { flat: true }), [3, 3, 5])
    await things.update({
      size: Case(When({ n: 6 }, 2.25), When({ n: -3 }, -0.5), { default: Value(10.0).output(field.float()) }),
    })
    assert.deepEqual(await things.orderBy('pk').valuesList('size', { flat: true }), [2.25, -0.5, 10])
  })

  it('expressions at the right of lookups, and orders with nulls', async () => {
    assert.deepEqual(await things.filter({ n__in: [F('n'), 5] }).count(), 3)
    assert.equal(await things.filter({ n__range: [F('size'), 6] }).count(), 1)
    assert.equal(await things.filter({ name__icontains: Lower(Value('BO')) }).count(), 1)
    assert.equal(await things.filter({ name__startswith: Left('name', 2) }).count(), 3)
    assert.equal(await things.filter({ day__year: Extract('at', 'year') }).count(), 1)
    assert.deepEqual(
      await things.orderBy(Lower('note').asc({ nulls: 'last' })).valuesList('n', { flat: true }),
      [6, 5, -3],
    )
    assert.deepEqual(
      await things.orderBy(Lower('note').desc({ nulls: 'first' })).valuesList('n', { flat: true }),
      [-3, 5, 6],
    )
    assert.deepEqual(
      await things
        .annotate({ len: Length('name') })
        .filter({ len__gt: 4, len__lte: F('n') })
        .valuesList('n', { flat: true }),
      [6],
    )
    assert.deepEqual(
      await things
        .annotate({ low: Min('n') })
        .filter({ low__gt: 0 })
        .orderBy('-low')
        .valuesList('low', { flat: true }),
      [6, 5],
    )
    assert.deepEqual(
      await things
        .values('group')
        .annotate({ top: Max(F('n').times(2)) })
        .filter({ top__gt: 10 })
        .valuesList('top', { flat: true }),
      [12],
    )
  })

  it('no text becomes a part of the statement', async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom("'", '"', "');--", '\\', '%s', '$1', '?', ':a', "a'||'b", 'x"; DROP TABLE lib_thing; --'),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        if (!text.isWellFormed() || text.includes('\0')) return
        const of = Value(text)
        const [row] = await things
          .filter({ n: 6 })
          .annotate({
            joined: Concat(of, Value('|'), of),
            found: StrIndex(Concat(Value('#'), of), of),
            replaced: Replace(of, of, of),
            padded: LPad(Value(''), 3, of),
            hash: MD5(of),
            object: JsonObject({ [text]: of }),
          })
          .values('joined', 'replaced', 'hash', 'object')
        const found = row as Record<string, unknown>
        assert.deepEqual([found['joined'], found['replaced'], found['hash']], [`${text}|${text}`, text, md5(text)])
        assert.deepEqual(found['object'], { [text]: text })
        const listed = await things.aggregate({ x: StringAgg('group', { delimiter: text, orderBy: 'group' }) })
        assert.equal(listed['x'], ['a', 'a', 'b'].join(text))
        const attempts = [
          () => Func(text, 'n', { output: field.integer() }),
          () => Collate('name', text),
          () => Extract('at', 'hour', { timezone: text }),
          () => Trunc('at', 'hour', { timezone: text }),
          () => Extract('at', text as never),
          () => Trunc('at', text as never),
          () => things.annotate({ [text]: F('n') }),
        ]
        for (const attempt of attempts) {
          try {
            const made = attempt()
            await ('filter' in made ? made : things.annotate({ x: made }))
          } catch (error) {
            // Refused by us, or a name that no function, collation or zone has.
            assert.ok(error instanceof NuagesError, String(error))
            // A word of SQL may be the name of no function: `in("n")` is bad grammar, and nothing worse.
            if (!/^[A-Za-z_][\w.]*$/.test(text)) assert.doesNotMatch(String(error.message), /syntax error/)
          }
        }
      }),
      { numRuns: 25 },
    )
    assert.equal(await things.count(), 3)
  })
}

function md5(text: string): string {
  return hash('md5', text)
}
function sha256(text: string): string {
  return hash('sha256', text)
}
const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')
