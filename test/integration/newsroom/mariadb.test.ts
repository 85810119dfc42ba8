import { mariadb, skipOn } from '../../support/scratch.ts'
import { newsroomSuite } from '../../support/suites/newsroom.ts'

newsroomSuite(mariadb, await skipOn(mariadb))
