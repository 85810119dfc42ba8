import { tasksSuite } from '../../support/suites/tasks.ts'
import { databasePlace, taskTables } from '../../support/tasks.ts'

tasksSuite(databasePlace(await taskTables(null)))
