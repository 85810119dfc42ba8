import { after, type TestContext } from 'node:test'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { openedWith } from '../../support/servers.ts'

export { code, openedWith, read, statement, write } from '../../support/servers.ts'

let scratch: ScratchDatabase | null = null
after(() => scratch?.drop())

/** The scratch database of this file's tests, which take turns: empty again for each. */
export async function scratchFor(t: TestContext): Promise<ScratchDatabase> {
  const found = scratch ?? (await scratchPostgres())
  scratch = found
  const database = await openedWith(t, found, { pool: 1 })
  await database.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS other CASCADE')
  await database.close()
  return found
}
