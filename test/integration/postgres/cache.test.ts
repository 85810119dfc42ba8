import { after } from 'node:test'
import { databaseBench } from '../../support/cache-stores.ts'
import { postgres, skipOn } from '../../support/scratch.ts'
import { cacheSuite } from '../../support/suites/cache.ts'

const { skip } = await skipOn(postgres)
const scratch = skip === false ? await postgres.scratch() : null
const bench = scratch === null ? null : await databaseBench(scratch.url)
cacheSuite(`in ${postgres.label}`, (t) => bench!.open(t), { skip })

after(async () => {
  await bench?.close()
  await scratch?.drop()
})
