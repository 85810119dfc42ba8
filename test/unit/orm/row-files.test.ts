import { rowFileSuite } from '../../support/suites/row-files.ts'

rowFileSuite('SQLite', async () => ({ url: 'sqlite::memory:', drop: async () => {} }))
