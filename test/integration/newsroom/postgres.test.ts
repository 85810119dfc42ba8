import { postgres, skipOn } from '../../support/scratch.ts'
import { newsroomSuite } from '../../support/suites/newsroom.ts'

newsroomSuite(postgres, await skipOn(postgres))
