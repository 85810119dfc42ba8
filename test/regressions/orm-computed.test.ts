import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  Coalesce,
  Count,
  F,
  JsonArray,
  JsonObject,
  Least,
  NullIf,
  Q,
  StrIndex,
  Sum,
  Value,
} from '../../src/data/orm/runtime.ts'
import { scratchPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/services.ts'
import type { World } from '../unit/orm/support/database.ts'
import { library, rows } from '../unit/orm/support/library.ts'

/** What a database computes is what another one does. */
function computing(open: () => Promise<World>): void {
  let project: World
  before(async () => {
    project = await open()
  })
  after(() => project.close())
  const run = <R>(work: () => Promise<R>) => project.run(work)

  test('decimals are numbers inside functions, and where what is computed is compared', () =>
    run(async () => {
      const books = rows.books.orderBy('id').annotate({
        least: Least('price', Value('9.99')),
        other: NullIf('price', Value('12.50')),
      })
      assert.deepEqual(
        (await books.valuesList('least', 'other')).map((row) => (row as unknown[]).map((each) => each && String(each))),
        [
          ['9.99', null],
          ['8.00', '8.00'],
          ['9.99', '45.00'],
          ['9.99', '9.99'],
        ],
      )
      const sums = rows.authors.annotate({ sum: Sum('books__price', { default: '1.5' }) }).orderBy('id')
      assert.deepEqual(await sums.filter({ sum__lt: 20 }).valuesList('name', { flat: true }), ['Bruno', 'Dora'])
      assert.deepEqual(await sums.filter({ sum__in: ['1.5', '45'] }).valuesList('name', { flat: true }), [
        'Chiyo',
        'Dora',
      ])
      const own = rows.books.filter({ pk: 2 })
      const divided = own.annotate({ half: F('price').dividedBy(F('id').plus(1)), rest: F('price').modulo('2.5') })
      const [[half, rest]] = (await divided.valuesList('half', 'rest')) as [[unknown, unknown]]
      assert.equal(Number(half).toPrecision(9), '2.66666667')
      assert.equal(String(rest), '0.5')
    }))

  test('a condition on what rows are grouped by makes no further groups', () =>
    run(async () => {
      const groups = rows.books
        .filter({ pages__isnull: false })
        .values({ long: F('pages').dividedBy(300) })
        .annotate({ n: Count('id') })
        .filter(Q({ long: 0 }).or({ n__gt: 1 }))
      assert.deepEqual(await groups.orderBy('long').valuesList('long', 'n'), [
        [0, 1],
        [1, 2],
      ])
      assert.equal(await groups.count(), 2)
    }))

  test('what a document is made of keeps its kind, whatever stands beside it', () =>
    run(async () => {
      const made = rows.books.filter({ pk: 1 }).annotate({
        object: JsonObject({ yes: Value(true), none: Value(null), inner: Value({ a: [1] }), n: Value(3) }),
        list: JsonArray('title', Value(false), Value(1.5)),
        place: StrIndex('pages', Value('2')),
      })
      assert.deepEqual(await made.valuesList('object', 'list', 'place'), [
        [{ yes: true, none: null, inner: { a: [1] }, n: 3 }, ['Tides', false, 1.5], 2],
      ])
    }))

  test('groups by a key of a document are counted as they are found', () =>
    run(async () => {
      const languages = rows.books.values('data__lang').annotate({ n: Count('id') })
      assert.equal(await languages.count(), (await languages).length)
    }))

  test('a null among the values of a function', () =>
    run(async () => {
      const named = rows.books.filter({ pk: 1 }).annotate({ name: Coalesce(Value(null), 'title') })
      assert.deepEqual(await named.valuesList('name', { flat: true }), ['Tides'])
    }))
}

describe('on SQLite', () => computing(() => library()))

describe('on PostgreSQL', { skip: await skipWithout('postgres') }, () => {
  let drop = async () => {}
  after(() => drop())
  computing(async () => {
    const scratch = await scratchPostgres()
    drop = scratch.drop
    return library(undefined, scratch.url)
  })
})
