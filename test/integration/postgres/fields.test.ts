import { after } from 'node:test'
import { fieldSuite } from '../../support/fields.ts'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'

const made: ScratchDatabase[] = []
after(async () => {
  for (const scratch of made) await scratch.drop()
})

fieldSuite(
  'PostgreSQL',
  async () => {
    const scratch = await scratchPostgres()
    made.push(scratch)
    return scratch.url
  },
  { skip: await skipWithout('postgres') },
)
