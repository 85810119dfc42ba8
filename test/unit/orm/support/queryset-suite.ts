import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { field } from '../../../../src/data/orm/field.ts'
import { meta } from '../../../../src/data/orm/meta.ts'
import { Model } from '../../../../src/data/orm/model.ts'
import { rawRows } from '../../../../src/data/orm/raw.ts'
import {
  Count,
  Exists,
  F,
  OuterRef,
  Q,
  type QRuntime,
  querySetOf,
  Sum,
  sql,
  Window,
} from '../../../../src/data/orm/runtime.ts'
import { type World, world } from './database.ts'

export class Part extends Model {
  name = field.char({ maxLength: 40 })
  parent = field.foreignKey(() => Part, { onDelete: 'cascade', null: true })
  parts = field.reverse(() => Part, 'parent')
  near = field.manyToMany(() => Part)
  items = field.reverse(() => Item, 'part')
}

export class Item extends Model {
  part = field.foreignKey(() => Part, { onDelete: 'cascade' })
  name = field.char({ maxLength: 40 })
  size = field.integer({ null: true })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2, null: true })
  at = field.datetime({ null: true })
  marks = field.reverse(() => Mark, 'item')
}

export class Mark extends Model {
  item = field.foreignKey(() => Item, { onDelete: 'cascade' })
  word = field.char({ maxLength: 20 })
  static meta = meta<Mark>()({ ordering: ['word'] })
}

export const parts = querySetOf(Part)
export const items = querySetOf(Item)
export const marks = querySetOf(Mark)

/** A tree with a circle beside it, and twelve items of which some lack values. */
export async function openParts(url?: string): Promise<World> {
  const project = await world({ Part, Item, Mark }, undefined, url)
  await project.run(async () => {
    await parts.bulkCreate([
      { name: 'root' },
      { name: 'left', parent: 1 },
      { name: 'right', parent: 1 },
      { name: 'leaf', parent: 2 },
      { name: 'tip', parent: 4 },
      { name: 'other' },
    ])
    await sql`insert into lib_part_near (from_part_id, to_part_id) values (1, 2), (2, 3), (3, 1), (6, 1)`.run()
    await items.bulkCreate(
      Array.from({ length: 12 }, (_, i) => ({
        part: 1 + (i % 3),
        name: `i${String(i).padStart(2, '0')}`,
        size: i % 4 === 0 ? null : i % 3,
        price: i % 5 === 0 ? null : `${i % 3}.50`,
        at: i % 6 === 0 ? null : new Date(Date.UTC(2024, i % 4, 1 + i, i)),
      })),
    )
    await marks.bulkCreate([
      { item: 1, word: 'a' },
      { item: 1, word: 'b' },
      { item: 2, word: 'b' },
      { item: 3, word: 'c' },
    ])
  })
  return project
}

const names = async (of: PromiseLike<unknown[]>) => (await of).map((each) => (each as { name: string }).name)
const flat = (of: typeof items, path = 'id') => of.valuesList(path, { flat: true })

