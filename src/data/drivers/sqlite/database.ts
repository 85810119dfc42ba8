import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseValue } from '../../query/index.ts'
import type { AtomicOptions, Database, Row, RunResult, Statement, TransactionState } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import { atOnce, Frame } from '../frame.ts'
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
export class SqliteDatabase implements Database {
  readonly database = 'sqlite'
  readonly name: string
  readonly location: string
  readonly #readOnly: boolean
  readonly #patience: number
  readonly #writer: SqliteConnection
  readonly #reader: SqliteConnection | null
  readonly #idle: SqliteConnection[] = []
  readonly #queue: Queue
  readonly #queueName: string
  readonly #frames = new AsyncLocalStorage<Frame<SqliteConnection> | undefined>()
  readonly #burst = new Burst()
  #closed = false

  constructor(name: string, location: string, readOnly: boolean, patience: number, writer: SqliteConnection) {
    this.name = name
    this.location = location
    this.#readOnly = readOnly
    this.#patience = patience
    this.#writer = writer
    const memory = location === ':memory:'
    this.#reader = memory ? null : new SqliteConnection(name, location, true)
    this.#queueName = memory ? `:memory:${crypto.randomUUID()}` : location
    this.#queue = borrowQueue(this.#queueName)
  }

  get inTransaction(): boolean {
    const frame = this.#frames.getStore()
    return frame !== undefined && !frame.ended
  }

  get transaction(): TransactionState | null {
    const frame = this.#frames.getStore()
    return frame === undefined || frame.ended ? null : frame
  }

