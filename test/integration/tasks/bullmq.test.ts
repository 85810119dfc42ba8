import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { openBull } from '../../../src/apps/tasks/bullmq/open.ts'
import { OutboxEngine } from '../../../src/apps/tasks/outbox/engine.ts'
import type { Database } from '../../../src/data/drivers/index.ts'
import { mariadb, postgres } from '../../support/scratch.ts'
import { skipWithout } from '../../support/services.ts'
import { tasksSuite } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

const noRedis = await skipWithout('redis')

for (const server of [null, postgres, mariadb]) {
  const tables = await taskTables(server)
  tasksSuite({
    label: `BullMQ beside ${tables.label}`,
    skip: noRedis || tables.skip,
    async open(t) {
      const prefix = `nuages-test-${randomUUID()}`
      const on = async (t: TestContext, database: Database) => {
        const remote = await openBull({ url: 'redis://127.0.0.1:6379/7', prefix, pollInterval: 50 })
        t.after(() => engine.close())
        const engine = new OutboxEngine(remote, { database, pollInterval: 50 })
        return engine
      }
      return { engine: await on(t, await tables.open(t)), another: async () => on(t, await tables.again(t)) }
    },
  })
}
