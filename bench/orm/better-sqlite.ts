import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

type Values = readonly SQLInputValue[]
type Given = readonly (SQLInputValue | Values)[]

/** `node:sqlite` in the shape of better-sqlite3, for peers that know only that: so all run on one SQLite. */
export class BetterSqlite {
  readonly #db: DatabaseSync

  constructor(file: string) {
    this.#db = new DatabaseSync(file)
  }

  prepare(text: string) {
    return new BetterStatement(this.#db.prepare(text), /^\s*(?:select|pragma|explain|with)|\breturning\b/i.test(text))
  }

  exec(text: string): void {
    this.#db.exec(text)
  }

  transaction<A extends unknown[], R>(work: (...given: A) => R) {
    const run = (...given: A) => {
      this.#db.exec('BEGIN')
      try {
        const result = work(...given)
        this.#db.exec('COMMIT')
        return result
      } catch (error) {
        this.#db.exec('ROLLBACK')
        throw error
      }
    }
    return Object.assign(run, { deferred: run, immediate: run, exclusive: run })
  }

  close(): void {
    this.#db.close()
  }
}

class BetterStatement {
  readonly #statement: StatementSync
  /** Whether it gives rows. */
  readonly reader: boolean

  constructor(statement: StatementSync, reader: boolean) {
    this.#statement = statement
    this.reader = reader
  }

  raw(): this {
    this.#statement.setReturnArrays(true)
    return this
  }

  all(...given: Given): unknown[] {
    return this.#statement.all(...flat(given))
  }

  get(...given: Given): unknown {
    return this.#statement.get(...flat(given))
  }

  run(...given: Given): unknown {
    return this.#statement.run(...flat(given))
  }

  iterate(...given: Given): Iterable<unknown> {
    return this.#statement.iterate(...flat(given))
  }
}

/** Kysely gives one list, Drizzle each value. */
const flat = (given: Given): SQLInputValue[] =>
  (given.length === 1 && Array.isArray(given[0]) ? given[0] : given) as SQLInputValue[]
