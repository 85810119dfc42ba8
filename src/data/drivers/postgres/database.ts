import { AsyncLocalStorage } from 'node:async_hooks'
import { queries } from '../../../base/events/index.ts'
import type { DatabaseValue } from '../../query/index.ts'
import type { AtomicOptions, Database, Row, RunResult, Statement, TransactionState } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import { atOnce, Frame } from '../frame.ts'
import type { Pool } from './pool.ts'
import type { Session } from './session.ts'

/** A PostgreSQL database: a pool of connections, and transactions that have one of them to themselves. */
export class PostgresDatabase implements Database {
  readonly database = 'postgres'
  readonly name: string
  readonly location: string
  readonly #pool: Pool
  readonly #frames = new AsyncLocalStorage<Frame<Session> | undefined>()

  constructor(name: string, location: string, pool: Pool) {
    this.name = name
    this.location = location
    this.#pool = pool
  }

  get inTransaction(): boolean {
    const frame = this.#frames.getStore()
    return frame !== undefined && !frame.ended
  }

  get transaction(): TransactionState | null {
    const frame = this.#frames.getStore()
    return frame === undefined || frame.ended ? null : frame
  }

  all(statement: Statement, values: readonly DatabaseValue[]): Promise<readonly Row[]> {
    const place = this.#place(statement.writes)
    if (!queries.heard) return place.all(statement, values).catch(fromHere)
    return this.#heard(statement.text, values, place.all(statement, values), (rows) => rows.length)
  }

  run(statement: Statement, values: readonly DatabaseValue[]): Promise<RunResult> {
    const place = this.#place(true)
    if (!queries.heard) return place.run(statement, values).catch(fromHere)
    return this.#heard(statement.text, values, place.run(statement, values), (result) => result.changes)
  }

  async script(text: string): Promise<void> {
    await this.#script(this.#place(true), text)
  }

  async *batches(
    statement: Statement,
    values: readonly DatabaseValue[],
    size: number,
  ): AsyncGenerator<readonly Row[], void, void> {
    const frame = this.#frames.getStore()
    frame?.check(this, statement.writes)
    const start = performance.now()
    const session = frame?.connection ?? (await this.#pool.hold())
    let count = 0
    let failed: unknown
    let ended = false
    const cursor = session.cursor(statement, values)
    try {
      if (frame === undefined) session.script('BEGIN').catch(ignore)
      while (!ended) {
        frame?.check(this, false)
        const rows = await cursor.next(size).catch(fromHere)
        count += rows.length
        ended = rows.length < size
        if (rows.length > 0) yield rows
      }
    } catch (error) {
      failed = error
      throw error
    } finally {
      if (queries.heard) this.#publish(statement.text, values, start, count, failed)
      if (frame === undefined) {
        // What a statement that writes has done stays done, unless it failed or the consumer did not want all of it.
        const kept = ended && failed === undefined
        await session.script(kept ? 'COMMIT' : 'ROLLBACK').catch(kept ? fromHere : ignore)
        this.#pool.release(session)
      } else if (!frame.ended && failed === undefined) await cursor.close()
    }
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

  close(): Promise<void> {
    return this.#pool.close()
  }

  /** Where a statement goes: to the transaction's connection, or to any. */
  #place(writes: boolean): Session | Pool {
    const frame = this.#frames.getStore()
    if (frame === undefined) return this.#pool
    frame.check(this, writes)
    return frame.connection
  }

  async #transaction<R>(work: () => Promise<R> | R, { foreignKeys = true }: AtomicOptions): Promise<R> {
    const session = await this.#pool.hold()
    const frame = new Frame(null, session)
    let result: R
    try {
      // The first statement travels with it.
      const begun = this.#script(session, foreignKeys ? 'BEGIN' : 'BEGIN; SET CONSTRAINTS ALL DEFERRED')
      begun.catch(ignore)
      const value = await this.#frames.run(frame, async () => work())
      await begun
      if (!frame.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
      frame.end()
      // The server answers COMMIT with ROLLBACK where a statement has failed.
      if ((await this.#script(session, 'COMMIT')) !== 'COMMIT')
        throw driverErrors.TRANSACTION_BROKEN({ name: this.name }, { cause: session.failedOn })
      result = value
    } catch (error) {
      const open = !frame.ended
      frame.endAll()
      if (open) await this.#script(session, 'ROLLBACK').catch(ignore)
      throw error
    } finally {
      this.#pool.release(session)
    }
    for (const callback of frame.callbacks) await callback()
    return result
  }

  async #savepoint<R>(parent: Frame<Session>, work: () => Promise<R> | R, options: AtomicOptions): Promise<R> {
    parent.check(this, true)
    if (options.durable) throw driverErrors.NOT_DURABLE({ name: this.name })
    if (options.foreignKeys === false) throw driverErrors.FOREIGN_KEYS_INSIDE({ name: this.name })
    const session = parent.connection
    const frame = new Frame(parent, session)
    const { savepoint } = frame
    try {
      await this.#script(session, `SAVEPOINT ${savepoint}`)
      const value = await this.#frames.run(frame, async () => work())
      if (frame.ended) throw driverErrors.TRANSACTION_ENDED({ name: this.name })
      if (!frame.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
      await this.#script(session, `RELEASE ${savepoint}`)
      parent.callbacks.push(...frame.callbacks)
      return value
    } catch (error) {
      const open = !frame.ended
      frame.undo()
      if (open) await this.#script(session, `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`).catch(ignore)
      throw error
    } finally {
      if (!frame.ended) frame.end()
    }
  }

  #script(place: Session | Pool, text: string): Promise<string> {
    const answer = place.script(text)
    return queries.heard ? this.#heard(text, [], answer, () => 0) : answer.catch(fromHere)
  }

  async #heard<R>(
    text: string,
    values: readonly DatabaseValue[],
    answer: Promise<R>,
    count: (result: R) => number,
  ): Promise<R> {
    const start = performance.now()
    try {
      const result = await answer
      this.#publish(text, values, start, count(result))
      return result
    } catch (error) {
      this.#publish(text, values, start, 0, error)
      return fromHere(error)
    }
  }

  #publish(sql: string, parameters: readonly DatabaseValue[], start: number, rows: number, error?: unknown): void {
    const event = { database: this.name, sql, parameters, duration: performance.now() - start, rows }
    queries.publish(error === undefined ? event : { ...event, error })
  }
}

const ignore = () => {}

/** An error made while the server's answer was read has no caller's stack: it gets the one that leads to who awaits it. */
function fromHere(error: unknown): never {
  if (error instanceof Error) Error.captureStackTrace(error, fromHere)
  throw error
}
