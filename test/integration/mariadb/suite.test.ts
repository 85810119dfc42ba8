import { driverSuite } from '../../support/drivers.ts'
import { skipWithout } from '../../support/services.ts'
import { openedWith, scratchFor } from './helpers.ts'

driverSuite('MariaDB', async (t) => openedWith(t, await scratchFor(t)), { skip: await skipWithout('mariadb') })
