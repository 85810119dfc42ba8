import { mariadb, skipOn } from '../../support/scratch.ts'
import { constraintsSuite } from '../../support/suites/constraints.ts'

constraintsSuite(mariadb, await skipOn(mariadb))
