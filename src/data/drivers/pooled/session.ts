import type { DatabaseValue } from '../../query/index.ts'
import type { Row, RunResult, Statement } from '../driver.ts'

/** One connection to a server. Statements are answered in the order in which they were sent. */
export interface PooledSession {
  /** One caller has it to itself: a transaction, a cursor, a statement that may be cancelled. */
  held: boolean
  /** The last of the statements that go one by one; null where all may go as they come. */
  lane: Promise<unknown> | null
  /** A transaction is open on the server. */
  readonly inTransaction: boolean
  /** What the transaction failed on, after which it takes nothing more; null where it goes on. */
  readonly failedOn: unknown
  readonly isBroken: boolean
  /** How many statements are under way. */
  readonly load: number
  /** Something is written that leaves at the end of this turn: more can go with it. */
  readonly unsent: boolean
  all(statement: Statement, values: readonly DatabaseValue[]): Promise<readonly Row[]>
  run(statement: Statement, values: readonly DatabaseValue[]): Promise<RunResult>
  /** Several statements as text; resolves with what the last one did: 'COMMIT', or 'ROLLBACK' where it could not. */
  script(text: string): Promise<string>
  cursor(statement: Statement, values: readonly DatabaseValue[]): Cursor
  /** Resolves when nothing is under way. */
  quiet(): Promise<void>
  /** Asks the server, by another connection, to end what runs on this one; resolves when it was asked. */
  cancel(): Promise<void>
  /** Closes the connection. Statements under way are rejected. */
  end(): void
}

/** Rows of a statement, some at a time. */
export interface Cursor {
  /** Up to `size` further rows; fewer where these were the last. */
  next(size: number): Promise<readonly Row[]>
  close(): Promise<unknown>
}

/** Who hears of a session's changes: the pool. */
export interface SessionOwner<S> {
  /** Nothing is under way on the session any more. */
  idle(session: S): void
  /** The connection is gone. */
  broken(session: S): void
}

/** Where a server is, for messages. */
export interface Origin {
  readonly name: string
  /** `host:port/database`. */
  readonly location: string
}
