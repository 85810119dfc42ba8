import type { DatabaseValue } from '../../query/index.ts'
import type { Asked, AtomicOptions, Limits, Row, RunResult, Statement } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import { Frame, type Waiting } from '../frame.ts'
import { append, FramedDatabase } from '../framed.ts'
import { checkSignal, joined, tooLong } from '../limits.ts'
import { Burst } from './burst.ts'
import { Busy, SqliteConnection } from './connection.ts'
import { danglingKey } from './foreign-keys.ts'
import { patiently } from './patience.ts'
import { borrowQueue, type Queue, returnQueue } from './queue.ts'

/** How long a statement may wait for this process's own transactions before it is taken for a deadlock, in ms. */
const queuePatience = 60_000
/** Idle readers that are kept for the next stream. */
const keptReaders = 4

/**
 * One SQLite file, or one database in memory. A file has a writer, whose turn is given first come, first served, and
 * readers that never wait for it (WAL). A database in memory has one connection for both.
 */
export class SqliteDatabase extends FramedDatabase<SqliteConnection> {
  readonly database = 'sqlite'
  readonly #readOnly: boolean
  readonly #patience: number
  readonly #writer: SqliteConnection
  readonly #reader: SqliteConnection | null
  readonly #idle: SqliteConnection[] = []
  readonly #queue: Queue
  readonly #queueName: string
  readonly #burst = new Burst()
  #closed = false

  constructor(name: string, location: string, readOnly: boolean, patience: number, writer: SqliteConnection) {
    super(name, location)
    this.#readOnly = readOnly
    this.#patience = patience
    this.#writer = writer
    const memory = location === ':memory:'
    this.#reader = memory ? null : new SqliteConnection(name, location, true)
    this.#queueName = memory ? `:memory:${crypto.randomUUID()}` : location
    this.#queue = borrowQueue(this.#queueName)
  }

