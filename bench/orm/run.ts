/**
 * `npm run bench -- orm`: what rows cost through the ORM, as a ratio to the bare driver doing the same by hand, in this
 * process's CPU. PostgreSQL runs where `NUAGES_TEST_POSTGRES_URL` or a server on this machine answers.
 */
import { provide, runInScope } from '../../src/base/context/index.ts'
import { type Database, openDatabase } from '../../src/data/drivers/index.ts'
import { createOrm, ormService } from '../../src/data/orm/orm.ts'
import { buildRegistry } from '../../src/data/orm/registry.ts'
import { scratchPostgres } from '../../test/support/postgres.ts'
import { skipWithout } from '../../test/support/services.ts'
import { City, cities, Person, people } from './models.ts'
import { onPostgres } from './postgres.ts'
import { onSqlite } from './sqlite.ts'

async function fill(): Promise<void> {
  await City.bulkCreate(cities)
  await Person.bulkCreate(people)
}

async function on(url: string, run: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(url)
  const registry = buildRegistry([{ label: 'app', models: { City, Person } }])
  const orm = createOrm({ registry, databases: { default: database } })
  const scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
  await runInScope(scope, () => run(database))
  await database.close()
}

console.log('SQLite in memory')
await on('sqlite::memory:', (database) => onSqlite(database, fill))

const absent = await skipWithout('postgres')
if (absent !== false) console.log(`PostgreSQL: ${absent}`)
else {
  console.log('PostgreSQL')
  const scratch = await scratchPostgres()
  await on(scratch.url, (database) => onPostgres(database, scratch.url, fill)).finally(scratch.drop)
}
