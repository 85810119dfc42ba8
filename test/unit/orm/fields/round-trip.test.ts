import { fieldSuite } from '../../../support/fields.ts'

fieldSuite('SQLite', async () => 'sqlite::memory:')
