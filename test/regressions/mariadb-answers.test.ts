import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Decimal } from 'decimal.js'
import {
  Avg,
  Case,
  Cast,
  Concat,
  CumeDist,
  Exists,
  F,
  field,
  JsonAgg,
  JsonObject,
  Lag,
  Lead,
  LPad,
  Max,
  Model,
  OuterRef,
  PercentRank,
  Q,
  RPad,
  StdDev,
  StringAgg,
  Subquery,
  Sum,
  untyped,
  Value,
  Variance,
  When,
  Window,
} from '../../src/data/orm/index.ts'
import { scratchMariadb } from '../support/mariadb.ts'
import type { ScratchDatabase } from '../support/servers.ts'
import { skipWithout } from '../support/services.ts'
import { type World, world } from '../unit/orm/support/database.ts'

class Pair extends Model {
  b = field.integer()
  e = field.integer()
}
class Kid extends Model {
  parent = field.foreignKey(() => Stock, { onDelete: 'cascade' })
  amount = field.positiveInteger()
}
class Stock extends Model {
  amount = field.positiveInteger()
  big = field.positiveBigInteger()
  change = field.integer()
  pause = field.duration()
  kids = field.reverse(() => Kid, 'parent')
}
class Ticket extends Model {
  code = field.char({ maxLength: 9, unique: true })
  seat = field.char({ maxLength: 9, unique: true, null: true })
  token = field.uuid()
  day = field.date({ null: true })
}
class Doc extends Model {
  data = field.json()
}
class Amount extends Model {
  name = field.char({ maxLength: 5, null: true })
  small = field.decimal({ maxDigits: 40, decimalPlaces: 30 })
  great = field.decimal({ maxDigits: 60, decimalPlaces: 0 })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  weight = field.float({ default: 0 })
  count = field.bigInteger({ default: 0n })
}
class Moment extends Model {
  text = field.char({ maxLength: 40 })
  time = field.time()
  at = field.datetime()
  long = field.duration({ default: 0 })
}
/** A condition on rows that another query finds. */
const exists = (of: unknown) => Exists(of as never)
const pairs = untyped(Pair)
const kids = untyped(Kid)
const stocks = untyped(Stock)
const tickets = untyped(Ticket)
const docs = untyped(Doc)
const moments = untyped(Moment)
const amounts = untyped(Amount)

