import { after } from 'node:test'
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

hostileValuesSuite('PostgreSQL', url, { skip: await skipWithout('postgres') })
