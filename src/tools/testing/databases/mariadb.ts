import { type Database, openDatabase } from '../../../data/drivers/index.ts'
import type { TemplateServer } from './server.ts'

const run = async (database: Database, text: string): Promise<void> => {
  await database.run({ text, writes: true, wide: false }, [])
}

const read = async (database: Database, text: string, ...values: string[]) =>
  database.all({ text, writes: false, wide: false }, values)

/**
 * MariaDB has no templates: a copy is made of the words of its tables, and of their rows. A database with views, triggers or routines is
 * not copied: its migrations run again.
 */
export const mariadb: TemplateServer = {
  home: 'information_schema',
  lock: (digest) => `SELECT GET_LOCK('nuages_${digest}', 600)`,
  unlock: (digest) => `SELECT RELEASE_LOCK('nuages_${digest}')`,
  create: (name) => `CREATE DATABASE "${name}" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
  drop: (name) => `DROP DATABASE IF EXISTS "${name}"`,
  async dropUnused(database, name) {
    const [[used] = []] = await read(database, 'SELECT count(*) FROM information_schema.PROCESSLIST WHERE DB = ?', name)
    if (Number(used) === 0) await run(database, mariadb.drop(name)).catch(() => {})
  },
  comment: (name, text) => `ALTER DATABASE "${name}" COMMENT '${text}'`,
  list: "SELECT SCHEMA_NAME, SCHEMA_COMMENT FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'nuages\\_%'",
  async copy(database, from, copy, urlOf) {
    if (await hasMore(database, from)) return false
    const columns = await read(
      database,
      `SELECT TABLE_NAME, COLUMN_NAME, IS_GENERATED FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`,
      from,
    )
    const tables = Map.groupBy(columns, ([table]) => String(table))
    const statements = ['SET foreign_key_checks = 0']
    for (const [table, its] of tables) {
      const [[, words] = []] = await read(database, `SHOW CREATE TABLE "${from}".${quoted(table)}`)
      const written = its.filter(([, , generated]) => generated !== 'ALWAYS').map(([, name]) => quoted(String(name)))
      const list = written.join(', ')
      statements.push(
        String(words),
        `INSERT INTO ${quoted(table)} (${list}) SELECT ${list} FROM "${from}".${quoted(table)}`,
      )
    }
    statements.push('SET foreign_key_checks = 1')
    await run(database, mariadb.create(copy))
    const target = await openDatabase(urlOf(copy), { name: 'tests' })
    try {
      await target.session(() => target.script(statements.join(';\n')))
    } finally {
      await target.close()
    }
    return true
  },
}

/** There is more in it than tables. */
async function hasMore(database: Database, name: string): Promise<boolean> {
  const [[count] = []] = await read(
    database,
    `SELECT (SELECT count(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?)
      + (SELECT count(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?)
      + (SELECT count(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?)`,
    name,
    name,
    name,
  )
  return Number(count) > 0
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
