import { after } from 'node:test'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { world } from '../../unit/orm/support/database.ts'
import { functionSuite, Thing } from '../../unit/orm/support/functions.ts'

let scratch: ScratchDatabase | undefined
functionSuite(
  'PostgreSQL',
  async () => {
    scratch = await scratchPostgres()
    return world({ Thing }, undefined, scratch.url)
  },
  await skipWithout('postgres'),
)
after(() => scratch?.drop())
