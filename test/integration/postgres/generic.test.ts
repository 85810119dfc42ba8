import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { taggingSuite } from '../../unit/orm/support/tagging.ts'

taggingSuite('PostgreSQL', scratchPostgres, { skip: await skipWithout('postgres') })
