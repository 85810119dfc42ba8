import type { Database, Row } from '../../../drivers/index.ts'
import type { World } from '../tables-before.ts'
import type { Appraiser } from './cost.ts'
import { isWorseAlgorithm, MariadbAppraiser } from './mariadb.ts'
import { isStrongerLock, PostgresAppraiser } from './postgres.ts'
import { SqliteAppraiser } from './sqlite.ts'

/** The server of a database: what it is, and what its statements cost. */
export interface Server {
  /** 'PostgreSQL 15.6'. */
  readonly label: string
  /** From how many rows on work that others wait for is worth a word, and from how many on it is dangerous. */
  readonly many: { readonly caution: number; readonly danger: number }
  /** What a migration does is one transaction, so that its locks last until its end. */
  readonly keepsLocks: boolean
  /** Names of rules that hold for rows to come only. */
  readonly unvalidated: readonly string[]
  appraiser(world: World): Appraiser
  /** Whether one lock, as the appraiser calls it, is stronger than another. */
  isStronger(a: string, b: string): boolean
}

/** Asks a database what it is. */
export function serverOf(database: Database): Promise<Server> {
  switch (database.database) {
    case 'postgres':
      return postgresServer(database)
    case 'mysql':
      return mariadbServer(database)
    case 'sqlite':
      return sqliteServer(database)
  }
}

const busy = { caution: 10_000, danger: 100_000 }
/** A file on the same machine is written several times as fast as a server with others on it. */
const embedded = { caution: 100_000, danger: 1_000_000 }

async function postgresServer(database: Database): Promise<Server> {
  const [[number, label] = []] = await read(
    database,
    "SELECT current_setting('server_version_num')::int, current_setting('server_version')",
  )
  const functions = await read(database, "SELECT DISTINCT proname::text FROM pg_proc WHERE provolatile = 'v'")
  const rules = await read(database, 'SELECT conname::text FROM pg_constraint WHERE NOT convalidated')
  const server = {
    version: Math.floor(Number(number) / 10_000),
    volatile: new Set(functions.map(([name]) => String(name))),
  }
  return {
    label: `PostgreSQL ${String(label).split(' ')[0]}`,
    many: busy,
    keepsLocks: true,
    unvalidated: rules.map(([name]) => String(name)),
    appraiser: (world) => new PostgresAppraiser(server, world),
    isStronger: isStrongerLock,
  }
}

async function mariadbServer(database: Database): Promise<Server> {
  const [[text] = []] = await read(database, 'SELECT VERSION()')
  const [, major, minor] = /(\d+)\.(\d+)\.\d+-MariaDB/.exec(String(text)) ?? /^(\d+)\.(\d+)/.exec(String(text))!
  const isMariadb = /mariadb/i.test(String(text))
  const server = { version: [Number(major), Number(minor)] as const, isMariadb }
  return {
    label: `${isMariadb ? 'MariaDB' : 'MySQL'} ${/\d+\.\d+\.\d+/.exec(String(text))?.[0] ?? text}`,
    many: busy,
    keepsLocks: false,
    unvalidated: [],
    appraiser: (world) => new MariadbAppraiser(server, world),
    isStronger: isWorseAlgorithm,
  }
}

async function sqliteServer(database: Database): Promise<Server> {
  const [[version] = []] = await read(database, 'SELECT sqlite_version()')
  return {
    label: `SQLite ${version}`,
    many: embedded,
    keepsLocks: false,
    unvalidated: [],
    appraiser: () => new SqliteAppraiser(),
    isStronger: () => false,
  }
}

/** The rows of a query without parameters. */
export async function read(database: Database, text: string): Promise<readonly Row[]> {
  return await database.all({ text, writes: false, wide: false }, [])
}
