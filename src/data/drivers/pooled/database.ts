import { AsyncLocalStorage } from 'node:async_hooks'
import { queries } from '../../../base/events/index.ts'
import type { DatabaseName, DatabaseValue } from '../../query/index.ts'
import type { Asked, AtomicOptions, Limits, Row, RunResult, Statement } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import { Frame, type Waiting } from '../frame.ts'
import { append, FramedDatabase } from '../framed.ts'
import { joined, limited, tooLong } from '../limits.ts'
import { publishQuery } from '../query-event.ts'
import type { Pool } from './pool.ts'
import type { PooledSession } from './session.ts'

/** In what one server's transactions differ from another's. */
export interface TransactionFacts<S> {
  readonly database: DatabaseName
  /** Opens a transaction. */
  begin(options: AtomicOptions): string
  /** Looks at what a transaction with `foreignKeys: false` has done, where the server does not at its COMMIT; throws for a dangling key. */
  checkKeys?(session: S, name: string): Promise<void>
  /** Takes back what `begin` changed for longer than the transaction; empty for nothing. */
  after(options: AtomicOptions): string
}

/** A database behind a server: a pool of connections, and transactions that have one of them to themselves. */
export class PooledDatabase<S extends PooledSession> extends FramedDatabase<S> {
  readonly database: DatabaseName
  readonly #pool: Pool<S>
  readonly #facts: TransactionFacts<S>
  /** What `session` holds for the code that runs in it; nothing once it has ended. */
  readonly #own = new AsyncLocalStorage<{ session: S | undefined }>()

  constructor(name: string, location: string, pool: Pool<S>, facts: TransactionFacts<S>) {
    super(name, location)
    this.database = facts.database
    this.#pool = pool
    this.#facts = facts
  }

