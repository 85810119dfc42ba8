import { join } from 'node:path'
import { driverSuite } from '../../support/drivers.ts'
import { transactionSuite } from '../../support/transactions.ts'
import { opened, temporary } from './helpers.ts'

driverSuite('SQLite in memory', (t) => opened(t, 'sqlite::memory:'))
driverSuite('SQLite in a file', (t) => opened(t, `sqlite:${join(temporary(t), 'app.db')}`))
transactionSuite('SQLite in memory', (t) => opened(t, 'sqlite::memory:'))
transactionSuite('SQLite in a file', (t) => opened(t, `sqlite:${join(temporary(t), 'app.db')}`))
