import { after } from 'node:test'
import { databaseBench } from '../../support/cache-stores.ts'
import { mariadb, skipOn } from '../../support/scratch.ts'
import { cacheSuite } from '../../support/suites/cache.ts'

const { skip } = await skipOn(mariadb)
const scratch = skip === false ? await mariadb.scratch() : null
const bench = scratch === null ? null : await databaseBench(scratch.url)
cacheSuite(`in ${mariadb.label}`, (t) => bench!.open(t), { skip })

after(async () => {
  await bench?.close()
  await scratch?.drop()
})
