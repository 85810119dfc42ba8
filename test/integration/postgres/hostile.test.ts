import { after } from 'node:test'
import { argumentsSuite } from '../../support/hostile/arguments.ts'
import { injectionSuite } from '../../support/hostile/injection.ts'
import { limitsSuite } from '../../support/hostile/limits.ts'
import { hostileValuesSuite } from '../../support/hostile/values.ts'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'

const made: ScratchDatabase[] = []
after(async () => {
  for (const scratch of made) await scratch.drop()
})
const url = async () => {
  const scratch = await scratchPostgres()
  made.push(scratch)
  return scratch.url
}

const skip = await skipWithout('postgres')
hostileValuesSuite('PostgreSQL', url, { skip })
limitsSuite('PostgreSQL', url, { skip })
injectionSuite('PostgreSQL', url, { skip })
argumentsSuite('PostgreSQL', url, { skip })
