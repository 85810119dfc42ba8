import { after } from 'node:test'
import { fieldSuite } from '../../support/fields.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'

const made: ScratchDatabase[] = []
after(async () => {
  for (const scratch of made) await scratch.drop()
})

fieldSuite(
  'MariaDB',
  async () => {
    const scratch = await scratchMariadb()
    made.push(scratch)
    return scratch.url
  },
  { skip: await skipWithout('mariadb') },
)
