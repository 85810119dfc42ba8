import { hostileValuesSuite } from '../../support/hostile/values.ts'

hostileValuesSuite('SQLite', async () => 'sqlite::memory:')
