import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { F, field, Model, untyped } from '../../../src/data/orm/index.ts'
import { Q } from '../../../src/data/orm/runtime.ts'
import { type World, world } from '../../unit/orm/support/database.ts'

const long = 'aVeryLongNameThatGoesOnAndOnUntilItIsLongerThanTheSixtyThreeBytesThatPostgresKeeps'

class Item extends Model {
  [long] = field.integer({ default: 0, index: true })
  name = field.char({ maxLength: 20, null: true })
  size = field.integer({ default: 1 })
  weight = field.float({ default: 0.5 })
  bytes = field.binary({ null: true })
  data = field.json<unknown>({ null: true })
  next = field.foreignKey(() => Item, { onDelete: 'cascade', null: true })
}

/** Queries larger than any program should make, on one database. */
export function limitsSuite(
  name: string,
  url: () => Promise<string>,
  options: { readonly skip?: false | string } = {},
): void {
  describe(`sizes on ${name}`, options, () => {
    let project: World
    const items = untyped(Item)
    before(async () => {
      project = await world({ Item }, (database) => database, await url())
      await project.run(async () => {
        await items.bulkCreate(Array.from({ length: 20 }, (_, i) => ({ name: `n${i}`, size: i })))
      })
    })
    after(() => project?.close())
    const run = (title: string, work: () => Promise<void>) => test(title, () => project.run(work))
    /** An answer, or an error with one of the codes. */
    const orCode = async (work: () => Promise<unknown>, codes: readonly string[]) => {
      try {
        return await work()
      } catch (error) {
        assert.ok(error instanceof NuagesError, String((error as Error).stack).slice(0, 2000))
        assert.ok(codes.includes(error.code), `${error.code}: ${error.message.slice(0, 500)}`)
        assert.ok(error.message.length < 4000)
        return null
      }
    }

    run('lists of 100,000 items, with nulls and the same item twice', async () => {
      const numbers = Array.from({ length: 100_000 }, (_, i) => (i % 10 === 0 ? 3 : i + 10))
      assert.equal(await items.filter({ size__in: numbers }).count(), 10)
      assert.equal(await items.filter({ size__in: [null, ...numbers, null] }).count(), 10)
      assert.equal(await items.exclude({ size__in: numbers }).count(), 10)
      assert.equal(await items.filter({ name__in: numbers.map((each) => `n${each}`) }).count(), 10)
      assert.equal(await items.filter({ size__in: new Set(numbers) }).count(), 10)
      const limits = ['NUAGES_DRIVERS_TOO_COMPLEX', 'NUAGES_SQL_TOO_MANY']
      const fractions = await orCode(
        () => items.filter({ weight__in: numbers.map((each) => each / 2) }).count(),
        limits,
      )
      assert.ok(fractions === null || fractions === 0)
      const bytes = numbers.map((each) => new Uint8Array([each % 256, 1]))
      assert.ok([null, 0].includes((await orCode(() => items.filter({ bytes__in: bytes }).count(), limits)) as null))
      assert.equal(await items.filter({ data__in: numbers }).count(), 0)
      assert.equal((await items.inBulk(numbers)).size, 10)
    })

    run('conditions by the thousand, side by side', async () => {
      const each = Array.from({ length: 10_000 }, (_, i) => ({ size: i - 9990 }))
      const [first, ...rest] = each.map((given) => Q(given))
      assert.equal(await items.filter(first!.or(...rest)).count(), 10)
      assert.equal(await items.filter(first!.and(...rest.slice(0, 2000))).count(), 0)
      assert.equal(await items.filter(first!.xor(...rest)).count(), 10)
      assert.equal(await items.filter(first!.or(...rest.slice(-2000)).not()).count(), 10)
      assert.equal(await items.exclude(...each.slice(0, 2000)).count(), 20)
      let chained = items.filter({ size__gte: 0 })
      for (let i = 0; i < 2000; i++) chained = chained.filter({ size__gte: -i })
      assert.equal(await chained.count(), 20)
    })

    run('conditions and terms inside each other', async () => {
      const deep = [
        'NUAGES_ORM_TOO_DEEP',
        'NUAGES_ORM_TOO_LONG',
        'NUAGES_ORM_NESTED_TOO_DEEP',
        'NUAGES_DRIVERS_TOO_COMPLEX',
      ]
      for (const depth of [100, 450, 2000]) {
        const found = await orCode(async () => {
          let q = Q({ size: 1 })
          for (let i = 0; i < depth; i++) q = i % 2 === 0 ? q.or({ size: -i - 1 }) : q.and({ size__gte: 0 })
          return items.filter(q).count()
        }, deep)
        assert.ok(found === 1 || (found === null && depth > 100), `${depth}: ${found}`)
      }
      for (const depth of [450, 3000, 100_000]) {
        const found = await orCode(async () => {
          let sum = F('size').plus(1)
          for (let i = 0; i < depth; i++) sum = sum.plus(1)
          return items.filter({ size: 4 }).annotate({ sum }).valuesList('sum', { flat: true })
        }, deep)
        if (found !== null) assert.deepEqual(found, [depth + 5])
        else assert.ok(depth > 500, `a chain of ${depth}`)
      }
    })

    run('values, columns, joins and orders by the hundred', async () => {
      const limits = ['NUAGES_DRIVERS_TOO_COMPLEX']
      for (const count of [100, 1000, 5000]) {
        const named = Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, F('size').plus(i)]))
        const found = (await orCode(() => items.annotate(named).get({ size: 2 }), limits)) as Record<string, unknown>
        if (found !== null) assert.equal(found[`a${count - 1}`], count + 1)
        else assert.ok(count > 1000)
      }
      for (const count of [10, 60, 70, 500]) {
        const path = `${'next__'.repeat(count)}name`
        const found = await orCode(() => items.filter({ [path]: 'x' }).count(), limits)
        assert.ok(found === 0 || (found === null && count > 60), `${count} joins`)
      }
      const terms = Array.from({ length: 3000 }, (_, i) => F('size').plus(i).asc())
      await orCode(() => Promise.resolve(items.orderBy(...(terms as never[]))), limits)
    })

    run('names of any length stay what they are', async () => {
      assert.equal(await items.filter({ [long]: 0 }).count(), 20)
      const [first] = (await items
        .annotate({ [`${long}One`]: F('size'), [`${long}Two`]: F('size').plus(1) })
        .orderBy('pk')) as Record<string, unknown>[]
      assert.deepEqual([first![`${long}One`], first![`${long}Two`]], [0, 1])
      const one = items.values('size', { [`${long}One`]: F('size') })
      const two = items.values('size', { [`${long}One`]: F('size') })
      assert.equal(((await one.union(two)) as unknown[]).length, 20)
    })

    run('more rows and values than one statement takes', async () => {
      const made = await items.bulkCreate(Array.from({ length: 30_000 }, (_, i) => ({ name: `m${i}`, size: -1 })))
      assert.equal(new Set(made.map((row) => row.pk)).size, 30_000)
      for (const row of made) row['size'] = -2
      assert.equal(await items.bulkUpdate(made, ['size']), 30_000)
      assert.equal((await items.inBulk(made.map((row) => row.pk))).size, 30_000)
      const [count] = await items.filter({ size: -2 }).delete()
      assert.equal(count, 30_000)
    })

    run('many queries and writes at the same time', async () => {
      await Promise.all(
        Array.from({ length: 200 }, async (_, i) => {
          const name = `p${i}`
          const row = await items.create({ name, size: 1000 + i })
          assert.equal((await items.get({ name })).pk, row.pk)
          assert.equal(await items.filter({ pk: row.pk }).update({ size: F('size').plus(1) }), 1)
          await row.refresh()
          assert.equal(row['size'], 1001 + i)
          await row.delete()
        }),
      )
      const all = items.filter({ size__gte: 0 }).orderBy('size')
      const results = await Promise.all(Array.from({ length: 50 }, () => all.valuesList('size', { flat: true })))
      for (const each of results) assert.deepEqual(each, results[0])
      assert.equal((await all).length, 20)
      const row = await items.create({ name: 'shared', size: 5 })
      await Promise.all(
        Array.from({ length: 10 }, (_, i) => {
          row['size'] = 50 + i
          return row.save()
        }),
      )
      const kept = (await items.get({ pk: row.pk }))['size'] as number
      assert.ok(kept >= 50 && kept <= 59, 'one of them was the last')
      await Promise.all(
        [row.delete(), items.filter({ name: 'shared' }).delete()].map((each) => Promise.resolve(each).catch(() => {})),
      )
      assert.equal(await items.count(), 20)
      // No unique rule holds them together: several may insert, and one that comes late finds more than one row.
      const pairs = await Promise.allSettled(
        Array.from({ length: 20 }, () => items.getOrCreate({ name: 'once', size: 7777 })),
      )
      assert.ok(pairs.some((each) => each.status === 'fulfilled' && each.value[1]))
      for (const each of pairs)
        if (each.status === 'rejected') assert.equal(each.reason.code, 'NUAGES_ORM_MULTIPLE_ROWS')
      await items.filter({ name: 'once' }).delete()
    })
  })
}
