import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScratchDatabase } from '../../support/servers.ts'
import { inspectSuite } from '../../support/suites/inspect.ts'

async function scratchFile(): Promise<ScratchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-inspect-'))
  const drop = async () => rmSync(folder, { recursive: true, force: true })
  return { name: 'db', url: `sqlite:${join(folder, 'db.sqlite3')}`, drop }
}

inspectSuite({
  label: 'SQLite',
  database: 'sqlite',
  skip: false,
  scratch: scratchFile,
  schemas: [{ file: 'hand-made.sqlite.sql' }, { file: 'newsroom.sqlite.sql', app: 'newsroom' }],
  runs: 12,
  tests: {
    'rows are read as they are': async ({ People, OrderDetails, C, B, Uuidkey }) => {
      const [person] = await People.all()
      assert.equal(person.name, 'aada')
      assert.equal(String(person.price), '5.00')
      assert.equal(String(person.twice), '10.00')
      assert.equal(person.shout, 'aada!')
      assert.equal(person.odd, 'aada')
      const [line] = await OrderDetails.all()
      assert.deepEqual([line.orderId, line.lineNo, line.größe, line.日本, line.deleteValue], [1, 2, 1.5, '本', false])
      const [linked] = await C.all()
      assert.equal((await linked.other.load()).code, 'x')
      assert.equal(await B.filter({ csByOther__code: 'z' }).count(), 1)
      assert.equal((await Uuidkey.all())[0].id, 'b5a46bb6-d086-4e6f-89c3-12a160c90ae7')
    },
    'rows are written, defaults and computed values come back': async ({ People, Nokey, OrderDetails }) => {
      const row = await People.create({ name: 'barbara', age: 50, cost: '1' })
      assert.equal(row.status, 'new')
      const found = await People.get({ pk: row.pk })
      assert.equal(String(found.price), '1.50')
      assert.ok(found.made instanceof Date)
      assert.equal(found.up, 'BARBARA')
      found.name = 'carla'
      await found.save()
      assert.equal((await People.get({ pk: row.pk })).shout, 'carla!')
      const one = await Nokey.create({ a: 'n', b: 'm' })
      one.b = 'changed'
      await one.save()
      assert.deepEqual((await Nokey.filter({ a: 'n' }))[0].b, 'changed')
      await one.delete()
      assert.equal(await Nokey.filter({ a: 'n' }).count(), 0)
      const line = await OrderDetails.create({ orderId: 5, lineNo: 6 })
      assert.equal((await OrderDetails.get({ orderId: 5 })).pk, line.pk)
    },
    'link tables with and without a model are followed and written': async ({ Team, People }) => {
      const [reds, blues] = await Team.all().orderBy('id')
      assert.deepEqual(
        (await reds.friends.all()).map((team: { name: string }) => team.name),
        ['blues'],
      )
      assert.equal(await blues.friends.count(), 0)
      await blues.friends.add(blues, reds)
      assert.equal(await blues.friends.count(), 2)
      await blues.friends.remove(reds)
      assert.equal(await blues.friends.count(), 1)
      const [person] = await People.all()
      assert.deepEqual(
        (await blues.members.load()).map((each: { pk: unknown }) => each.pk),
        [person.pk],
      )
      await reds.members.add(person)
      assert.equal(await person.teams.count(), 2)
      await reds.members.remove(person)
      assert.equal(await person.teams.count(), 1)
    },
  },
})
