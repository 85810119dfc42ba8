import { mariadb, skipOn } from '../../support/scratch.ts'
import { stormSuite } from '../../support/suites/storm.ts'

const storm = {
  own: 'SELECT CONNECTION_ID()',
  cancel: (connection: number) => `KILL QUERY ${connection}`,
  insert: 'INSERT INTO t VALUES (?, ?)',
}
stormSuite(mariadb, storm, await skipOn(mariadb))
