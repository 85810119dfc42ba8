import { library } from './support/library.ts'
import { queryLogSuite } from './support/query-log.ts'

queryLogSuite('SQLite', async (t) => {
  const project = await library()
  t.after(() => project.close())
  return project
})
