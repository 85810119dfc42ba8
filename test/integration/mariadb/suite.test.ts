import { driverSuite } from '../../support/drivers.ts'
import { skipWithout } from '../../support/services.ts'
import { transactionSuite } from '../../support/transactions.ts'
import { openedWith, scratchFor } from './helpers.ts'

const skip = await skipWithout('mariadb')
driverSuite('MariaDB', async (t) => openedWith(t, await scratchFor(t)), { skip })
transactionSuite('MariaDB', async (t) => openedWith(t, await scratchFor(t)), { skip })
