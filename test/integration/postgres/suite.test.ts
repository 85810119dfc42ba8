import { openDatabase } from '../../../src/data/drivers/index.ts'
import { driverSuite } from '../../support/drivers.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'

driverSuite(
  'PostgreSQL',
  async (t) => {
    const scratch = await scratchPostgres()
    t.after(scratch.drop)
    const database = await openDatabase(scratch.url)
    t.after(() => database.close())
    return database
  },
  { skip: await skipWithout('postgres') },
)