  all(statement: Statement, values: readonly DatabaseValue[]): Promise<readonly Row[]> | readonly Row[] {
    const frame = this.#frames.getStore()
    if (frame !== undefined) return this.#inside(frame, statement.writes, () => this.#writer.all(statement, values))
    const reader = this.#reader
    if (reader === null || statement.writes) return this.#alone(() => this.#writer.all(statement, values))
    try {
      const rows = reader.all(statement, values)
      return this.#burst.long ? this.#burst.later(rows) : rows
    } catch (error) {
      if (!(error instanceof Busy)) throw error
      return patiently(this.#patience, this.#where, () => reader.all(statement, values))
    }
  }

  run(statement: Statement, values: readonly DatabaseValue[]): Promise<RunResult> | RunResult {
    const frame = this.#frames.getStore()
    if (frame !== undefined) return this.#inside(frame, true, () => this.#writer.run(statement, values))
    return this.#alone(() => this.#writer.run(statement, values))
  }

  async *batches(
    statement: Statement,
    values: readonly DatabaseValue[],
    size: number,
  ): AsyncGenerator<readonly Row[], void, void> {
    const frame = this.#frames.getStore()
    if (frame !== undefined) frame.check(this, statement.writes)
    else if (this.#reader === null || statement.writes) {
      // Nothing may hold a shared connection across turns: these rows are in memory anyway, or are being written.
      const rows = await this.all(statement, values)
      for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
      return
    }
    // A connection of its own: an open statement would pin the snapshot that other reads see.
    const reader = frame === undefined ? (this.#idle.pop() ?? this.#newReader()) : this.#writer
    let rows = reader.rows(statement, values)
    let started = false
    const next = () => {
      try {
        const batch = take(rows, size)
        started = true
        return batch
      } catch (error) {
        // A generator that threw is at its end: trying again needs a new one, and must not give rows twice.
        if (error instanceof Busy && started) throw driverErrors.LOCKED({ ...this.#where, waited: 0 }, { cause: error })
        rows = reader.rows(statement, values)
        throw error
      }
    }
    try {
      for (;;) {
        if (frame !== undefined) frame.check(this, false)
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
    const frame = this.#frames.getStore()
    if (frame !== undefined) return this.#inside(frame, true, () => this.#writer.script(text))
    return this.#alone(() => this.#writer.script(text))
  }

  atomic<R>(work: () => Promise<R> | R, options: AtomicOptions = {}): Promise<R> {
    const frame = this.#frames.getStore()
    return frame === undefined ? this.#transaction(work, options) : this.#savepoint(frame, work, options)
  }

  onCommit(work: () => void | Promise<void>): void | Promise<void> {
    const frame = this.#frames.getStore()
    if (frame === undefined) return atOnce(work)
    frame.check(this, false)
    frame.callbacks.push(work)
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
    try {
      const result = work()
      return this.#burst.long ? this.#burst.later(result) : result
    } catch (error) {
      // Only a reader of a file that cannot be in WAL mode gets here: the lock that writers need is ours already.
      if (!(error instanceof Busy)) throw error
      return patiently(this.#patience, this.#where, work)
    }
  }

  /** Runs on the writer outside of any transaction: at once where nobody holds it, else in turn. */
  #alone<R>(work: () => R): R | Promise<R> {
    if (!this.#queue.tryEnter()) return this.#inTurn(() => patiently(this.#patience, this.#where, work))
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

  async #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const start = performance.now()
    if (!(await this.#queue.enter(queuePatience)))
      throw driverErrors.QUEUE_STUCK({ ...this.#where, waited: Math.round(performance.now() - start) })
    try {
      return await work()
    } finally {
      this.#queue.leave()
    }
  }

  async #transaction<R>(work: () => Promise<R> | R, { foreignKeys = true }: AtomicOptions): Promise<R> {
    const callbacks: Frame['callbacks'] = []
    const result = await this.#inTurn(async () => {
      const writer = this.#writer
      if (!foreignKeys) writer.script('PRAGMA foreign_keys = OFF')
      try {
        // Takes the write lock now: a transaction that reads first and writes later could not be retried.
        const begin = this.#readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE'
        await patiently(this.#patience, this.#where, () => writer.script(begin))
        const frame = new Frame(null, writer)
        try {
          const value = await this.#frames.run(frame, async () => work())
          if (!frame.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
          frame.end()
          const dangling = foreignKeys ? null : danglingKey(writer, this.name)
          if (dangling !== null) throw dangling
          await patiently(this.#patience, this.#where, () => this.#commit())
          callbacks.push(...frame.callbacks)
          return value
        } catch (error) {
          frame.endAll()
          if (writer.inTransaction) writer.script('ROLLBACK')
          throw error
        }
      } finally {
        if (!foreignKeys) writer.script('PRAGMA foreign_keys = ON')
      }
    })
    for (const callback of callbacks) await callback()
    return result
  }

  #commit(): void {
    try {
      this.#writer.script('COMMIT')
    } catch (error) {
      if (error instanceof Busy) throw error
      const broken = (error as { code?: string }).code === 'NUAGES_DRIVERS_FOREIGN_KEY'
      throw (broken ? danglingKey(this.#writer, this.name, (error as Error).cause) : null) ?? error
    }
  }

  async #savepoint<R>(parent: Frame<SqliteConnection>, work: () => Promise<R> | R, options: AtomicOptions): Promise<R> {
    parent.check(this, true)
    if (options.durable) throw driverErrors.NOT_DURABLE({ name: this.name })
    if (options.foreignKeys === false) throw driverErrors.FOREIGN_KEYS_INSIDE({ name: this.name })
    const writer = this.#writer
    const frame = new Frame(parent, writer)
    const savepoint = frame.savepoint
    try {
      writer.script(`SAVEPOINT ${savepoint}`)
      const value = await this.#frames.run(frame, async () => work())
      if (frame.ended) throw driverErrors.TRANSACTION_ENDED({ name: this.name })
      if (!frame.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
      writer.script(`RELEASE ${savepoint}`)
      parent.callbacks.push(...frame.callbacks)
      return value
    } catch (error) {
      const open = !frame.ended
      frame.undo()
      // The whole transaction may be gone already: SQLite ends it by itself where the disk is full.
      if (open && writer.inTransaction) writer.script(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)
      throw error
    } finally {
      if (!frame.ended) frame.end()
    }
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
