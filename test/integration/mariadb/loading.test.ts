import { mariadb, skipOn } from '../../support/scratch.ts'
import { loadingSuite } from '../../support/suites/loading.ts'

loadingSuite(mariadb, await skipOn(mariadb))
