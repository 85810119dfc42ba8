import type { Database } from '../../../data/drivers/index.ts'
import type { TemplateServer } from './server.ts'

/** A number for a lock, of 48 bits. */
const key = (digest: string) => Number.parseInt(digest.slice(0, 12), 16)

const run = async (database: Database, text: string): Promise<void> => {
  await database.run({ text, writes: true, wide: false }, [])
}

/** PostgreSQL copies a database by itself: https://www.postgresql.org/docs/current/manage-ag-templatedbs.html */
export const postgres: TemplateServer = {
  home: 'postgres',
  lock: (digest) => `SELECT pg_advisory_lock(${key(digest)})`,
  unlock: (digest) => `SELECT pg_advisory_unlock(${key(digest)})`,
  create: (name) => `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`,
  drop: (name) => `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`,
  // Without FORCE the server refuses where somebody is connected.
  dropUnused: (database, name) => run(database, `DROP DATABASE IF EXISTS "${name}"`).catch(() => {}),
  comment: (name, text) => `COMMENT ON DATABASE "${name}" IS '${text}'`,
  list: "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'nuages\\_%'",
  async copy(database, from, copy) {
    await run(database, `CREATE DATABASE "${copy}" TEMPLATE "${from}"`)
    return true
  },
}
