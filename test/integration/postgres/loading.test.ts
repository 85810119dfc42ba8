import { postgres, skipOn } from '../../support/scratch.ts'
import { loadingSuite } from '../../support/suites/loading.ts'

loadingSuite(postgres, await skipOn(postgres))
