import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attempts } from '../../../src/apps/tasks/database/attempts.ts'
import { Claims } from '../../../src/apps/tasks/database/claims.ts'
import { Statements } from '../../../src/apps/tasks/database/statements.ts'
import { DatabaseEngine, type JsonValue } from '../../../src/apps/tasks/index.ts'
import { mariadb, postgres } from '../../support/scratch.ts'
import { newJob } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

const results: readonly JsonValue[] = [null, 'a "b" \\ {c}, NULL', { nul: '\u0000', é: [1, null] }, '', 5, 6]

// All before the first test: what `after` takes away it takes when the tests that are known by then have ended.
const places = [await taskTables(null), await taskTables(postgres), await taskTables(mariadb)]

for (const tables of places) {
  const options = { skip: tables.skip }

  test(`${tables.label}: of attempts that end together, those end that are still held`, options, async (t) => {
    const database = await tables.open(t)
    const engine = new DatabaseEngine(database)
    const sql = new Statements(database)
    await engine.enqueue(results.map((_, i) => newJob({ uniqueKey: `key ${i}` })))
    const taken = await new Claims(sql, 60_000).take('default', results.length, 'mine', null)
    const ids = taken.map(({ id }) => id)
    const write = (text: string) => database.run({ text, writes: true, wide: false }, [])
    await write(`UPDATE nuages_tasks_job SET lease = 'other' WHERE id = '${ids[4]}'`)
    await write(`UPDATE nuages_tasks_job SET state = 'waiting' WHERE id = '${ids[5]}'`)
    const all = ids.map((id, i) => ({ held: { id, lease: 'mine' }, result: results[i]! }))
    const marked = await new Attempts(sql).doneAll(all)
    assert.deepEqual([...marked].sort(), ids.slice(0, 4).sort())
    const after = await Promise.all(ids.map((id) => engine.find(id)))
    assert.deepEqual(
      after.map((job) => [job!.state, job!.result]),
      [...results.slice(0, 4).map((result) => ['done', result]), ['running', null], ['waiting', null]],
    )
    assert.ok(after.slice(0, 4).every((job) => job!.finishedAt !== null))
    const [key] = await engine.enqueue([newJob({ uniqueKey: 'key 0' })])
    assert.equal(key!.created, true, 'its key is free')
    assert.deepEqual([...(await new Attempts(sql).doneAll(all))], [], 'once')
  })

  if (tables.label === postgres.label)
    test(`${tables.label}: a row that somebody has locked holds up no other`, options, async (t) => {
      const database = await tables.open(t)
      const engine = new DatabaseEngine(database)
      const sql = new Statements(database)
      await engine.enqueue([newJob(), newJob(), newJob()])
      const taken = await new Claims(sql, 60_000).take('default', 3, 'mine', null)
      const all = taken.map(({ id }) => ({ held: { id, lease: 'mine' }, result: null }))
      const other = await tables.again(t)
      await other.atomic(async () => {
        const text = `UPDATE nuages_tasks_job SET cancel_asked = true WHERE id = '${taken[1]!.id}'`
        await other.run({ text, writes: true, wide: false }, [])
        const marked = await new Attempts(sql).doneAll(all)
        assert.deepEqual([...marked].sort(), [taken[0]!.id, taken[2]!.id].sort())
      })
    })
}
