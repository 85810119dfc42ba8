import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Exists, F, field, Max, Model, OuterRef, Subquery, Sum, untyped, Window } from '../../src/data/orm/index.ts'
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
/** A condition on rows that another query finds. */
const exists = (of: unknown) => Exists(of as never)
const [pairs, kids, stocks, tickets, docs] = [
  untyped(Pair),
  untyped(Kid),
  untyped(Stock),
  untyped(Ticket),
  untyped(Doc),
]

/** What MariaDB answered otherwise than SQLite, and should not have. */
describe('answers of MariaDB', { skip: await skipWithout('mariadb') }, () => {
  let scratch: ScratchDatabase
  let project: World
  before(async () => {
    scratch = await scratchMariadb()
    project = await world({ Pair, Kid, Stock, Ticket, Doc }, undefined, scratch.url)
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
})
