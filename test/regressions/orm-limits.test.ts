import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { field } from '../../src/data/orm/field.ts'
import { Model } from '../../src/data/orm/model.ts'
import { Q, querySetOf } from '../../src/data/orm/runtime.ts'
import { type World, world } from '../unit/orm/support/database.ts'

/** Values and queries at the edges of what databases take. */

class Thing extends Model {
  name = field.text({ blank: true })
  ratio = field.float({ null: true })
  bytes = field.binary({ null: true })
  data = field.json({ null: true })
  day = field.date({ null: true })
  moment = field.datetime({ null: true })
  big = field.bigInteger({ null: true })
  worth = field.decimal({ maxDigits: 30, decimalPlaces: 2, null: true })
}
let project: World
before(async () => {
  project = await world({ Thing })
})
after(() => project.close())

const things = querySetOf(Thing)
const many = Array.from({ length: 1500 }, (_, i) => i + 5)
const inProject = (work: () => Promise<void>) => () =>
  project.run(async () => {
    await things.delete()
    await work()
  })

test(
  'long lists of fractions, bytes and JSON values find exactly what is meant',
  inProject(async () => {
    const ratios = Array.from({ length: 50 }, (_, i) => (i + 1) / 7e-9)
    await things.bulkCreate(ratios.map((ratio) => ({ ratio, bytes: new Uint8Array([1, 255]), data: { n: 1.25 } })))
    for (const ratio of ratios) assert.equal(await things.filter({ ratio__in: [...many, ratio] }).count(), 1)
    const bytes = many.map((i) => new Uint8Array([i & 255, 7, 7]))
    assert.equal(await things.filter({ bytes__in: [...bytes, new Uint8Array([1, 255])] }).count(), 50)
    const numbers = Array.from({ length: 40_000 }, (_, i) => i / 4)
    assert.equal(await things.filter({ data__n__in: numbers }).count(), 50)
    assert.equal((await things.filter({ id__in: numbers.map(Math.floor) }).count()) > 0, true)
  }),
)

test(
  'long chains of conditions are no deep ones; deep ones are refused',
  inProject(async () => {
    await things.create({ name: 'a' })
    let or = Q({ name: 'a' })
    let and = Q({ name: 'a' })
    for (let i = 0; i < 5000; i++) {
      or = or.or({ id: -i })
      and = and.and({ id__gte: 0 })
    }
    assert.equal(await things.filter(or).count(), 1)
    assert.equal(await things.filter(and).count(), 1)
    assert.throws(
      () => {
        let deep = Q({ id: 1 })
        for (let i = 0; i < 2000; i++) deep = deep.not()
      },
      { code: 'NUAGES_ORM_TOO_DEEP' },
    )
  }),
)

test(
  'the last year has a span, too',
  inProject(async () => {
    await things.create({ day: '9999-12-31', moment: '9999-12-31T23:59:59.999Z' })
    await things.create({ day: '0001-01-01', moment: '0001-01-01T00:00:00Z' })
    for (const path of ['day', 'moment'])
      for (const [lookup, year, count] of [
        ['', 9999, 1],
        ['__lte', 9999, 2],
        ['__gt', 9999, 0],
        ['__gte', 10_000, 0],
        ['__lt', 99_999, 2],
        ['', 1, 1],
        ['__gt', -5, 2],
        ['', -5, 0],
      ] as const)
        assert.equal(
          await things.filter({ [`${path}__year${lookup}`]: year }).count(),
          count,
          `${path} ${lookup} ${year}`,
        )
  }),
)

test(
  'what a column cannot hold is refused, not stored as something else',
  inProject(async () => {
    const bad = { code: 'NUAGES_VALIDATION_FAILED' }
    await assert.rejects(things.create({ moment: new Date(Date.UTC(10_000, 0, 1)) }), bad)
    await assert.rejects(things.create({ moment: new Date(Date.UTC(-1, 0, 1)) }), bad)
    await assert.rejects(things.create({ moment: '9999-12-31T23:59:59-05:00' }), bad)
    await assert.rejects(things.create({ name: 'a\uD800b' }), bad)
    await assert.rejects(things.create({ big: 2n ** 63n }), bad)
    await assert.rejects(things.create({ ratio: Symbol('r') }), bad)
    await assert.rejects(things.create({ name: 'a\0b' }), bad)
    assert.equal(await things.count(), 0)
    const row = (await things.create({ name: 'ab', big: -(2n ** 63n) })) as { refresh(): Promise<Thing> }
    const { name, big } = await row.refresh()
    assert.deepEqual([name, big], ['ab', -(2n ** 63n)])
  }),
)

test(
  'JSON keys count items from both ends, but has_key asks for keys',
  inProject(async () => {
    await things.create({ data: { '1': 'x', list: [1, 2, 3] } })
    await things.create({ data: [10, 20, 30] })
    assert.equal(await things.filter({ 'data__-1': 30 }).count(), 1)
    assert.equal(await things.filter({ 'data__list__-2': 2 }).count(), 1)
    assert.deepEqual(await things.filter({ data__has_key: '1' }).values('data'), [
      { data: { '1': 'x', list: [1, 2, 3] } },
    ])
  }),
)

test(
  'a regular expression may escape what needs no escape; one that is none has a code',
  inProject(async () => {
    await things.create({ name: 'a-b' })
    assert.equal(await things.filter({ name__regex: 'a\\-b' }).count(), 1)
    await assert.rejects(things.filter({ name__regex: '(' }).count(), { code: 'NUAGES_DRIVERS_BAD_REGEX' })
  }),
)

test(
  'a decimal that SQLite keeps as an integer beyond 2^53 is read, alone and with its row',
  inProject(async () => {
    await things.create({ worth: '999999999999999999.99' })
    await things.create({ worth: '-12.50' })
    const rows = await things.orderBy('id')
    assert.deepEqual(
      rows.map((row) => String((row as { worth: unknown }).worth)),
      ['1000000000000000000.00', '-12.50'],
    )
    assert.deepEqual((await things.orderBy('id').valuesList('worth')).flat().map(String), [
      '1000000000000000000.00',
      '-12.50',
    ])
  }),
)
