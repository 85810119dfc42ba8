import { argumentsSuite } from '../../support/hostile/arguments.ts'
import { injectionSuite } from '../../support/hostile/injection.ts'
import { limitsSuite } from '../../support/hostile/limits.ts'
import { hostileValuesSuite } from '../../support/hostile/values.ts'

hostileValuesSuite('SQLite', async () => 'sqlite::memory:')
limitsSuite('SQLite', async () => 'sqlite::memory:')
injectionSuite('SQLite', async () => 'sqlite::memory:')
argumentsSuite('SQLite', async () => 'sqlite::memory:')
