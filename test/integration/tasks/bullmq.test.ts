import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { openBull } from '../../../src/apps/tasks/bullmq/open.ts'
import { OutboxEngine } from '../../../src/apps/tasks/outbox/engine.ts'
import type { Database } from '../../../src/data/drivers/index.ts'
import { mariadb, postgres } from '../../support/scratch.ts'
import { skipWithout } from '../../support/services.ts'
import { tasksSuite } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'
import { dropKeys } from './bull-keys.ts'

const url = 'redis://127.0.0.1:6379/7'
const noRedis = await skipWithout('redis')

// All before the first test: when there is none left to run, the databases are dropped.
const places = [await taskTables(null), await taskTables(postgres), await taskTables(mariadb)]
for (const tables of places)
  tasksSuite({
    label: `BullMQ beside ${tables.label}`,
    skip: noRedis || tables.skip,
    ...(tables !== places[0] && { only: /kept|key|transaction|retried/ }),
    async open(t) {
      const prefix = `nuages-test-${randomUUID()}`
      const on = async (t: TestContext, database: Database) => {
        const remote = await openBull({ url, prefix, pollInterval: 50 })
        t.after(() => engine.close())
        const engine = new OutboxEngine(remote, { database, pollInterval: 50 })
        return engine
      }
      const database = await tables.open(t)
      t.after(() => dropKeys(url, prefix))
      return { engine: await on(t, database), database, another: async () => on(t, await tables.again(t)) }
    },
  })