/** What querysets do alike on every database. */
export function querysetSuite(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    let project: World
    before(async () => {
      project = await open()
    })
    after(() => project?.close())
    const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
    const code = (name: string) => ({ code: `NUAGES_${name}` })

    run('alias() names a value that is no part of the results', async () => {
      const named = items.alias({ twice: F('size').times(2) })
      const rows = (await named.filter({ twice: 4 }).orderBy('-twice', 'id')) as object[]
      assert.deepEqual(await names(Promise.resolve(rows)), ['i02', 'i05', 'i11'])
      assert.equal('twice' in rows[0]!, false)
      assert.deepEqual(
        await named
          .filter({ id: 3 })
          .annotate({ shown: F('twice') })
          .values('shown'),
        [{ shown: 4 }],
      )
      assert.deepEqual(
        await named
          .filter({ id: 3 })
          .annotate({ twice: F('twice') })
          .values('twice'),
        [{ twice: 4 }],
      )
      await assert.rejects(async () => named.values('twice'), code('ORM_ALIAS_SELECTED'))
      const [all] = (await named.values()) as object[]
      assert.equal('twice' in all!, false)
      const counted = parts.alias({ n: Count('items') }).filter({ n__gt: 3 })
      assert.deepEqual(await names(counted.orderBy('id')), ['root', 'left', 'right'])
    })

    run('values() and valuesList() compute', async () => {
      const one = items.filter({ id: 3 })
      assert.deepEqual(await one.values('id', { double: F('size').times(2) }), [{ id: 3, double: 4 }])
      assert.deepEqual(await one.values({ double: F('size').times(2) }), [{ double: 4 }])
      assert.deepEqual(await one.valuesList('name', F('size').plus(1)), [['i02', 3]])
      assert.deepEqual(await one.valuesList(F('size').plus(1), { flat: true }), [3])
      assert.deepEqual(await one.annotate({ big: Q({ size__gt: 1 }) }).values('big'), [{ big: true }])
      assert.deepEqual(
        await parts
          .filter({ id__lt: 3 })
          .orderBy('id')
          .values('name', { n: Count('items') }),
        [
          { name: 'root', n: 4 },
          { name: 'left', n: 4 },
        ],
      )
      assert.throws(() => items.valuesList('id', 'name', { flat: true }), code('ORM_TOO_MANY_COLUMNS'))
      assert.throws(() => items.valuesList('id', { plain: true }), code('ORM_BAD_ARGUMENT'))
      assert.throws(() => items.values({ x: 3 }), code('ORM_NOT_AN_EXPRESSION'))
      await assert.rejects(async () => items.values({ 'x"y': F('id') }), code('ORM_BAD_ANNOTATION'))
    })

    run('union(), intersection() and difference() give rows of the model', async () => {
      const small = items.filter({ id__lte: 4 })
      const middle = items.filter({ id__range: [3, 6] })
      assert.deepEqual(await flat(small.union(middle).orderBy('-id')), [6, 5, 4, 3, 2, 1])
      assert.deepEqual(await flat(small.union(middle, { all: true }).orderBy('id')), [1, 2, 3, 3, 4, 4, 5, 6])
      assert.deepEqual(await flat(small.intersection(middle).orderBy('id')), [3, 4])
      assert.deepEqual(await flat(small.difference(middle).orderBy('id')), [1, 2])
      const both = small.union(middle)
      assert.equal(await both.count(), 6)
      assert.equal(await both.exists(), true)
      assert.equal(
        await items
          .filter({ id: 0 })
          .union(items.filter({ id: -1 }))
          .exists(),
        false,
      )
      assert.deepEqual(await names(both.orderBy('part__name', '-id').slice(0, 2)), ['i04', 'i01'])
      assert.equal(((await both.first()) as Item).name, 'i00')
      assert.equal(((await both.last()) as Item).name, 'i05')
      assert.deepEqual(await both.aggregate({ n: Count('*'), most: Sum('size') }), { n: 6, most: 5 })
      const streamed: string[] = []
      for await (const row of both.orderBy('id')) streamed.push((row as Item).name)
      assert.deepEqual(streamed, ['i00', 'i01', 'i02', 'i03', 'i04', 'i05'])
      assert.deepEqual(await names(items.filter({ id__in: both }).orderBy('id')), streamed)
      // Members keep an order and a slice of their own, and may be set operations themselves.
      const ends = items.orderBy('id').slice(0, 1).union(items.orderBy('-id').slice(0, 1))
      assert.deepEqual(await flat(ends.orderBy('id')), [1, 12])
      assert.deepEqual(await flat(both.difference(ends).orderBy('id')), [2, 3, 4, 5, 6])
      const annotated = small.annotate({ n: Count('marks') })
      const with2 = (await annotated.union(middle.annotate({ n: Count('marks') })).orderBy('-n', 'id')) as {
        n: number
      }[]
      assert.deepEqual(
        with2.map(({ n }) => n),
        [2, 1, 1, 0, 0, 0],
      )
      const related = (await items.filter({ id: 1 }).selectRelated('part').union(middle).orderBy('id')) as Item[]
      assert.equal((related[0]!.part as unknown as Part).name, 'root')
    })

    run('set operations give values, also of several models', async () => {
      const words = items.filter({ id__lt: 3 }).valuesList('name', { flat: true })
      const others = parts.filter({ id: 6 }).valuesList('name', { flat: true })
      assert.deepEqual(await words.union(others).orderBy('name'), ['i00', 'i01', 'other'])
      assert.deepEqual(await words.union(others).orderBy('-name').slice(0, 1), ['other'])
      assert.equal(await words.union(others).count(), 3)
      // What is asked of the whole is asked of its members, and so decides what is equal.
      const all = items.filter({ id__lt: 7 })
      assert.deepEqual(
        await all
          .union(items.filter({ id__gt: 6 }))
          .orderBy('part')
          .values('part'),
        [{ part: 1 }, { part: 2 }, { part: 3 }],
      )
      await assert.rejects(async () => words.union(parts.values('id', 'name')), code('ORM_COMBINED_WIDTHS'))
      await assert.rejects(async () => items.union(parts), code('ORM_WRONG_MODEL'))
      await assert.rejects(async () => words.union(others).orderBy('size'), code('ORM_UNKNOWN_FIELD'))
    })

    run('what has no rows adds none to a set operation', async () => {
      const one = items.filter({ id: 1 })
      assert.deepEqual(await flat(one.union(items.none())), [1])
      assert.deepEqual(await flat(items.none().union(one)), [1])
      assert.deepEqual(await flat(one.intersection(items.none())), [])
      assert.deepEqual(await flat(one.difference(items.none())), [1])
      assert.deepEqual(await flat(items.none().or(one)), [1])
      assert.deepEqual(await flat(items.none().and(one)), [])
    })

    run('a set operation refuses what it cannot do', async () => {
      const both = items.filter({ id: 1 }).union(items.filter({ id: 2 }))
      const refused: (() => unknown)[] = [
        () => both.filter({ id: 1 }),
        () => both.exclude({ id: 1 }),
        () => both.annotate({ x: F('id') }),
        () => both.alias({ x: F('id') }),
        () => both.distinct(),
        () => both.only('id'),
        () => both.defer('name'),
        () => both.selectRelated('part'),
        () => both.prefetchRelated('part'),
        () => both.selectForUpdate(),
        () => both.or(items),
        () => items.and(both),
      ]
      for (const each of refused) assert.throws(each, code('ORM_COMBINED'))
      for (const each of [
        () => both.get({ id: 1 }),
        () => both.update({ size: 1 }),
        () => both.delete(),
        () => both.cursorPage({ size: 1 }),
        async () => both.values('id', { x: F('id') }),
      ])
        await assert.rejects(each, code('ORM_COMBINED'))
      assert.throws(() => items.union('x'), code('ORM_BAD_ARGUMENT'))
      assert.throws(() => items.union(items, { every: true }), code('ORM_BAD_ARGUMENT'))
    })

    run('or() and and() merge conditions', async () => {
      const a = items.filter({ marks__word: 'a' })
      const b = items.filter({ marks__word: 'b' })
      // One row of the relation answers both sides of `or`, another one each side of `and`. Django's rules.
      assert.deepEqual(await flat(a.or(b).orderBy('id')), [1, 1, 2])
      assert.deepEqual(await flat(a.and(b).orderBy('id')), [1])
      const [either] = await project.sent(() => Promise.resolve(flat(a.or(b))))
      assert.equal(either!.match(/JOIN/g)!.length, 1)
      const [each] = await project.sent(() => Promise.resolve(flat(a.and(b))))
      assert.equal(each!.match(/JOIN/g)!.length, 2)
      assert.deepEqual(
        await flat(
          items
            .exclude({ id__lt: 11 })
            .or(items.filter({ id: 1 }))
            .orderBy('id'),
        ),
        [1, 11, 12],
      )
      assert.equal(await items.or(items.filter({ id: 1 })).count(), 12)
      assert.deepEqual(await flat(items.filter({ id__lt: 3 }).or(items.filter({ id: 9 }).orderBy('-id'))), [9, 2, 1])
      const named = items.alias({ twice: F('size').times(2) }).filter({ twice: 4 })
      assert.deepEqual(await flat(items.filter({ id: 1 }).or(named).orderBy('id')), [1, 3, 6, 12])
      assert.throws(() => a.or(b.distinct()), code('ORM_NOT_MERGEABLE'))
      assert.throws(() => a.or(b.values('id')), code('ORM_NOT_MERGEABLE'))
      assert.throws(() => a.or(parts), code('ORM_WRONG_MODEL'))
      assert.throws(() => a.slice(0, 1).or(b), code('ORM_SLICED'))
    })

    run('recurse() follows a relation again and again', async () => {
      const below = parts.filter({ name: 'left' }).recurse('parts')
      assert.deepEqual(await names(below.orderBy('id')), ['left', 'leaf', 'tip'])
      assert.deepEqual(await names(below.exclude({ name: 'left' }).orderBy('-id')), ['tip', 'leaf'])
      assert.deepEqual(await names(parts.filter({ name: 'tip' }).recurse('parent').orderBy('id')), [
        'root',
        'left',
        'leaf',
        'tip',
      ])
      const deep = parts.filter({ name: 'root' }).recurse('parts', { depth: 'depth' })
      assert.deepEqual(await deep.orderBy('depth', 'name').valuesList('name', 'depth'), [
        ['root', 0],
        ['left', 1],
        ['right', 1],
        ['leaf', 2],
        ['tip', 3],
      ])
      assert.deepEqual(await names(deep.filter({ depth: 2 })), ['leaf'])
      const two = parts.filter({ name: 'root' }).recurse('parts', { maxDepth: 2 })
      assert.equal(await two.count(), 4)
      assert.equal(await two.filter({ name: 'tip' }).exists(), false)
      assert.deepEqual(await two.aggregate({ n: Count('items') }), { n: 12 })
      assert.deepEqual(
        await two
          .annotate({ n: Count('items') })
          .filter({ n: 0 })
          .valuesList('name', { flat: true }),
        ['leaf'],
      )
      assert.deepEqual(await names(parts.filter({ id__in: two }).orderBy('id').slice(1, 3)), ['left', 'right'])
      const owners = items.filter(
        Exists(
          parts
            .filter({ id: OuterRef('part') })
            .recurse('parent')
            .filter({ id: 2 }),
        ),
      )
      // A table inside of a statement sees nothing of the rows around it in MariaDB.
      if (project.database.database === 'mysql') await assert.rejects(owners.count(), code('SQL_UNSUPPORTED_QUERY'))
      else assert.equal(await owners.count(), 4)
    })

    run('recurse() ends where rows lead in a circle', async () => {
      const circle = parts.filter({ name: 'other' }).recurse('near', { depth: 'far' })
      assert.deepEqual(await circle.orderBy('far', 'id').valuesList('name', 'far'), [
        ['other', 0],
        ['root', 1],
        ['left', 2],
        ['right', 3],
      ])
      assert.deepEqual(await names(parts.filter({ id: 2 }).recurse('near').orderBy('id')), ['root', 'left', 'right'])
      await assert.rejects(async () => parts.recurse('items'), code('ORM_WRONG_MODEL'))
      await assert.rejects(async () => parts.recurse('pieces'), code('ORM_NOT_A_RELATION'))
      await assert.rejects(async () => parts.values('id').recurse('parts'), code('ORM_NOT_ROWS'))
      assert.throws(() => parts.recurse('parts', { maxDepth: -1 }), code('ORM_BAD_ARGUMENT'))
    })

    run('recurse() says what update() and delete() are of', async () => {
      class Undo extends Error {}
      await assert.rejects(
        project.database.atomic(async () => {
          assert.equal(await parts.filter({ name: 'left' }).recurse('parts').update({ name: 'below' }), 3)
          assert.equal(await parts.filter({ name: 'below' }).count(), 3)
          const [, counts] = await parts.filter({ id: 4 }).recurse('parts').delete()
          assert.equal(counts['lib.Part'], 2)
          throw new Undo()
        }),
        Undo,
      )
    })

    run('cursorPage() walks through every order, forwards and backwards', async () => {
      const orders: unknown[][] = [
        [],
        ['name'],
        ['-size'],
        ['size', '-price'],
        ['-at', 'size'],
        [F('size').asc({ nulls: 'last' }), '-name'],
        [F('price').desc({ nulls: 'first' }), F('size').desc({ nulls: 'last' })],
        ['-part__name', 'size'],
        ['part__parent__name', '-id'],
        ['at'],
      ]
      for (const order of orders) {
        const ordered = items.orderBy(...order)
        // The key is the last term of every page's order.
        const seen: number[] = []
        const pages: (string | null)[] = []
        let cursor: string | null = null
        for (;;) {
          const page = await ordered.cursorPage({ size: 5, after: cursor })
          seen.push(...page.rows.map((row) => (row as Item).id))
          pages.push(page.previous)
          assert.equal(page.previous === null, cursor === null)
          cursor = page.next
          if (cursor === null) break
        }
        assert.deepEqual(
          [...seen].sort((x, y) => x - y),
          Array.from({ length: 12 }, (_, i) => i + 1),
          `${order}`,
        )
        const back: number[] = []
        let before = pages.at(-1)!
        let last = true
        for (;;) {
          const page = await ordered.cursorPage({ size: 5, before })
          back.unshift(...page.rows.map((row) => (row as Item).id))
          assert.notEqual(page.next, null)
          if (last) assert.equal((await ordered.cursorPage({ size: 5, after: page.next })).rows.length, 2)
          last = false
          if (page.previous === null) break
          before = page.previous
        }
        assert.deepEqual(back, seen.slice(0, 10), `${order} backwards`)
      }
      const values = await items.orderBy('-id').values('name').cursorPage({ size: 2 })
      assert.deepEqual(values.rows, [{ name: 'i11' }, { name: 'i10' }])
      const counted = parts.annotate({ n: Count('items') }).orderBy('-n')
      const first = await counted.cursorPage({ size: 2 })
      const second = await counted.cursorPage({ size: 4, after: first.next })
      assert.deepEqual(await names(Promise.resolve([...first.rows, ...second.rows])), [
        'right',
        'left',
        'root',
        'other',
        'tip',
        'leaf',
      ])
      assert.deepEqual(await items.filter({ id: 0 }).cursorPage({ size: 2 }), { rows: [], next: null, previous: null })
    })

    run('cursorPage() leaves windows what they are without pages', async () => {
      const total = Window(Count('pk'), { orderBy: [F('size').asc({ nulls: 'last' }), F('id').asc()] })
      const counted = items.annotate({ total }).orderBy(F('size').asc({ nulls: 'last' }), 'id')
      const expected = (await counted).map((row) => Reflect.get(row as object, 'total'))
      const found: unknown[] = []
      for (let after: string | null = null; ; ) {
        const page = await counted.cursorPage({ size: 5, after })
        found.push(...page.rows.map((row) => Reflect.get(row as object, 'total')))
        if ((after = page.next) === null) break
      }
      assert.deepEqual(found, expected)
      assert.deepEqual(
        found,
        Array.from({ length: 12 }, (_, i) => i + 1),
      )
      // The order itself may be a window.
      const by = items.annotate({ total }).orderBy('-total')
      const first = await by.cursorPage({ size: 5 })
      const second = await by.cursorPage({ size: 5, after: first.next })
      assert.deepEqual(
        second.rows.map((row) => Reflect.get(row as object, 'total')),
        [7, 6, 5, 4, 3],
      )
    })

    run('cursorPage() refuses cursors that it did not give', async () => {
      const ordered = items.orderBy('size', 'name')
      const { next } = await ordered.cursorPage({ size: 3 })
      const wrap = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const bad: unknown[] = ['', 'x', '%%', `${next}A==`, wrap({}), wrap([]), wrap([1]), wrap([1, 2, 3, 4]), 7]
      bad.push(
        wrap(['one', 'a', 1]),
        wrap([1, 'a\0', 1]),
        wrap([1, '\ud800', 1]),
        wrap([1, [], 1]),
        wrap([1, { n: 'x' }, 1]),
      )
      bad.push(wrap([1, 'a', '1; drop table lib_item']), 'a'.repeat(20_000))
      for (const after of bad) {
        await assert.rejects(ordered.cursorPage({ size: 3, after: after as string }), (error: Error) => {
          assert.equal((error as unknown as { code: string }).code, 'NUAGES_ORM_BAD_CURSOR', String(after).slice(0, 50))
          assert.equal((error as unknown as { status: number }).status, 400)
          return true
        })
      }
      const at = items.orderBy('at')
      for (const day of ['2024-99-01 00:00:00', 'now', '2024-01-01'])
        await assert.rejects(at.cursorPage({ size: 1, after: wrap([day, 1]) }), code('ORM_BAD_CURSOR'))
      await assert.rejects(ordered.cursorPage({ size: 3, after: next, before: next }), code('ORM_BAD_ARGUMENT'))
      await assert.rejects(ordered.cursorPage({ size: 0 }), code('ORM_BAD_ARGUMENT'))
      await assert.rejects(items.orderBy('?').cursorPage({ size: 1 }), code('ORM_BAD_ARGUMENT'))
      await assert.rejects(items.slice(0, 3).cursorPage({ size: 1 }), code('ORM_SLICED'))
    })

    run('orders by chance, by expressions and with nulls at either end', async () => {
      assert.equal((await items.orderBy('?')).length, 12)
      const sizes = (order: unknown) => items.orderBy(order, 'id').valuesList('size', { flat: true })
      assert.equal((await sizes(F('size').asc({ nulls: 'first' })))[0], null)
      assert.equal((await sizes(F('size').asc({ nulls: 'last' })))[0], 0)
      assert.equal((await sizes(F('size').desc({ nulls: 'last' })))[0], 2)
      assert.equal((await sizes(F('size').desc({ nulls: 'first' })))[0], null)
    })

    run('sql is a statement', async () => {
      const rows = await sql`select id, name from lib_item where id < ${3} order by id`
      assert.deepEqual(rows, [
        { id: 1, name: 'i00' },
        { id: 2, name: 'i01' },
      ])
      assert.deepEqual(await sql`select id, name from lib_item where id = ${3}`.rows(), [[3, 'i02']])
      assert.equal(await sql`select name from lib_item where id = ${3}`.value(), 'i02')
      assert.equal(await sql`select name from lib_item where id = ${0}`.value(), null)
      const only = sql`where ${sql.id('lib_item', 'id')} in (${sql.list([1, 3])})`
      assert.deepEqual(await sql`select name from ${sql.id('lib_item')} ${only} order by 1`, [
        { name: 'i00' },
        { name: 'i02' },
      ])
      assert.deepEqual(
        await sql`select name from lib_item where id in ${items.filter({ size: 2, id__lt: 7 }).values('id')} order by 1`.rows(),
        [['i02'], ['i05']],
      )
      assert.equal((await sql`update lib_item set size = size where id < ${4}`.run()).changes, 3)
      assert.equal(await sql`select count(*) from lib_item where name in (${sql.list([])})`.value(), 0)
      const first = items.first() as Promise<object>
      assert.equal(await sql`select name from lib_item where id = ${await first}`.value(), 'i00')
      await assert.rejects(async () => sql`select ${undefined}`, code('ORM_UNDEFINED'))
      await assert.rejects(async () => sql`select ${[1]}`, code('ORM_BAD_ARGUMENT'))
      await assert.rejects(async () => sql`select ${'a\0'}`, code('ORM_BAD_ARGUMENT'))
      await assert.rejects(async () => sql`select ${F('name')}`, code('ORM_UNKNOWN_FIELD'))
    })

    run('sql is an expression', async () => {
      const longer = sql`length(${F('name')}) + ${1}`.output(field.integer())
      assert.deepEqual(await items.filter({ id: 2 }).values({ n: longer }), [{ n: 4 }])
      assert.equal(await items.filter(sql`${F('size')} = ${1} or ${F('size')} = ${2}`, { id__lt: 4 }).count(), 2)
      assert.deepEqual(await flat(items.filter({ id__lt: 4 }).orderBy(sql`${F('part__name')} || ${'x'}`)), [2, 3, 1])
      assert.equal(await items.annotate({ n: longer }).filter({ n__gte: 4 }).count(), 12)
      // The text belongs to the shape: another text is another query.
      assert.deepEqual(await items.filter({ id: 2 }).values({ n: sql`length(${F('name')}) + ${2}` }), [{ n: 5 }])
    })

    run('raw() makes rows of a statement', async () => {
      const found = (await rawRows(
        Item,
        sql`select id, name, ${7} + id as more from lib_item where id < ${3} order by id`,
      )) as (Item & {
        more: number
      })[]
      assert.deepEqual(
        found.map(({ name, more }) => [name, Number(more)]),
        [
          ['i00', 8],
          ['i01', 9],
        ],
      )
      assert.ok(found[0] instanceof Item)
      assert.throws(() => found[0]!.size, code('ORM_DEFERRED'))
      await found[0]!.load('size')
      assert.equal(found[1]!.size, 1)
      await assert.rejects(rawRows(Item, sql`select name from lib_item`), code('ORM_RAW_KEY'))
      await assert.rejects(rawRows(Item, sql`select id, 1 as "a b" from lib_item`), code('ORM_BAD_ANNOTATION'))
      await assert.rejects(rawRows(Item, sql`select id, 1 as save from lib_item`), code('ORM_BAD_ANNOTATION'))
      await assert.rejects(rawRows(Item, 'select 1'), code('ORM_BAD_ARGUMENT'))
    })

    run('materialized() is a common table expression', async () => {
      const inner = items.filter({ size: 2 }).materialized()
      const [text] = await project.sent(() => Promise.resolve(flat(items.filter({ id__in: inner }))))
      const isMariadb = project.database.database === 'mysql'
      assert.match(
        text!,
        isMariadb ? /\(SELECT value FROM .* LIMIT \d{20}\) AS m/ : /WITH rows AS MATERIALIZED \(SELECT/,
      )
      assert.deepEqual(await flat(items.filter({ id__in: inner }).orderBy('id')), [3, 6, 12])
    })

    run('selectForUpdate() needs a transaction', async () => {
      await assert.rejects(async () => items.selectForUpdate(), code('ORM_LOCK_OUTSIDE'))
      await assert.rejects(async () => items.selectForUpdate().get({ id: 1 }), code('ORM_LOCK_OUTSIDE'))
      const rows = await project.database.atomic(() => names(items.selectForUpdate().filter({ id: 1 })))
      assert.deepEqual(rows, ['i00'])
      assert.equal(await items.selectForUpdate().count(), 12)
      assert.throws(() => items.selectForUpdate({ nowait: true, skipLocked: true }), code('ORM_BAD_ARGUMENT'))
      assert.throws(() => items.selectForUpdate({ wait: true } as never), code('ORM_BAD_ARGUMENT'))
    })

    run('explain() tells a plan', async () => {
      assert.match(await items.filter({ id: 1 }).explain(), /lib_item/)
      await assert.rejects(items.explain({ format: 'json; drop table lib_item' }), code('SQL_UNSUPPORTED_QUERY'))
    })

    run('no text of a statement ever comes from a value', async () => {
      const words = fc
        .string({ unit: 'binary', maxLength: 20 })
        .filter((word) => word.isWellFormed() && !word.includes('\0'))
      const texts = new Set<string>()
      const each = async (word: string) => {
        const sent = await project.sent(async () => {
          assert.equal(await sql`select ${word}`.value(), word)
          assert.equal(await sql`select count(*) from lib_item where name in (${sql.list([word, 'i00'])})`.value(), 1)
          await items
            .filter(sql`${F('name')} = ${word}`)
            .union(items.filter({ name: word }))
            .count()
          await items.values({ n: sql`coalesce(${word}, ${F('name')})` })
          await items
            .orderBy('name')
            .cursorPage({ size: 1, after: Buffer.from(JSON.stringify([word, 1])).toString('base64url') })
        })
        for (const text of sent) texts.add(text)
      }
      await fc.assert(fc.asyncProperty(words, each), { numRuns: 30, examples: [["'; drop table lib_item; --"]] })
      assert.equal(texts.size, 5)
      for (const name of ['x"', "x'; --", 'a b', 'a__b', '', 'name', 'save']) {
        await assert.rejects(async () => parts.recurse('parts', { depth: name }), code('ORM_BAD_ANNOTATION'))
        await assert.rejects(async () => items.alias({ [name]: F('id') }), code('ORM_BAD_ANNOTATION'))
      }
      assert.equal(await sql`select 1 as ${sql.id('x" ; --')}`.records().then(([row]) => row!['x" ; --']), 1)
    })

    run('dates() and datetimes() cut down and keep each once', async () => {
      const known = items.filter({ id__in: [2, 3, 6] })
      const iso = async (of: typeof items) => ((await of) as Date[]).map((each) => each.toISOString().slice(0, 16))
      assert.deepEqual(await iso(items.datetimes('at', 'month', { order: 'desc' })), [
        '2024-04-01T00:00',
        '2024-03-01T00:00',
        '2024-02-01T00:00',
        '2024-01-01T00:00',
      ])
      assert.deepEqual(await iso(known.datetimes('at', 'day')), [
        '2024-02-02T00:00',
        '2024-02-06T00:00',
        '2024-03-03T00:00',
      ])
      assert.deepEqual(await iso(known.datetimes('at', 'day', { timezone: 'Asia/Tokyo' }).slice(0, 1)), [
        '2024-02-01T15:00',
      ])
      assert.deepEqual(await known.dates('at', 'year'), ['2024-01-01'])
      assert.equal(await items.datetimes('at', 'month').count(), 4)
      assert.throws(() => items.dates('at', 'hour'), code('ORM_BAD_ARGUMENT'))
      assert.throws(() => items.dates('at', 'day', { timezone: 'UTC' }), code('ORM_BAD_ARGUMENT'))
      assert.throws(() => items.dates('at', 'day', { order: 'DESC' as never }), code('ORM_BAD_ARGUMENT'))
      await assert.rejects(async () => items.dates('name', 'day'), code('ORM_BAD_ARGUMENT'))
    })

    run('long lists and wide conditions', async () => {
      const many = Array.from({ length: 100_000 }, (_, i) => i + 1)
      assert.equal(await items.filter({ id__in: many }).count(), 12)
      assert.equal(await items.filter({ name__in: many.map((i) => `i${i}`) }).count(), 2)
      const wide = Q(...Array.from({ length: 10_000 }, (_, i) => ({ id: i - 9_000 }))) as QRuntime
      assert.equal(await items.filter(wide).count(), 0)
      const any = many.slice(0, 10_000).reduce((q, id) => q.or({ id }), Q({ id: 0 }) as QRuntime)
      assert.equal(await items.filter(any).count(), 12)
      const sum = many.slice(0, 400).reduce<ReturnType<typeof F>>((e) => e.plus(1), F('id'))
      assert.deepEqual(await items.filter({ id: 1 }).values({ sum }), [{ sum: 401 }])
      const long = () => many.slice(0, 10_000).reduce<ReturnType<typeof F>>((e) => e.plus(1), F('id'))
      assert.throws(long, code('ORM_TOO_LONG'))
      const deep = () =>
        many.slice(0, 10_000).reduce((q, id) => q.or({ id }).and({ id__gt: 0 }), Q({ id: 0 }) as QRuntime)
      assert.throws(deep, code('ORM_TOO_DEEP'))
    })
  })
}
