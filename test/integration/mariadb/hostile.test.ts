import { after } from 'node:test'
import { argumentsSuite } from '../../support/hostile/arguments.ts'
import { injectionSuite } from '../../support/hostile/injection.ts'
import { limitsSuite } from '../../support/hostile/limits.ts'
import { hostileValuesSuite } from '../../support/hostile/values.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'

const made: ScratchDatabase[] = []
after(async () => {
  for (const scratch of made) await scratch.drop()
})
const url = async () => {
  const scratch = await scratchMariadb()
  made.push(scratch)
  return scratch.url
}

const skip = await skipWithout('mariadb')
hostileValuesSuite('MariaDB', url, { skip })
limitsSuite('MariaDB', url, { skip })
injectionSuite('MariaDB', url, { skip })
argumentsSuite('MariaDB', url, { skip })
