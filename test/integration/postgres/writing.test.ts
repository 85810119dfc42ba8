import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { writingSuite } from '../../unit/orm/support/writing.ts'

writingSuite('PostgreSQL', scratchPostgres, { skip: await skipWithout('postgres') })
