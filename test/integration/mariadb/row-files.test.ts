import { mariadb, skipOn } from '../../support/scratch.ts'
import { rowFileSuite } from '../../support/suites/row-files.ts'

rowFileSuite(mariadb.label, mariadb.scratch, await skipOn(mariadb))
