import { postgres, skipOn } from '../../support/scratch.ts'
import { differentialSuite } from '../../support/suites/differential.ts'

differentialSuite(postgres, await skipOn(postgres))
