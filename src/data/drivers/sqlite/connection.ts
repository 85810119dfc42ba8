import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { queries } from '../../../base/events/index.ts'
import type { DatabaseValue } from '../../query/index.ts'
import { type Row, type RunResult, type Statement, withColumns } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import { publishQuery } from '../query-event.ts'
import { codedError, isBusy, type Origin } from './errors.ts'
import { addFunctions } from './functions.ts'

/** Thrown inside the driver where another connection holds the lock: the database tries again. */
export class Busy extends Error {}

/**
 * One handle on a file. Everything here is synchronous and throws coded errors, or `Busy`. A statement is prepared at
 * its first use and kept on the object's identity.
 */
export class SqliteConnection {
  readonly #db: DatabaseSync
  readonly #origin: Origin
  #prepared = new WeakMap<Statement, StatementSync>()
  /** Rows that somebody has begun to read. */
  readonly #open = new Set<Generator<Row, void, void>>()

  constructor(name: string, file: string, readOnly: boolean) {
    this.#origin = { name, file }
    try {
      this.#db = new DatabaseSync(file, { readOnly, timeout: 0, enableForeignKeyConstraints: true })
      addFunctions(this.#db)
    } catch (error) {
      throw this.#failure(error)
    }
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction
  }

  all(statement: Statement, values: readonly DatabaseValue[], origin: string | null = null): Row[] {
    const read = statement.named === true ? namedOf : allOf
    if (queries.heard) return this.#heard(statement, values, read, (rows) => rows.length, origin)
    try {
      return read(this.#prepare(statement, values), values)
    } catch (error) {
      throw this.#failure(error, statement.text)
    }
  }

  run(statement: Statement, values: readonly DatabaseValue[], origin: string | null = null): RunResult {
    if (queries.heard) return this.#heard(statement, values, runOf, (result) => result.changes, origin)
    try {
      return runOf(this.#prepare(statement, values), values)
    } catch (error) {
      throw this.#failure(error, statement.text)
    }
  }

  /** Rows one after the other. The statement is this caller's own, so that nobody restarts it meanwhile. */
  rows(
    statement: Statement,
    values: readonly DatabaseValue[],
    known: string | null = null,
  ): Generator<Row, void, void> {
    const rows = this.#iterate(statement, values, known)
    this.#open.add(rows)
    return rows
  }

  /** Gives up rows that are still being read: a statement that is open keeps the state of the file that it saw. */
  endRows(): void {
    for (const rows of this.#open) rows.return()
    this.#open.clear()
  }

  *#iterate(statement: Statement, values: readonly DatabaseValue[], known: string | null): Generator<Row, void, void> {
    const start = queries.heard ? performance.now() : 0
    const origin = start === 0 ? null : queries.origin(known)
    let count = 0
    try {
      const prepared = this.#make(statement)
      for (const row of prepared.iterate(...(values as SQLInputValue[]))) {
        count++
        yield row as unknown as Row
      }
    } catch (error) {
      throw this.#failure(error, statement.text)
    } finally {
      if (start !== 0) publishQuery(this.#origin.name, statement.text, values, start, count, origin)
    }
  }

  /** Several statements without parameters. */
  script(text: string): void {
    const start = queries.heard ? performance.now() : 0
    try {
      this.#db.exec(text)
    } catch (error) {
      throw this.#failure(error, text)
    } finally {
      if (start !== 0) publishQuery(this.#origin.name, text, [], start, 0, queries.origin())
    }
  }

  /** Rows of a statement that is sent once: pragmas. */
  query(text: string): Row[] {
    return this.all({ text, writes: false, wide: false }, [])
  }

  close(): void {
    this.#prepared = new WeakMap()
    if (this.#db.isOpen) this.#db.close()
  }

  /** The statement, prepared. An object as first value would be taken for named parameters, and all be left null. */
  #prepare(statement: Statement, values: readonly DatabaseValue[]): StatementSync {
    const first = values[0]
    if (typeof first === 'object' && first !== null && !ArrayBuffer.isView(first))
      throw driverErrors.BAD_PARAMETER({ name: this.#origin.name, text: statement.text, problem: 'an object' })
    let prepared = this.#prepared.get(statement)
    if (prepared === undefined) {
      prepared = this.#make(statement)
      this.#prepared.set(statement, prepared)
    }
    return prepared
  }

  #make(statement: Statement): StatementSync {
    const prepared = this.#db.prepare(statement.text)
    prepared.setReturnArrays(true)
    if (statement.wide) prepared.setReadBigInts(true)
    return prepared
  }

  #heard<R>(
    statement: Statement,
    values: readonly DatabaseValue[],
    work: (prepared: StatementSync, values: readonly DatabaseValue[]) => R,
    count: (result: R) => number,
    known: string | null,
  ): R {
    const origin = queries.origin(known)
    const start = performance.now()
    try {
      const result = work(this.#prepare(statement, values), values)
      publishQuery(this.#origin.name, statement.text, values, start, count(result), origin)
      return result
    } catch (error) {
      const failure = this.#failure(error, statement.text)
      publishQuery(this.#origin.name, statement.text, values, start, 0, origin, failure)
      throw failure
    }
  }

  #failure(error: unknown, text = ''): unknown {
    return isBusy(error) ? new Busy('SQLITE_BUSY', { cause: error }) : codedError(error, { ...this.#origin, text })
  }
}

const allOf = (prepared: StatementSync, values: readonly DatabaseValue[]) =>
  prepared.all(...(values as SQLInputValue[])) as unknown as Row[]

const namedOf = (prepared: StatementSync, values: readonly DatabaseValue[]) =>
  withColumns(
    allOf(prepared, values),
    prepared.columns().map(({ name }) => name),
  )

function runOf(prepared: StatementSync, values: readonly DatabaseValue[]): RunResult {
  const { changes, lastInsertRowid } = prepared.run(...(values as SQLInputValue[]))
  return { changes: Number(changes), lastKey: lastInsertRowid }
}
