import { after } from 'node:test'
import { scratchMariadb } from '../../support/mariadb.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'
import { world } from '../../unit/orm/support/database.ts'
import { functionSuite, Thing } from '../../unit/orm/support/functions.ts'

// A table that somebody else made, with the collation that most servers have: what is computed meets what is stored.
let scratch: ScratchDatabase | undefined
functionSuite(
  'MariaDB',
  async () => {
    scratch = await scratchMariadb()
    const project = await world({ Thing }, undefined, scratch.url)
    await project.database.script('ALTER TABLE "lib_thing" CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci')
    return project
  },
  await skipWithout('mariadb'),
)
after(() => scratch?.drop())
