import { after } from 'node:test'
import { CachedSessionStore, DatabaseSessionStore } from '../../../src/apps/sessions/index.ts'
import { createCache, memoryStore } from '../../../src/data/cache/index.ts'
import { postgres, skipOn } from '../../support/scratch.ts'
import { databaseSessions } from '../../support/session-stores.ts'
import { sessionSuite } from '../../support/suites/sessions.ts'

const key = 'a key for tests'
const { skip } = await skipOn(postgres)
const scratch = skip === false ? await postgres.scratch() : null
const inDatabase = (now: () => number) => new DatabaseSessionStore({ key, now })
const bench = scratch === null ? null : await databaseSessions(scratch.url, inDatabase)
const cached =
  scratch === null
    ? null
    : await databaseSessions(scratch.url, (now) => {
        const cache = createCache({ store: memoryStore({ now }), now })
        return new CachedSessionStore({ store: inDatabase(now), cache, now })
      })
sessionSuite(`in ${postgres.label}`, (t) => bench!.open(t), { skip })
sessionSuite(`in ${postgres.label}, with a cache in front`, (t) => cached!.open(t), { skip })

after(async () => {
  await bench?.close()
  await cached?.close()
  await scratch?.drop()
})
