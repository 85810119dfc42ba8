import { postgres, skipOn } from '../../support/scratch.ts'
import { constraintsSuite } from '../../support/suites/constraints.ts'

constraintsSuite(postgres, await skipOn(postgres))
