import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { taggingSuite } from '../../unit/orm/support/tagging.ts'

taggingSuite('MariaDB', scratchMariadb, { skip: await skipWithout('mariadb') })
