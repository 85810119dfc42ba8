import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseEngine } from '../../../src/apps/tasks/index.ts'
import { Outage } from '../../../src/apps/tasks/outage.ts'
import { newJob, worker } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

test('an outage is told when it begins and when it ends', () => {
  const lines: unknown[] = []
  const outage = new Outage({
    failed: (error) => lines.push((error as { code?: string }).code ?? (error as Error).name),
    recovered: (failures) => lines.push(failures),
  })
  outage.recovered()
  for (let i = 0; i < 3; i++) outage.failed(Object.assign(new RangeError('x'), { code: 'AWAY' }))
  outage.failed(new RangeError('another'))
  outage.recovered()
  outage.recovered()
  outage.failed(Object.assign(new RangeError('x'), { code: 'AWAY' }))
  assert.deepEqual(lines, ['AWAY', 'RangeError', 4, 'AWAY'])
})

test('what never says that it works again is told again', () => {
  let now = 0
  let told = 0
  const outage = new Outage({ failed: () => told++, recovered: () => {} }, () => now)
  for (now of [0, 599_999, 600_000, 600_001]) outage.failed(new RangeError('x'))
  assert.equal(told, 2)
})

test('a worker says when its database answers again', async (t) => {
  const tables = await taskTables(null)
  const database = await tables.open(t)
  const rename = (from: string, to: string) =>
    database.run({ text: `ALTER TABLE ${from} RENAME TO ${to}`, writes: true, wide: false }, [])
  const engine = new DatabaseEngine(database, { pollInterval: 10 })
  await rename('nuages_tasks_job', 'away')
  const failed = Promise.withResolvers<void>()
  const recovered = Promise.withResolvers<void>()
  const told: string[] = []
  const running = await worker(t, engine, () => ({ state: 'done', result: null }), {
    onError: () => {
      told.push('failed')
      failed.resolve()
    },
    onRecovered: () => {
      told.push('recovered')
      recovered.resolve()
    },
  })
  await failed.promise
  await rename('away', 'nuages_tasks_job')
  await engine.enqueue([newJob()])
  await recovered.promise
  await running.idle()
  await running.stop(0)
  assert.equal(told.filter((each) => each === 'recovered').length, 1)
  assert.equal(told.at(-1), 'recovered')
})
