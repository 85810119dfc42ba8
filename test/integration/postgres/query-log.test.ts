import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { library } from '../../unit/orm/support/library.ts'
import { queryLogSuite } from '../../unit/orm/support/query-log.ts'

const open: Parameters<typeof queryLogSuite>[1] = async (t) => {
  const scratch = await scratchPostgres()
  const project = await library(undefined, scratch.url)
  t.after(async () => {
    await project.close()
    await scratch.drop()
  })
  return project
}
queryLogSuite('PostgreSQL', open, { skip: await skipWithout('postgres') })
