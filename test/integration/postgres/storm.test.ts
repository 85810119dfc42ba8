import { postgres, skipOn } from '../../support/scratch.ts'
import { stormSuite } from '../../support/suites/storm.ts'

const storm = {
  own: 'SELECT pg_backend_pid()',
  cancel: (connection: number) => `SELECT pg_cancel_backend(${connection})`,
  insert: 'INSERT INTO t VALUES ($1, $2)',
}
stormSuite(postgres, storm, await skipOn(postgres))
