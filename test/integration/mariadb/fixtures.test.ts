import { after } from 'node:test'
import { mariadb, skipOn } from '../../support/scratch.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { fixtureSuite } from '../../support/suites/fixtures.ts'

let scratch: ScratchDatabase | undefined
after(() => scratch?.drop())

fixtureSuite(mariadb.label, async () => (scratch = await mariadb.scratch()).url, await skipOn(mariadb))
