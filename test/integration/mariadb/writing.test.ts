import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { writingSuite } from '../../unit/orm/support/writing.ts'

writingSuite('MariaDB', scratchMariadb, { skip: await skipWithout('mariadb') })
