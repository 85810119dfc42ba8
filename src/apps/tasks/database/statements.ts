import type { Database, Row, RunResult, Statement } from '../../../data/drivers/index.ts'

/** What can stand in a parameter of the engine's statements. */
export type Parameter = string | number | boolean | null

const now = {
  sqlite: "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)",
  postgres: 'CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint)',
  mysql: 'CAST(UNIX_TIMESTAMP(NOW(6)) * 1000 AS SIGNED)',
} as const

/**
 * The engine's statements on one database. They are written with `?` for parameters and `{now}` for the database's clock in milliseconds; each text is
 * made once, so that drivers keep what they have prepared of it.
 */
export class Statements {
  readonly database: Database
  readonly #known = new Map<string, Statement>()

  constructor(database: Database) {
    this.database = database
  }

  /** After a SELECT: the rows as they are now, and not as they were when a transaction of MariaDB began that reads repeatably. */
  get asItIs(): string {
    return this.database.database === 'mysql' ? ' LOCK IN SHARE MODE' : ''
  }

  async all(text: string, values: readonly Parameter[] = []): Promise<readonly Row[]> {
    return this.database.all(this.#statement(text), values)
  }

  async run(text: string, values: readonly Parameter[] = []): Promise<RunResult> {
    return this.database.run(this.#statement(text), values)
  }

  /** How many rows a statement changed. */
  async changes(text: string, values: readonly Parameter[] = []): Promise<number> {
    return Number((await this.run(text, values)).changes)
  }

  #statement(text: string): Statement {
    let found = this.#known.get(text)
    if (found === undefined) {
      const { database } = this.database
      let count = 0
      const whole = text.replaceAll('{now}', now[database])
      found = {
        text: database === 'postgres' ? whole.replaceAll('?', () => `$${++count}`) : whole,
        writes: !/^\s*select\b/i.test(text),
        wide: false,
      }
      this.#known.set(text, found)
    }
    return found
  }
}

/** `?, ?, ?`. A list's length is rounded up, and its last value repeated, so that few texts are made: `padded`. */
export const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

/** A list whose length is a power of two; the last value fills it up. */
export function padded<T>(values: readonly T[]): readonly T[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(values.length, 1)))
  return Array.from({ length: size }, (_, i) => values[Math.min(i, values.length - 1)]!)
}