  all(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<readonly Row[]> | readonly Row[] {
    if (asked !== undefined) checkSignal(asked.signal, this.name)
    const { frame } = this
    if (frame !== undefined)
      return this.#inside(frame, statement.writes, () => frame.connection.all(statement, values, asked?.origin))
    const reader = this.#reader
    if (reader === null || statement.writes)
      return this.#alone(() => this.#writer.all(statement, values, asked?.origin), asked)
    try {
      const rows = reader.all(statement, values, asked?.origin)
      return this.#burst.long ? this.#burst.later(rows) : rows
    } catch (error) {
      if (!(error instanceof Busy)) throw error
      return patiently(this.#patience, this.#where, () => reader.all(statement, values, asked?.origin))
    }
  }

  run(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<RunResult> | RunResult {
    if (asked !== undefined) checkSignal(asked.signal, this.name)
    const { frame } = this
    if (frame !== undefined)
      return this.#inside(frame, true, () => frame.connection.run(statement, values, asked?.origin))
    return this.#alone(() => this.#writer.run(statement, values, asked?.origin), asked)
  }

  async *batches(
    statement: Statement,
    values: readonly DatabaseValue[],
    size: number,
    asked?: Asked,
  ): AsyncGenerator<readonly Row[], void, void> {
    const { frame } = this
    const within = joined(frame?.limits ?? null, asked)
    if (frame !== undefined) frame.check(this, statement.writes)
    else if (this.#reader === null || statement.writes) {
      // Nothing may hold a shared connection across turns: these rows are in memory anyway, or are being written.
      const start = performance.now()
      const rows = await this.all(statement, values, asked)
      const spent = performance.now() - start
      for (let at = 0; at < rows.length; at += size) {
        if (within !== null) this.#checkLimits(within, spent, statement)
        yield rows.slice(at, at + size)
      }
      return
    }
    // A connection of its own: an open statement would pin the snapshot that other reads see.
    const reader = frame === undefined ? this.#takeReader() : frame.connection
    let rows = reader.rows(statement, values, asked?.origin)
    let started = false
    let spent = 0
    const next = () => {
      const start = within === null ? 0 : performance.now()
      try {
        const batch = take(rows, size)
        started = true
        if (within !== null) spent += performance.now() - start
        return batch
      } catch (error) {
        // A generator that threw is at its end: trying again needs a new one, and must not give rows twice.
        if (error instanceof Busy && started) throw driverErrors.LOCKED({ ...this.#where, waited: 0 }, { cause: error })
        rows = reader.rows(statement, values, asked?.origin)
        throw error
      }
    }
    try {
      for (;;) {
        if (frame !== undefined) frame.check(this, false)
        if (within !== null) this.#checkLimits(within, spent, statement)
        const batch = await patiently(this.#patience, this.#where, next)
        if (this.#burst.long) await this.#burst.later(null)
        if (batch.length > 0) yield batch
        if (batch.length < size) return
      }
    } finally {
      rows.return()
      if (frame === undefined) this.#giveBack(reader)
    }
  }

  async script(text: string): Promise<void> {
    const { frame } = this
    if (frame === undefined) return this.#alone(() => this.#writer.script(text))
    const { connection } = frame
    try {
      await this.#inside(frame, true, () => connection.script(text))
    } catch (error) {
      // Where the disk is full, SQLite has undone all of it by itself.
      if ((error as { code?: string }).code !== 'NUAGES_DRIVERS_DISK_FULL')
        frame.checkOpen(this, connection.inTransaction, text, error)
      throw error
    }
    frame.checkOpen(this, connection.inTransaction, text)
  }

  /** There is one writer anyway. */
  session<R>(work: () => Promise<R>): Promise<R> {
    return work()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const mine = await this.#queue.enter(queuePatience)
    for (const reader of this.#idle) reader.close()
    this.#reader?.close()
    this.#writer.close()
    if (mine) this.#queue.leave()
    returnQueue(this.#queueName)
  }

  get #where() {
    return { name: this.name, file: this.location }
  }

  /** Runs in the transaction of `frame`. */
  #inside<R>(frame: Frame<SqliteConnection>, writes: boolean, work: () => R): R | Promise<R> {
    frame.check(this, writes)
    if (writes) frame.checkOpen(this, frame.connection.inTransaction, null)
    try {
      const result = work()
      return this.#burst.long ? this.#burst.later(result) : result
    } catch (error) {
      // SQLite ends a transaction by itself where the disk is full: what follows must not be written outside of it.
      if (!frame.connection.inTransaction) frame.transaction.failedOn = error
      // Only a reader of a file that cannot be in WAL mode gets here: the lock that writers need is ours already.
      if (!(error instanceof Busy)) throw error
      return patiently(this.#patience, this.#where, work)
    }
  }

  /** Runs on the writer outside of any transaction: at once where nobody holds it, else in turn. */
  #alone<R>(work: () => R, limits?: Limits): R | Promise<R> {
    if (!this.#queue.tryEnter()) return this.#inTurn(() => patiently(this.#patience, this.#where, work), limits)
    let waits = false
    try {
      const result = work()
      return this.#burst.long ? this.#burst.later(result) : result
    } catch (error) {
      if (!(error instanceof Busy)) throw error
      waits = true
      return patiently(this.#patience, this.#where, work).finally(() => this.#queue.leave())
    } finally {
      if (!waits) this.#queue.leave()
    }
  }

  async #inTurn<R>(work: () => Promise<R>, limits: Limits = {}): Promise<R> {
    const start = performance.now()
    const { signal, timeout = queuePatience } = limits
    if (!(await this.#queue.enter(Math.min(timeout, queuePatience), signal))) {
      checkSignal(signal, this.name)
      if (timeout < queuePatience) throw tooLong(this.name, timeout, 'it waited for its turn to write')
      throw driverErrors.QUEUE_STUCK({ ...this.#where, waited: Math.round(performance.now() - start) })
    }
    try {
      return await work()
    } finally {
      this.#queue.leave()
    }
  }

  protected transact<R>(work: () => Promise<R> | R, options: AtomicOptions, waiting: Waiting): Promise<R> {
    checkSignal(options.signal, this.name)
    if ((this.#readOnly || options.readOnly === true) && this.#reader !== null)
      return this.#reading(work, options, waiting)
    return this.#inTurn(() => this.#writing(work, options, waiting), options)
  }

  async #writing<R>(work: () => Promise<R> | R, options: AtomicOptions, waiting: Waiting): Promise<R> {
    const writer = this.#writer
    const { foreignKeys = true } = options
    if (!foreignKeys) writer.script('PRAGMA foreign_keys = OFF')
    if (options.readOnly === true) writer.script('PRAGMA query_only = ON')
    try {
      // Takes the write lock now: a transaction that reads first and writes later could not be retried.
      const begin = options.readOnly === true ? 'BEGIN' : 'BEGIN IMMEDIATE'
      await patiently(this.#patience, this.#where, () => writer.script(begin))
      return await this.#framed(writer, work, options, waiting, () => {
        const dangling = foreignKeys ? null : danglingKey(writer, this.name)
        if (dangling !== null) throw dangling
      })
    } finally {
      if (!foreignKeys) writer.script('PRAGMA foreign_keys = ON')
      if (options.readOnly === true) writer.script('PRAGMA query_only = OFF')
    }
  }

  /** On a reader of its own, which sees the file as it is now until the end. */
  async #reading<R>(work: () => Promise<R> | R, options: AtomicOptions, waiting: Waiting): Promise<R> {
    const reader = this.#takeReader()
    try {
      await patiently(this.#patience, this.#where, () => {
        if (!reader.inTransaction) reader.script('BEGIN')
        // The snapshot is taken by the first read.
        reader.query('SELECT 1 FROM sqlite_schema LIMIT 1')
      })
      return await this.#framed(reader, work, options, waiting)
    } finally {
      if (reader.inTransaction) reader.script('ROLLBACK')
      this.#giveBack(reader)
    }
  }

  /** The work of a transaction that is open on `connection`, and its end. */
  async #framed<R>(
    connection: SqliteConnection,
    work: () => Promise<R> | R,
    options: AtomicOptions,
    waiting: Waiting,
    beforeCommit = () => {},
  ): Promise<R> {
    const frame = new Frame(null, connection, options)
    try {
      const value = await this.inside(frame, work)
      frame.end()
      beforeCommit()
      await patiently(this.#patience, this.#where, () => this.#commit(connection))
      append(waiting.commit, frame.callbacks)
      return value
    } catch (error) {
      frame.endAll()
      if (connection.inTransaction) connection.script('ROLLBACK')
      append(waiting.rollback, frame.undoing)
      throw error
    } finally {
      connection.endRows()
    }
  }

  #commit(connection: SqliteConnection): void {
    try {
      connection.script('COMMIT')
    } catch (error) {
      if (error instanceof Busy) throw error
      const broken = (error as { code?: string }).code === 'NUAGES_DRIVERS_FOREIGN_KEY'
      throw (broken ? danglingKey(connection, this.name, (error as Error).cause) : null) ?? error
    }
  }

  protected isOpen(connection: SqliteConnection): boolean {
    return connection.inTransaction
  }

  protected async send(connection: SqliteConnection, text: string): Promise<void> {
    if (connection.inTransaction) connection.script(text)
  }

  /** What was asked for with limits, and is no statement that could be interrupted: before its next batch. */
  #checkLimits({ signal, timeout }: Limits, spent: number, { text }: Statement): void {
    checkSignal(signal, this.name)
    if (timeout !== undefined && spent > timeout) throw tooLong(this.name, timeout, text)
  }

  #takeReader(): SqliteConnection {
    return this.#idle.pop() ?? this.#newReader()
  }

  #newReader(): SqliteConnection {
    if (this.#closed) throw driverErrors.CLOSED({ name: this.name })
    return new SqliteConnection(this.name, this.location, true)
  }

  #giveBack(reader: SqliteConnection): void {
    if (this.#closed || this.#idle.length >= keptReaders) reader.close()
    else this.#idle.push(reader)
  }
}

/** Up to `size` rows. */
function take(rows: Generator<Row, void, void>, size: number): Row[] {
  const batch: Row[] = []
  while (batch.length < size) {
    const next = rows.next()
    if (next.done) break
    batch.push(next.value)
  }
  return batch
}
