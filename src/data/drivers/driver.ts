import type { DatabaseName, DatabaseValue } from '../query/index.ts'

/**
 * One database that statements can be sent to: a connection, a pool, or a transaction's own connection.
 * Rows come as arrays, in the order of the statement's columns.
 */
export interface Connection {
  readonly database: DatabaseName
  /** The name in the settings: 'default'. */
  readonly name: string
  /**
   * The rows of a statement: at once where the database answers synchronously and nothing else holds it, else as a
   * promise. `await` takes both.
   */
  all(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<readonly Row[]> | readonly Row[]
  run(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<RunResult> | RunResult
  /** Rows in batches of at most `size`, so that memory stays bounded. */
  batches(
    statement: Statement,
    values: readonly DatabaseValue[],
    size: number,
    asked?: Asked,
  ): AsyncIterable<readonly Row[]>
  /** Text with several statements and no parameters: migrations. */
  script(text: string): Promise<void>
}

/** What ends a statement before it is done. SQLite cannot be interrupted: there it is asked before each statement and batch. */
export interface Limits {
  /** Ends it with `NUAGES_DRIVERS_ABORTED` when it is aborted. */
  readonly signal?: AbortSignal
  /** Ends it with `NUAGES_DRIVERS_STATEMENT_TIMEOUT` after so many milliseconds. */
  readonly timeout?: number
}

/** What a caller says of one statement. */
export interface Asked extends Limits {
  /** Where in the program it was written, for the query log: the stack of who sends it may not tell. */
  readonly origin?: string | null
}

/** A row as the driver gives it. */
export type Row = readonly DatabaseValue[]

/**
 * A statement's text, made once per plan and kept: drivers hang what they prepare on the object's identity.
 */
export interface Statement {
  readonly text: string
  /** False for statements that only read: SQLite sends them to a reader. */
  readonly writes: boolean
  /** Integers of this statement are read as bigint. */
  readonly wide: boolean
  /** The list of rows is to tell the names of its columns: `columnsOf`. */
  readonly named?: boolean
}

/** Under this mark a list of rows has the names of its columns. */
const columnNames: unique symbol = Symbol('nuages.columnNames')

/** Hangs the names of the columns on the rows of a statement. */
export function withColumns<R extends readonly Row[]>(rows: R, names: readonly string[]): R {
  return Object.defineProperty(rows, columnNames, { value: names })
}

/** The names of the columns of a result, in order; none where the statement is not `named`. */
export function columnsOf(rows: readonly Row[]): readonly string[] {
  return (rows as { readonly [columnNames]?: readonly string[] })[columnNames] ?? []
}

export interface RunResult {
  readonly changes: number
  /** The key that the database gave to the last row inserted, where it says. */
  readonly lastKey: number | bigint | null
}

/** A named database of the project. */
export interface Database extends Connection {
  /** Where it is, for messages: the file's absolute path or ':memory:'. Never holds a password. */
  readonly location: string
  /** Runs `work` in a transaction, or in a savepoint inside one; commits on return, rolls back on throw. */
  atomic<R>(work: () => Promise<R> | R, options?: AtomicOptions): Promise<R>
  /**
   * Does `work` on one connection, which nobody else uses meanwhile: what it sends outside of a transaction goes there, one
   * after the other, and the transactions that it opens, one at a time, are of that connection. For what belongs to a
   * connection and not to a transaction: a lock of the session. Inside a transaction, and on SQLite, it only calls `work`.
   */
  session<R>(work: () => Promise<R>): Promise<R>
  /**
   * Calls `work` once the outermost transaction is committed. Where there is none, at once: then it resolves when `work` is
   * done, and a failure that nobody awaits ends no process.
   */
  onCommit(work: () => void | Promise<void>): void | Promise<void>
  /**
   * Calls `work` where the transaction or savepoint that this code is in, or one around it, is undone: after the database has
   * undone it, the latest first. Outside of a transaction there is nothing to undo, and it is never called. A failure of it is
   * a warning: the error that led to the rollback is the one that is thrown.
   */
  onRollback(work: () => void | Promise<void>): void
  readonly inTransaction: boolean
  /** This code is in no transaction, nor did it begin in one that has ended. */
  readonly outside: boolean
  /** The transaction or savepoint that this code is in; null outside of one. */
  readonly transaction: TransactionState | null
  close(): Promise<void>
}

/** What became of a transaction or savepoint. */
export interface TransactionState {
  /** The one around it. */
  readonly parent: TransactionState | null
  /** What was written in it is undone. */
  readonly rolledBack: boolean
}

/** How much of what others do a transaction sees. https://www.postgresql.org/docs/current/transaction-iso.html */
export type Isolation = (typeof isolations)[number]

export const isolations = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const

export interface AtomicOptions extends Limits {
  /** Throws where a transaction is already open. */
  readonly durable?: boolean
  /**
   * Left out, as the database has it set: 'read committed' on PostgreSQL and MariaDB. SQLite's transactions are always
   * serializable. Only for an outermost transaction.
   */
  readonly isolation?: Isolation
  /** Refuses to write. On SQLite it waits for no writer, and sees the file as it was at the beginning. */
  readonly readOnly?: boolean
  /**
   * How many times an outermost transaction is run again, as a whole, where the database undid it because another one got in
   * its way (`NUAGES_DRIVERS_TRY_AGAIN`: a deadlock, a serialisation failure). 0 if left out.
   */
  readonly retry?: number
  /**
   * False: foreign keys are not enforced inside, and all of them are checked before the commit. For migrations that
   * rebuild tables; only for an outermost transaction.
   */
  readonly foreignKeys?: boolean
  /**
   * For tests, which undo all of it at the end: the transaction counts as none. What begins inside of it takes itself for outermost, and what waits for the commit
   * of that is handed to this function when it ends, to be called or kept.
   */
  readonly commits?: (callbacks: readonly (() => void | Promise<void>)[]) => void | Promise<void>
}

/** How to open a database. */
export interface OpenOptions {
  /** The name in the settings. */
  readonly name?: string
  /** Milliseconds to wait for a lock that another process holds before giving up with a coded error. Default 5000. */
  readonly patience?: number
}
