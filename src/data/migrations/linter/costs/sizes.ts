import type { Database } from '../../../drivers/index.ts'
import { quote } from '../../../sql/index.ts'
import { read } from './server.ts'

/** How many rows the tables of a database have, as far as it matters. */
export class Sizes {
  readonly #database: Database
  readonly #most: number
  readonly #known = new Map<string, number>()

  /** Rows are counted up to `most`; beyond that it is the database's own estimate that is told. */
  constructor(database: Database, most: number) {
    this.#database = database
    this.#most = most
  }

  /** 0 where there is no such table. */
  async rows(table: string): Promise<number> {
    const known = this.#known.get(table)
    if (known !== undefined) return known
    const rows = await this.#counted(table)
    this.#known.set(table, rows)
    return rows
  }

  async #counted(table: string): Promise<number> {
    const literal = `'${table.replaceAll("'", "''")}'`
    const [[there] = []] = await read(this.#database, presence[this.#database.database](literal))
    if (there === undefined) return 0
    const [[counted] = []] = await read(
      this.#database,
      `SELECT count(*) FROM (SELECT 1 FROM ${quote(table)} LIMIT ${this.#most}) AS "some"`,
    )
    if (Number(counted) < this.#most) return Number(counted)
    return Math.max(Number(await this.#estimated(literal)) || 0, this.#most)
  }

  async #estimated(literal: string): Promise<unknown> {
    try {
      return (await read(this.#database, estimates[this.#database.database](literal)))[0]?.[0]
    } catch {
      // SQLite has statistics only after ANALYZE.
      return null
    }
  }
}

const presence = {
  postgres: (table: string) =>
    `SELECT 1 FROM pg_class WHERE oid = to_regclass(quote_ident(${table})) AND relkind IN ('r', 'p')`,
  mysql: (table: string) =>
    `SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${table} AND table_type = 'BASE TABLE'`,
  sqlite: (table: string) => `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ${table} COLLATE NOCASE`,
} as const

const estimates = {
  postgres: (table: string) => `SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(quote_ident(${table}))`,
  mysql: (table: string) =>
    `SELECT table_rows FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${table}`,
  sqlite: (table: string) => `SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = ${table} COLLATE NOCASE`,
} as const
