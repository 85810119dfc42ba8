import { postgres, skipOn } from '../../support/scratch.ts'
import { rowFileSuite } from '../../support/suites/row-files.ts'

rowFileSuite(postgres.label, postgres.scratch, await skipOn(postgres))
