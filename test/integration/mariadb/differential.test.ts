import { mariadb, skipOn } from '../../support/scratch.ts'
import { differentialSuite } from '../../support/suites/differential.ts'

differentialSuite(mariadb, await skipOn(mariadb))
