import { after } from 'node:test'
import { postgres, skipOn } from '../../support/scratch.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { fixtureSuite } from '../../support/suites/fixtures.ts'

let scratch: ScratchDatabase | undefined
after(() => scratch?.drop())

fixtureSuite(postgres.label, async () => (scratch = await postgres.scratch()).url, await skipOn(postgres))
