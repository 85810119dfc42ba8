import { after, type TestContext } from 'node:test'
import { OutboxEngine } from '../../../src/apps/tasks/outbox/engine.ts'
import { openPgBoss } from '../../../src/apps/tasks/pg-boss/open.ts'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { tasksSuite } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

const tables = await taskTables(null)
const skip = await skipWithout('postgres')
const scratch = skip === false ? await scratchPostgres() : null
after(() => scratch?.drop())

/** One schema of pg-boss for all tests, which takes half a second to make; each begins with empty tables. */
async function open(t: TestContext, empty: boolean, here = true) {
  const { url } = scratch!
  const database = await openDatabase(url)
  const engine = await openPgBoss({ url, ...(here && { database }), pollInterval: 50, pool: 3 })
  t.after(async () => {
    await engine.close()
    await database.close()
  })
  if (empty)
    await database.script('DELETE FROM pgboss.job; DELETE FROM pgboss.nuages_note; DELETE FROM pgboss.nuages_rate')
  return { engine, database }
}

tasksSuite({
  label: 'pg-boss',
  skip,
  open: async (t) => ({ ...(await open(t, true)), another: async () => (await open(t, false)).engine }),
})

tasksSuite({
  label: 'pg-boss elsewhere, beside SQLite',
  skip,
  only: /key|transaction|retried|cancelled/,
  async open(t) {
    const engine = async (database: Database, empty: boolean) => {
      const remote = (await open(t, empty, false)).engine
      return new OutboxEngine(remote, { database, pollInterval: 50 })
    }
    const database = await tables.open(t)
    return { engine: await engine(database, true), database, another: async () => engine(await tables.again(t), false) }
  },
})
