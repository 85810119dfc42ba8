import { after } from 'node:test'
import { CachedSessionStore, DatabaseSessionStore } from '../../../src/apps/sessions/index.ts'
import { createCache, memoryStore } from '../../../src/data/cache/index.ts'
import { mariadb, skipOn } from '../../support/scratch.ts'
import { databaseSessions } from '../../support/session-stores.ts'
import { sessionSuite } from '../../support/suites/sessions.ts'

const key = 'a key for tests'
const { skip } = await skipOn(mariadb)
const scratch = skip === false ? await mariadb.scratch() : null
const inDatabase = (now: () => number) => new DatabaseSessionStore({ key, now })
const bench = scratch === null ? null : await databaseSessions(scratch.url, inDatabase)
const cached =
  scratch === null
    ? null
    : await databaseSessions(scratch.url, (now) => {
        const cache = createCache({ store: memoryStore({ now }), now })
        return new CachedSessionStore({ store: inDatabase(now), cache, now })
      })
sessionSuite(`in ${mariadb.label}`, (t) => bench!.open(t), { skip })
sessionSuite(`in ${mariadb.label}, with a cache in front`, (t) => cached!.open(t), { skip })

after(async () => {
  await bench?.close()
  await cached?.close()
  await scratch?.drop()
})
