import { mariadb, postgres } from '../../support/scratch.ts'
import { tasksSuite } from '../../support/suites/tasks.ts'
import { databasePlace, taskTables } from '../../support/tasks.ts'

for (const server of [postgres, mariadb]) tasksSuite(databasePlace(await taskTables(server)))
