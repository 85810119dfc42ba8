import { postgres, skipOn } from '../../support/scratch.ts'
import { permissionSuite } from '../../support/suites/permissions.ts'

permissionSuite(
  'postgres',
  async (t) => {
    const made = await postgres.scratch()
    t.after(made.drop)
    return made.url
  },
  await skipOn(postgres),
)
