import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { field } from '../../../src/data/orm/field.ts'
import { KeyedModel, Model } from '../../../src/data/orm/model.ts'
import { atomic, onCommit, querySetOf, sql } from '../../../src/data/orm/runtime.ts'
import { type World, world } from './support/database.ts'

class Node extends Model {
  name = field.char({ maxLength: 20 })
  parent = field.foreignKey(() => Node, { onDelete: 'cascade', null: true })
  children = field.reverse(() => Node, 'parent')
  friends = field.manyToMany(() => Node)
}
class Coin extends KeyedModel {
  code = field.uuid({ primaryKey: true })
  worth = field.bigInteger()
  count = field.integer({ default: 0 })
  flag = field.boolean({ default: false })
  bytes = field.binary({ null: true })
  at = field.time({ null: true })
  mark = field.foreignKey(() => Node, { onDelete: 'restrict', null: true })
}
class Purse extends Model {
  coin = field.foreignKey(() => Coin, { onDelete: 'setDefault', null: true, default: null })
  coins = field.manyToMany(() => Coin)
}

let project: World
before(async () => {
  project = await world({ Node, Coin, Purse })
})
after(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)
const code = '6f1c8a0e-9d55-4b0e-8a3e-1f2d3c4b5a69'
const nodes = querySetOf(Node)
const coins = querySetOf(Coin)

test('big integers are bigint, and integers beside them stay numbers', () =>
  run(async () => {
    const worth = 2n ** 62n
    await coins.create({ code, worth, count: 3, flag: true, bytes: new Uint8Array([1, 0, 255]), at: '10:30:00' })
    const coin = (await coins.get({ worth__gte: worth })) as Coin
    assert.deepEqual([coin.worth, coin.count, coin.flag, coin.at, coin.code], [worth, 3, true, '10:30:00', code])
    assert.deepEqual([...(coin.bytes ?? [])], [1, 0, 255])
    assert.deepEqual(await project.sent(() => coin.save()), [])
    coin.count = 4
    coin.bytes = new Uint8Array([2])
    assert.deepEqual(await project.sent(() => coin.save()), [
      'UPDATE "lib_coin" SET "count" = ?, "bytes" = ? WHERE "code" = ?',
    ])
    assert.equal(((await coins.get({ worth__in: [worth, 1n] })) as Coin).count, 4)
    assert.equal(coin.toJSON()['worth'], String(worth))
  }))

test('a key that is no number is found, related and prefetched by', () =>
  run(async () => {
    const purse = (await querySetOf(Purse).create({ coin: code })) as Purse
    await purse.coins.add(code)
    const [read] = (await querySetOf(Purse).selectRelated('coin').prefetchRelated('coins')) as unknown as {
      coin: Coin
      coins: Purse['coins']
    }[]
    assert.equal(read!.coin.worth, 2n ** 62n)
    assert.deepEqual(
      ((await read!.coins.all()) as unknown as Coin[]).map((coin) => coin.code),
      [code],
    )
    assert.equal(await querySetOf(Purse).filter({ coins: code, coins__worth__gt: 1n }).count(), 1)
    const [loose] = (await querySetOf(Purse)) as Purse[]
    assert.equal((await loose!.coin!.load()).count, 4)
  }))

test('a model may point at itself', () =>
  run(async () => {
    const root = await nodes.create({ name: 'root' })
    const leaf = (await nodes.create({ name: 'leaf', parent: root })) as Node
    await nodes.create({ name: 'leaf 2', parent: leaf })
    await leaf.friends.add(1)
    const deep = (await nodes.selectRelated('parent__parent').get({ name: 'leaf 2' })) as unknown as {
      parent: { parent: Node }
    }
    assert.equal(deep.parent.parent.name, 'root')
    assert.deepEqual(await nodes.filter({ children__children__name: 'leaf 2' }).values('name'), [{ name: 'root' }])
    assert.deepEqual(await nodes.filter({ friends__name: 'root' }).values('name'), [{ name: 'leaf' }])
    const [total] = await nodes.filter({ id: 1 }).delete()
    assert.equal(total, 5)
    assert.equal(await nodes.count(), 0)
  }))

test('restrict refuses where a row stays behind', () =>
  run(async () => {
    const node = (await nodes.create({ name: 'kept' })) as Node
    await coins.filter({ code }).update({ mark: node })
    await assert.rejects(node.delete(), { code: 'NUAGES_ORM_RESTRICTED' })
    await coins.update({ mark: null })
    assert.equal((await node.delete())[0], 1)
  }))

test('sql takes values as parameters only', () =>
  run(async () => {
    await nodes.bulkCreate([{ name: 'a' }, { name: "'; drop table lib_node; --" }])
    assert.deepEqual(await sql`select name from lib_node where name = ${"'; drop table lib_node; --"}`, [
      { name: "'; drop table lib_node; --" },
    ])
    assert.equal((await sql`update lib_node set name = ${'b'} where name = ${'a'}`.run()).changes, 1)
    await assert.rejects(async () => sql`select ${undefined}`, { code: 'NUAGES_ORM_UNDEFINED' })
  }))

test('onCommit waits for the transaction', () =>
  run(async () => {
    const told: string[] = []
    await atomic(async () => {
      onCommit(() => void told.push('committed'))
      await atomic(async () => nodes.create({ name: 'inside' }))
      assert.deepEqual(told, [])
    })
    assert.deepEqual(told, ['committed'])
    await assert.rejects(
      atomic(async () => {
        onCommit(() => void told.push('never'))
        throw new RangeError('no')
      }),
      RangeError,
    )
    assert.equal(told.length, 1)
  }))

test('another database is named', async () => {
  await assert.rejects(
    run(async () => nodes.using('replica').count()),
    { code: 'NUAGES_ORM_NO_DATABASE' },
  )
})
