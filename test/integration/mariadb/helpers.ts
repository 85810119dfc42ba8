import { after, type TestContext } from 'node:test'
import { scratchMariadb } from '../../support/mariadb.ts'
import { openedWith, type ScratchDatabase } from '../../support/servers.ts'

export { code, openedWith, read, statement, write } from '../../support/servers.ts'

let scratch: ScratchDatabase | null = null
after(() => scratch?.drop())

/** The scratch database of this file's tests, which take turns: empty again for each. */
export async function scratchFor(t: TestContext): Promise<ScratchDatabase> {
  const found = scratch ?? (await scratchMariadb())
  scratch = found
  const database = await openedWith(t, found, { pool: 1 })
  const { name } = found
  await database.script(
    `DROP DATABASE "${name}"; CREATE DATABASE "${name}" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
  )
  await database.close()
  return found
}
