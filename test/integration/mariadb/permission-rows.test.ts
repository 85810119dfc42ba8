import { mariadb, skipOn } from '../../support/scratch.ts'
import { permissionSuite } from '../../support/suites/permissions.ts'

permissionSuite(
  'mariadb',
  async (t) => {
    const made = await mariadb.scratch()
    t.after(made.drop)
    return made.url
  },
  await skipOn(mariadb),
)
