import { world } from './support/database.ts'
import { functionSuite, Thing } from './support/functions.ts'

functionSuite('SQLite', () => world({ Thing }), false)
