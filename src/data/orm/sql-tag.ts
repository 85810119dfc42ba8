import { use } from '../../base/context/index.ts'
import type { Database, Row, RunResult, Statement } from '../drivers/index.ts'
import type { DatabaseValue } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import { ormService } from './orm.ts'
import { asKey } from './walk.ts'

/** A statement in the database's own language. Every `${…}` is a parameter, never text. */
export class SqlRuntime implements PromiseLike<readonly Row[]> {
  readonly #texts: readonly string[]
  readonly #values: readonly unknown[]
  readonly #database: string | null

  constructor(texts: readonly string[], values: readonly unknown[], database: string | null = null) {
    this.#texts = texts
    this.#values = values
    this.#database = database
  }

  /** The same on another database of the project. */
  using(database: string): SqlRuntime {
    return new SqlRuntime(this.#texts, this.#values, database)
  }

  #prepared(writes: boolean): [Database, Statement, DatabaseValue[]] {
    const text = this.#texts.join('?')
    const values = this.#values.map((value, i) => {
      const name = `parameter ${i + 1}`
      if (value === undefined) throw ormErrors.UNDEFINED({ where: 'sql', name })
      if (value instanceof Date && Number.isNaN(value.getTime()))
        throw ormErrors.BAD_ARGUMENT({ where: `sql, as ${name},`, needs: 'a valid date', given: 'an invalid one' })
      const plain = asKey(value)
      return (
        typeof plain === 'boolean' ? Number(plain) : plain instanceof Date ? dateText(plain) : plain
      ) as DatabaseValue
    })
    return [use(ormService).database(this.#database), { text, writes, wide: false }, values]
  }

  /** The rows, as lists in the order of the statement's columns. */
  async rows(): Promise<readonly Row[]> {
    const reads = /^\s*(select|with|values|pragma|explain)\b/i.test(this.#texts[0] ?? '')
    const [database, statement, values] = this.#prepared(!reads)
    return database.all(statement, values)
  }

  /** For statements that write: how many rows changed. */
  async run(): Promise<RunResult> {
    const [database, statement, values] = this.#prepared(true)
    return database.run(statement, values)
  }

  then<A = readonly Row[], B = never>(
    resolve?: ((rows: readonly Row[]) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.rows().then(resolve, reject)
  }
}

/** A date as columns hold it: 'YYYY-MM-DD HH:MM:SS[.mmm000]', UTC. */
function dateText(date: Date): string {
  const text = date.toISOString().replace('T', ' ').slice(0, -1)
  return text.endsWith('.000') ? text.slice(0, -4) : `${text}000`
}

/**
 * A statement in SQL: ``await sql`select name from blog_person where age > ${18}` ``. Awaiting it gives rows as lists;
 * `.run()` writes and says how many rows changed.
 */
export function sql(texts: TemplateStringsArray, ...values: unknown[]): SqlRuntime {
  return new SqlRuntime(texts, values)
}