/** What MariaDB answered otherwise than SQLite, and should not have. */
describe('answers of MariaDB', { skip: await skipWithout('mariadb') }, () => {
  let scratch: ScratchDatabase
  let project: World
  before(async () => {
    scratch = await scratchMariadb()
    project = await world({ Pair, Kid, Stock, Ticket, Doc, Amount, Moment }, undefined, scratch.url)
  })
  after(async () => {
    await project?.close()
    await scratch?.drop()
  })
  /** A test of its own rows: they are gone after it. */
  const run = (name: string, work: () => Promise<void>) =>
    test(name, () =>
      project.run(async () => {
        const undone = new AggregateError([])
        const kept = project.database.atomic(async () => {
          await work()
          throw undone
        })
        await kept.catch((error: unknown) => {
          if (error !== undone) throw error
        })
      }),
    )

  run('what is assigned at once is computed from the rows as they were', async () => {
    const row = await pairs.create({ b: 1, e: 1 })
    await pairs.update({ b: F('e').plus(100), e: F('b').plus(200) })
    assert.deepEqual(await pairs.valuesList('b', 'e'), [[101, 201]])
    Object.assign(row, { b: F('e'), e: F('b') })
    await pairs.bulkUpdate([row], ['b', 'e'])
    assert.deepEqual(await pairs.valuesList('b', 'e'), [[201, 101]])
  })

  run('rows are deleted by a condition of another table, or of their own', async () => {
    const rows = await Stock.bulkCreate([1, 2, 3].map((amount) => ({ amount, big: 1n, change: 0, pause: 0 })))
    await Kid.bulkCreate(rows.flatMap((parent) => [1, 2].map((amount) => ({ parent, amount }))))
    const [parents, siblings] = [stocks.filter({ pk: OuterRef('parent') }), kids.filter({ parent: OuterRef('parent') })]
    await kids.filter(exists(parents.filter({ amount: 1 }))).delete()
    assert.deepEqual(await kids.orderBy('pk').valuesList('parent__amount', 'amount'), [
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
    ])
    await kids.filter(exists(siblings.filter({ amount__gt: OuterRef('amount') }))).delete()
    assert.deepEqual(await kids.orderBy('pk').valuesList('parent__amount', 'amount'), [
      [2, 2],
      [3, 2],
    ])
    await kids.exclude(exists(parents.filter({ amount: 2 }))).delete()
    assert.equal(await kids.count(), 1)
  })

  run('columns without a sign are computed with below 0', async () => {
    const parent = await Stock.create({ amount: 3, big: 4n, change: -7, pause: -1000 })
    await Kid.create({ parent, amount: 5 })
    const value = async (of: object) => (await stocks.annotate({ x: of } as never).values('x'))[0]!['x']
    const own = Subquery(
      kids
        .filter({ parent: OuterRef('pk') })
        .values('amount')
        .slice(0, 1) as never,
    )
    assert.equal(await value(F('amount').dividedBy(-3)), -1)
    assert.equal(await value(F('change').dividedBy(F('amount'))), -2)
    assert.equal(await value(F('big').dividedBy(-2n)), -2n)
    assert.equal(await value(Max('kids__amount').plus(-10)), -5)
    assert.equal(await value(Max('kids__amount').times(-1)), -5)
    assert.equal(await value(own.plus(-10)), -5)
    assert.equal(await value(F('change').dividedBy(own)), -1)
    const over = { x: Window(Sum('amount')).minus(50), y: Window(Max('amount')).minus(50) }
    assert.deepEqual(await stocks.annotate(over).values('x', 'y'), [{ x: -47, y: -47 }])
    assert.deepEqual(await stocks.annotate({ x: F('pause').times(F('amount')) }).values('x'), [{ x: -3000 }])
  })

  run('an upsert writes into columns of any kind first, and refuses a row of another rule', async () => {
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
    await Ticket.create({ code: 'a', seat: '1', token: one })
    for (const fields of [
      ['token', 'day'],
      ['day', 'token'],
    ] as const) {
      const options = { updateConflicts: { unique: ['code'], fields } }
      await Ticket.bulkCreate([{ code: 'a', token: two, day: '2024-05-01' }], options as never)
      assert.deepEqual(await tickets.valuesList('token', 'seat'), [[two, '1']])
      const taken = [{ code: 'b', seat: '1', token: one, day: '2024-05-02' }]
      await assert.rejects(Ticket.bulkCreate(taken, options as never), { code: 'NUAGES_DRIVERS_UNIQUE' })
      assert.deepEqual(await tickets.valuesList('code', 'token'), [['a', two]])
    }
  })

  run('items are counted from the end of each list', async () => {
    const data = [[1], [1, 2], [], { l: [4, 5, 6] }, [[7, 8], [9]], 5, { l: [7] }]
    await Doc.bulkCreate(data.map((each) => ({ data: each })))
    const values = async (path: string) => await docs.orderBy('pk').valuesList(path, { flat: true })
    assert.deepEqual(await values('data__-1'), [1, 2, null, null, [9], null, null])
    assert.deepEqual(await values('data__-2'), [null, 1, null, null, [7, 8], null, null])
    assert.deepEqual(await values('data__l__-1'), [null, null, null, 6, null, null, 7])
    assert.deepEqual(await values('data__-2__-1'), [null, null, null, null, 8, null, null])
    assert.deepEqual(await values('data__0__-1'), [null, null, null, null, 8, null, null])
    assert.equal(await docs.filter({ 'data__-1': 2 }).count(), 1)
    assert.equal(await docs.filter({ 'data__l__-1__gt': 6 }).count(), 1)
  })

  run('a path of many items is as long as it is', async () => {
    let data: unknown = 1
    for (let i = 0; i < 25; i++) data = [data]
    await Doc.bulkCreate([{ data }, { data: [1] }] as never)
    const found = docs.filter({ [`data${'__0'.repeat(25)}`]: 1 })
    const [sent] = await project.sent(async () => assert.equal(await found.count(), 1))
    assert.ok(sent!.length < 5000, `${sent!.length} characters`)
  })

  run('JSON numbers with exponents are equal to themselves alone, whatever was read before', async () => {
    const data = [123456789.123, 1e21, { k: 1e21 }, 12345, 1e-7, 1.5e300, -1e21, 1e22, 7]
    await Doc.bulkCreate(data.map((each) => ({ data: each })))
    for (const each of data) assert.equal(await docs.filter({ data: each }).count(), 1, JSON.stringify(each))
    assert.equal(await docs.filter({ data__k: 1e21 }).count(), 1)
    assert.equal(await docs.filter({ data__in: [1e21, 1e22, 1e-7] }).count(), 3)
    assert.equal(await docs.exclude({ data: 1e21 }).count(), data.length - 1)
  })

  run('texts of JSON are put in order with the spaces at their end', async () => {
    await Doc.bulkCreate(['a ', 'a', 'a\t', 'a!'].map((v) => ({ data: { v } })))
    assert.deepEqual(await docs.orderBy('data__v').valuesList('data__v', { flat: true }), ['a', 'a\t', 'a ', 'a!'])
    assert.equal(await docs.filter({ data__v__gt: 'a' }).count(), 3)
  })

  run('a key that the server does not find is refused', async () => {
    await Doc.bulkCreate([{ data: { '-a': 1, 'a-b': 1 } }])
    const refused = { code: 'NUAGES_SQL_UNSUPPORTED_QUERY' }
    await assert.rejects(async () => docs.filter({ 'data__-a': 1 }), refused)
    await assert.rejects(async () => docs.filter({ data__has_key: '-a' }), refused)
    await assert.rejects(async () => docs.filter({ data__has_any_keys: ['a-b', '-a'] }), refused)
    assert.equal(await docs.filter({ data__has_key: 'a-b', 'data__a-b': 1 }).count(), 1)
  })

  run('quotients and means of decimals have the places and the digits that there are', async () => {
    const great = `1${'0'.repeat(59)}`
    await Amount.bulkCreate([
      { small: '0.000000000000000000000000123456', great, price: '10.50', weight: 1e300 },
      { small: '1', great: '3', price: '0.01', weight: 2 },
    ])
    const computed = { a: F('small').dividedBy(2), b: F('great').dividedBy(3), c: F('price').dividedBy(3) }
    const row = (await amounts.annotate(computed).orderBy('pk').values('a', 'b', 'c'))[0]!
    assert.equal(String(row['a']), '6.1728e-26')
    assert.match((row['b'] as Decimal).toFixed(), /^3{59}\.3{5,}$/)
    assert.equal(String(row['c']), '3.5')
    const means = await amounts.aggregate({ a: Avg('small'), b: Avg('great') })
    assert.match(String(means['a']), /^0\.500000000000000000000000061728/)
    assert.match((means['b'] as Decimal).toFixed(), /^50{57}1\.5$/)
    const running = amounts.annotate({ x: Window(Avg('great'), { orderBy: 'pk' }) }).orderBy('pk')
    assert.deepEqual(
      (await running.values('x')).map(({ x }) => (x as Decimal).toFixed(1)),
      [`${great}.0`, `5${'0'.repeat(57)}1.5`],
    )
    const distinct = await amounts.aggregate({ x: Avg('great', { distinct: true }) })
    assert.equal((distinct['x'] as Decimal).toFixed(1), `5${'0'.repeat(57)}1.5`)
    const mixed = amounts.annotate({ x: F('weight').dividedBy(F('price')) }).orderBy('pk')
    const quotients = (await mixed.values('x')).map(({ x }) => Number(x).toPrecision(12))
    assert.deepEqual(quotients, ['9.52380952381e+298', '200.000000000'])
  })

  run('a filter leaves nothing behind in a list of JSON', async () => {
    const rows = ['a', null, 'b', 'a'].map((name, i) => ({ name, small: 0, great: i, price: 0 }))
    await Amount.bulkCreate(rows as never)
    const some = (filter: object, more: object = {}) =>
      JsonAgg('name', { filter: Q(filter), orderBy: 'great', ...more } as never)
    const lists = {
      x: some({ name: 'a' }),
      y: some({ great__lt: 3 }),
      z: some({ great__lt: 0 }),
      n: JsonAgg('great', { filter: Q({ name: 'a' }), orderBy: 'great' }),
    }
    const found = await amounts.aggregate(lists)
    assert.deepEqual(found, { x: ['a', 'a'], y: ['a', null, 'b'], z: null, n: [0, 3] })
    assert.deepEqual(
      await amounts.aggregate({ x: some({ name__isnull: false }, { distinct: true, orderBy: 'name' }) }),
      { x: ['a', 'b'] },
    )
  })

  run('rows before the first have the default, and the others the number that they have', async () => {
    await Stock.bulkCreate([3, 2].map((amount) => ({ amount, big: 1n, change: 0, pause: 0 })))
    const shifted = (of: typeof Lag) => Window(of('amount', { default: -1 } as never), { orderBy: 'id' })
    const rows = await stocks
      .annotate({ x: shifted(Lag), y: shifted(Lead) })
      .orderBy('pk')
      .values('x', 'y')
    assert.deepEqual(rows, [
      { x: -1, y: 2 },
      { x: 3, y: -1 },
    ])
  })

  run('shares have the digits that they have elsewhere', async () => {
    await Stock.bulkCreate([1, 2, 3, 4].map((amount) => ({ amount, big: 1n, change: 0, pause: 0 })))
    const over = { x: Window(CumeDist(), { orderBy: 'amount' }), y: Window(PercentRank(), { orderBy: 'amount' }) }
    const some = await stocks.annotate(over).orderBy('amount').values('x', 'y')
    assert.deepEqual(some[1], { x: 0.5, y: 1 / 3 })
  })

  run('what the server has no aggregate for is refused, and great whole numbers are told apart', async () => {
    await Amount.bulkCreate(
      [2n ** 62n, 2n ** 62n + 1n, 0n].map((count) => ({ count, small: 0, great: 0, price: 0 })) as never,
    )
    const refused = { code: 'NUAGES_SQL_UNSUPPORTED_QUERY' }
    await assert.rejects(async () => amounts.aggregate({ x: StdDev('count', { distinct: true } as never) }), refused)
    await assert.rejects(async () => amounts.aggregate({ x: Variance('count', { distinct: true } as never) }), refused)
    for (const each of [StringAgg('name'), JsonAgg('name')])
      await assert.rejects(async () => amounts.annotate({ x: Window(each, { partitionBy: 'price' }) }), refused)
    assert.deepEqual(await amounts.aggregate({ x: Avg('count', { distinct: true } as never) }), { x: 2 ** 63 / 3 })
  })

  run('a text is read as a length of time as everywhere, or is none', async () => {
    const [hour, day] = [3_600_000, 86_400_000]
    const lengths: [string, number | null][] = [
      ['12', 12_000],
      ['-12', -12_000],
      ['1 day', day],
      ['-1 day', -day],
      ['1 02:03:04', day + 2 * hour + 184_000],
      ['-1 02:03:04', -day + 2 * hour + 184_000],
      ['1 -02:03:04', day - 2 * hour - 184_000],
      ['4 days, 5:15:30.25', 4 * day + 5 * hour + 930_250],
      ['900:00:00', 900 * hour],
      ['-900:00:00', -900 * hour],
      ['15:30.1', 930_100],
      ['00:00:00.000001', 0.001],
      ['P1D', day],
      ['-P1D', -day],
      ['P1.5D', 1.5 * day],
      ['P1DT2H3M4.5S', day + 2 * hour + 184_500],
      ['PT-5M', -300_000],
      ['', null],
      ['12:', null],
      ['-', null],
      ['1:2:3:4', null],
      ['a day', null],
    ]
    const moment = { time: '01:02:03', at: new Date(0) }
    await Moment.bulkCreate(lengths.map(([text]) => ({ ...moment, text })))
    const read = moments.annotate({ x: Cast('text', field.duration()) }).orderBy('pk')
    assert.deepEqual(await read.valuesList('text', 'x'), lengths)
    await moments.filter({ text__in: ['12', 'P1D', '900:00:00'] }).update({ long: Cast('text', field.duration()) })
    const written = moments.exclude({ long: 0 }).orderBy('pk')
    assert.deepEqual(await written.valuesList('long', { flat: true }), [12_000, 900 * hour, day])
    assert.deepEqual(await written.annotate({ x: Cast('long', field.duration()) }).valuesList('x', { flat: true }), [
      12_000,
      900 * hour,
      day,
    ])
  })

  run('times and moments are the texts that they are elsewhere', async () => {
    const at = Date.UTC(2024, 1, 2, 3, 4, 5)
    await Moment.bulkCreate([
      { text: '', time: '01:02:03', at: new Date(at) },
      { text: '', time: '01:02:03.25', at: new Date(at + 120) },
    ])
    const all = async (of: unknown) =>
      await moments
        .annotate({ x: of } as never)
        .orderBy('pk')
        .valuesList('x', { flat: true })
    const [times, days] = [
      ['01:02:03', '01:02:03.250000'],
      ['2024-02-02 03:04:05', '2024-02-02 03:04:05.120000'],
    ]
    assert.deepEqual(await all(Cast('time', field.text())), times)
    assert.deepEqual(await all(Cast('at', field.char({ maxLength: 30 }))), days)
    assert.deepEqual(
      await all(Concat('time', Value('!'))),
      times.map((each) => `${each}!`),
    )
    assert.deepEqual(
      await all(JsonObject({ a: 'time', b: 'at' })),
      times.map((a, i) => ({ a, b: days[i] })),
    )
    assert.deepEqual(await moments.aggregate({ x: StringAgg('time', { orderBy: 'pk' } as never) }), { x: times.join() })
    assert.equal(await moments.filter({ time__endswith: ':03' }).count(), 1)
  })

  run('a text of too many digits is the greatest number, and one that is filled up with nothing stays', async () => {
    await Moment.create({ text: '9'.repeat(30), time: '01:02:03', at: new Date(0) })
    const x = async (of: unknown) => (await moments.annotate({ x: of } as never).values('x'))[0]!['x']
    assert.equal(await x(Cast('text', field.bigInteger())), 2n ** 63n - 1n)
    for (const [text, value] of [
      ['12', 12],
      [' -12', -12],
      ['12.7', 12],
      ['1e3', 1],
      ['12abc', 12],
      ['', 0],
      ['abc', 0],
    ])
      assert.equal(await x(Cast(Value(text), field.integer())), value, `${text}`)
    assert.equal(await x(LPad(Value('abc'), 5, Value(''))), 'abc')
    assert.equal(await x(RPad(Value('abc'), 2, Value(''))), 'ab')
    assert.equal(await x(RPad(Value('abc'), 5, Value('-'))), 'abc--')
  })

  run('a JSON column and a JSON value take turns', async () => {
    await Doc.bulkCreate([{ data: [1, 2] }, { data: { k: 'x' } }])
    const other = Case(When({ data__has_key: 'k' }, Value(['none'])), { default: F('data') } as never)
    const all = await docs.annotate({ x: other }).orderBy('pk').valuesList('x', { flat: true })
    assert.deepEqual(all, [[1, 2], ['none']])
    const none = { filter: Q({ pk: 0 }), default: Value([]) }
    assert.deepEqual(await docs.aggregate({ x: JsonAgg('data', none) }), { x: [] })
    assert.deepEqual(
      await docs.filter({ data__has_key: 'l' }).aggregate({ x: JsonAgg('data', { default: Value([]) }) }),
      { x: [] },
    )
  })
})