  all(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<readonly Row[]> {
    const answer = this.#ask(statement, statement.writes, asked, (place) => place.all(statement, values))
    if (!queries.heard) return answer.catch(fromHere)
    return this.#heard(statement.text, values, answer, (rows) => rows.length, asked?.origin)
  }

  run(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<RunResult> {
    const answer = this.#ask(statement, true, asked, (place) => place.run(statement, values))
    if (!queries.heard) return answer.catch(fromHere)
    return this.#heard(statement.text, values, answer, (result) => result.changes, asked?.origin)
  }

  async script(text: string): Promise<void> {
    const { frame } = this
    if (frame === undefined) {
      await this.#script(this.#session ?? this.#pool, text)
      return
    }
    this.#check(frame, true)
    try {
      await this.send(frame.connection, text)
    } catch (error) {
      if (!frame.connection.isBroken) frame.checkOpen(this, frame.connection.inTransaction, text, error)
      throw error
    }
    frame.checkOpen(this, frame.connection.inTransaction, text)
  }

  async *batches(
    statement: Statement,
    values: readonly DatabaseValue[],
    size: number,
    asked?: Asked,
  ): AsyncGenerator<readonly Row[], void, void> {
    const { frame } = this
    frame?.check(this, statement.writes)
    const within = joined(frame?.limits ?? null, asked)
    const start = performance.now()
    const origin = queries.heard ? queries.origin(asked?.origin) : null
    const own = frame === undefined ? this.#session : frame.connection
    const session = own ?? (await this.#pool.hold(within?.signal))
    let count = 0
    let failed: unknown
    let ended = false
    const cursor = session.cursor(statement, values)
    try {
      if (frame === undefined) await session.script('BEGIN')
      while (!ended) {
        frame?.check(this, false)
        const rows = await this.#inTurn(session, statement, within, () => cursor.next(size)).catch(fromHere)
        count += rows.length
        ended = rows.length < size
        if (rows.length > 0) yield rows
      }
    } catch (error) {
      failed = error
      throw error
    } finally {
      if (queries.heard) publishQuery(this.name, statement.text, values, start, count, origin, failed)
      if (frame === undefined) {
        // What a statement that writes has done stays done, unless it failed or the consumer did not want all of it.
        const kept = ended && failed === undefined
        cursor.close().catch(ignore)
        await session.lane
        await session.script(kept ? 'COMMIT' : 'ROLLBACK').catch(kept ? fromHere : ignore)
        if (own === undefined) this.#pool.release(session)
      } else if (!frame.ended) await cursor.close().catch(failed === undefined ? fromHere : ignore)
    }
  }

  async session<R>(work: () => Promise<R>): Promise<R> {
    if (this.frame !== undefined || this.#session !== undefined) return work()
    const session = await this.#pool.hold()
    const own: { session: S | undefined } = { session }
    try {
      return await this.#own.run(own, work)
    } finally {
      own.session = undefined
      this.#pool.release(session)
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  protected async transact<R>(work: () => Promise<R> | R, options: AtomicOptions, waiting: Waiting): Promise<R> {
    const { begin, after, checkKeys } = this.#facts
    const own = this.#session
    if (own?.inTransaction) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
    const session = own ?? (await this.#pool.hold(options.signal))
    const frame = new Frame(null, session, options)
    let open = true
    try {
      // Waited for: what is sent behind a BEGIN that fails would be committed by itself.
      await this.#script(session, begin(options))
      const value = await this.inside(frame, work)
      frame.end()
      if (options.foreignKeys === false) await checkKeys?.(session, this.name)
      await session.lane
      open = false
      // The server answers COMMIT with ROLLBACK where a statement has failed.
      if ((await this.#script(session, 'COMMIT')) !== 'COMMIT')
        throw driverErrors.TRANSACTION_BROKEN({ name: this.name }, { cause: session.failedOn })
      append(waiting.commit, frame.callbacks)
      return value
    } catch (error) {
      frame.endAll()
      await session.lane
      if (open) await this.#script(session, 'ROLLBACK').catch(ignore)
      // Of a COMMIT that got no answer nobody knows what became.
      if (open || !session.isBroken) append(waiting.rollback, frame.undoing)
      throw error
    } finally {
      const text = after(options)
      // A connection that keeps what was meant for one transaction is of no use to the next.
      if (text !== '') await session.script(text).catch(() => session.end())
      if (own === undefined) this.#pool.release(session)
    }
  }

  protected isOpen(session: S): boolean {
    return session.inTransaction
  }

  protected async send(session: S, text: string): Promise<unknown> {
    await session.lane
    return this.#script(session, text)
  }

  /** Throws where a statement comes too late, writes where it must not, or would be committed by itself. */
  #check(frame: Frame<S>, writes: boolean): void {
    frame.check(this, writes)
    if (writes) frame.checkOpen(this, this.isOpen(frame.connection), null)
  }

  /** The connection that `session` holds for the code that runs. */
  get #session(): S | undefined {
    return this.#own.getStore()?.session
  }

  /** Sends a statement: to the transaction's connection, or to any. */
  #ask<R>(
    statement: Statement,
    writes: boolean,
    asked: Asked | undefined,
    send: (place: S | Pool<S>) => Promise<R>,
  ): Promise<R> {
    const { frame } = this
    try {
      if (frame === undefined) {
        const limits = asked === undefined ? null : joined(null, asked)
        const own = this.#session
        if (own !== undefined) return this.#inTurn(own, statement, limits, () => send(own))
        return limits === null ? send(this.#pool) : this.#alone(statement, limits, send)
      }
      this.#check(frame, writes)
      const session = frame.connection
      return this.#inTurn(session, statement, joined(frame.limits, asked), () => send(session))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** A statement with limits, on a connection to itself; to wait for that is part of its time. */
  async #alone<R>(statement: Statement, limits: Limits, send: (place: S) => Promise<R>): Promise<R> {
    const { signal, timeout } = limits
    const start = performance.now()
    const session = await this.#pool.hold(signal, timeout)
    try {
      const left = timeout === undefined ? undefined : timeout - (performance.now() - start)
      if (left !== undefined && left <= 0) throw tooLong(this.name, timeout!, statement.text)
      const within = { ...(signal && { signal }), ...(left !== undefined && { timeout: Math.ceil(left) }) }
      return await this.#inTurn(session, statement, within, () => send(session))
    } finally {
      this.#pool.release(session)
    }
  }

  /**
   * Statements of a connection go as they come, until one has limits: a cancellation hits whatever runs, so that one waits until
   * nothing else is under way, and all that follow wait for each other.
   */
  #inTurn<R>(session: S, statement: Statement, within: Limits | null, send: () => Promise<R>): Promise<R> {
    if (within === null && session.lane === null) return send()
    const before = session.lane ?? session.quiet()
    const answer = before.then(() => {
      if (within === null) return send()
      return limited(within, this.name, statement, send, () => session.cancel())
    })
    session.lane = answer.catch(ignore)
    return answer
  }

  #script(place: S | Pool<S>, text: string): Promise<string> {
    const answer = place.script(text)
    return queries.heard ? this.#heard(text, [], answer, () => 0) : answer.catch(fromHere)
  }

  async #heard<R>(
    text: string,
    values: readonly DatabaseValue[],
    answer: Promise<R>,
    count: (result: R) => number,
    known: string | null = null,
  ): Promise<R> {
    const start = performance.now()
    const origin = queries.origin(known)
    try {
      const result = await answer
      publishQuery(this.name, text, values, start, count(result), origin)
      return result
    } catch (error) {
      publishQuery(this.name, text, values, start, 0, origin, error)
      return fromHere(error)
    }
  }
}

const ignore = () => {}

/** An error made while the server's answer was read has no caller's stack: it gets the one that leads to who awaits it. */
function fromHere(error: unknown): never {
  if (error instanceof Error) Error.captureStackTrace(error, fromHere)
  throw error
}
