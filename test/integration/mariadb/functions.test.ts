import { after } from 'node:test'
import { scratchMariadb } from '../../support/mariadb.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'
import { world } from '../../unit/orm/support/database.ts'
import { functionSuite, Thing } from '../../unit/orm/support/functions.ts'

let scratch: ScratchDatabase | undefined
functionSuite(
  'MariaDB',
  async () => {
    scratch = await scratchMariadb()
    return world({ Thing }, undefined, scratch.url)
  },
  await skipWithout('mariadb'),
)
after(() => scratch?.drop())
