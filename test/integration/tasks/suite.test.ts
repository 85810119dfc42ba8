import { mariadb, postgres } from '../../support/scratch.ts'
import { tasksSuite } from '../../support/suites/tasks.ts'
import { databasePlace, taskTables } from '../../support/tasks.ts'

// Both before the first test: when there is none left to run, the databases are dropped.
const places = [await taskTables(postgres), await taskTables(mariadb)]
for (const tables of places) tasksSuite(databasePlace(tables))
