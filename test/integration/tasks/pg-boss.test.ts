import { after, type TestContext } from 'node:test'
import { openPgBoss } from '../../../src/apps/tasks/pg-boss/open.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { tasksSuite } from '../../support/suites/tasks.ts'

const skip = await skipWithout('postgres')
const scratch = skip === false ? await scratchPostgres() : null
after(() => scratch?.drop())

/** One schema of pg-boss for all tests, which takes half a second to make; each begins with empty tables. */
async function open(t: TestContext, empty: boolean) {
  const { url } = scratch!
  const database = await openDatabase(url)
  const engine = await openPgBoss({ url, database, pollInterval: 50, pool: 3 })
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
