import type { DatabaseValue } from '../../query/index.ts'
import type { Row, RunResult, Statement } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import { checkSignal } from '../limits.ts'
import type { Origin, PooledSession, SessionOwner } from './session.ts'

/** How many reads may travel together on one connection. */
const together = 8

interface Waiting<S> {
  /** Reads may share a connection. */
  readonly shares: boolean
  readonly since: number
  take(session: S): void
  fail(error: unknown): void
}

export interface PoolOptions<S> {
  /** How many connections may be open at once. */
  readonly size: number
  /** Milliseconds that a statement may wait for one. */
  readonly patience: number
  /** Milliseconds after which a connection that nobody uses is closed; the last one is kept, and looked after. 0 for never. */
  readonly idleTimeout: number
  /** Milliseconds that an idle connection may take to show that it is alive. */
  readonly connectTimeout: number
  connect(owner: SessionOwner<S>): Promise<S>
}

/**
 * The connections of a database. Statements take an idle one, or open one while there are fewer than the limit, or
 * wait, first come, first served. Reads that are sent in one turn of the event loop share a connection.
 */
export class Pool<S extends PooledSession> implements SessionOwner<S> {
  readonly #origin: Origin
  readonly #options: PoolOptions<S>
  /** The one used last at the end: the others may rest. */
  readonly #idle: S[] = []
  /** Since when each has nothing to do. */
  readonly #since = new WeakMap<S, number>()
  readonly #sessions = new Set<S>()
  readonly #waiting: Waiting<S>[] = []
  readonly #sweeping: NodeJS.Timeout | null
  #connecting = 0
  #timer: NodeJS.Timeout | null = null
  #shared: S | null = null
  #closed: { resolve(): void; promise: Promise<void> } | null = null

  constructor(origin: Origin, options: PoolOptions<S>) {
    this.#origin = origin
    this.#options = options
    const { idleTimeout } = options
    this.#sweeping = idleTimeout === 0 ? null : setInterval(() => this.#sweep(), idleTimeout / 2).unref()
  }

  /** How many connections are open. */
  get size(): number {
    return this.#sessions.size
  }

  all(statement: Statement, values: readonly DatabaseValue[]): Promise<readonly Row[]> {
    const session = this.#find(!statement.writes)
    if (session !== null) return session.all(statement, values)
    return this.#wait(!statement.writes, (found) => found.all(statement, values))
  }

  run(statement: Statement, values: readonly DatabaseValue[]): Promise<RunResult> {
    const session = this.#find(false)
    if (session !== null) return session.run(statement, values)
    return this.#wait(false, (found) => found.run(statement, values))
  }

  script(text: string): Promise<string> {
    const session = this.#find(false)
    if (session !== null) return session.script(text)
    return this.#wait(false, (found) => found.script(text))
  }

  /**
   * A connection of one's own; give it back with `release`. Rejects when `signal` is aborted before there is one, or where it
   * takes longer than `patience` milliseconds, or than anybody waits.
   */
  async hold(signal?: AbortSignal, patience?: number): Promise<S> {
    const { name } = this.#origin
    checkSignal(signal, name)
    const session = this.#find(false)
    if (session !== null) {
      session.held = true
      return session
    }
    const hold = async (found: S) => {
      found.held = true
      return found
    }
    const found = await this.#wait(false, hold, signal, patience)
    if (!signal?.aborted) return found
    this.release(found)
    throw driverErrors.ABORTED({ name }, { cause: signal.reason })
  }

  release(session: S): void {
    session.held = false
    session.lane = null
    if (session.load === 0) this.idle(session)
  }

  idle(session: S): void {
    if (session.held || session.isBroken || !this.#sessions.has(session)) return
    if (session.inTransaction) {
      // A script of its own began a transaction and did not end it: the next caller must not write into that.
      session.script('ROLLBACK').catch(() => {})
      return
    }
    const next = this.#waiting.shift()
    if (next === undefined) {
      if (this.#closed !== null) session.end()
      else {
        this.#idle.push(session)
        if (this.#sweeping !== null) this.#since.set(session, performance.now())
      }
      return
    }
    next.take(session)
    if (!next.shares) return
    // Where many wait, a connection takes several reads at once: one answer to the network instead of many.
    const share = Math.min(together, Math.ceil(this.#waiting.length / this.#options.size))
    while (!session.held && session.load > 0 && session.load <= share && this.#waiting[0]?.shares)
      this.#waiting.shift()!.take(session)
  }

  broken(session: S): void {
    this.#sessions.delete(session)
    const at = this.#idle.indexOf(session)
    if (at >= 0) this.#idle.splice(at, 1)
    if (this.#shared === session) this.#shared = null
    if (this.#closed !== null) this.#ended()
    else if (this.#waiting.length > 0) this.#replace()
  }

  /** Opens the first connection. */
  async open(): Promise<void> {
    this.release(await this.hold())
  }

  /** Ends idle connections now and the others when their work is done; waits for them as long as for a connection. */
  async close(): Promise<void> {
    if (this.#closed !== null) return this.#closed.promise
    const closed = Promise.withResolvers<void>()
    this.#closed = closed
    if (this.#sweeping !== null) clearInterval(this.#sweeping)
    for (const waiting of this.#waiting.splice(0)) waiting.fail(driverErrors.CLOSED({ name: this.#origin.name }))
    for (const session of this.#idle.splice(0)) session.end()
    this.#ended()
    const timer = setTimeout(() => {
      for (const session of [...this.#sessions]) session.end()
      closed.resolve()
    }, this.#options.patience)
    await closed.promise
    clearTimeout(timer)
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #ended(): void {
    if (this.#sessions.size === 0 && this.#connecting === 0) this.#closed!.resolve()
  }

  /** An idle connection, or for reads one that something was just written to; null where there is none. */
  #find(shares: boolean): S | null {
    if (this.#closed !== null) throw driverErrors.CLOSED({ name: this.#origin.name })
    const shared = this.#shared
    if (shares && shared?.unsent && !shared.held && shared.load < together) return shared
    const session = this.#idle.pop()
    if (session === undefined) return null
    if (shares) this.#shared = session
    return session
  }

  #wait<R>(shares: boolean, work: (session: S) => Promise<R>, signal?: AbortSignal, patience?: number): Promise<R> {
    if (this.#sessions.size + this.#connecting < this.#options.size) return this.#connect(work)
    return new Promise((resolve, reject) => {
      const since = performance.now()
      const settled = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
      }
      const waiting: Waiting<S> = {
        shares,
        since,
        take: (session) => {
          settled()
          work(session).then(resolve, reject)
        },
        fail: (error) => {
          settled()
          reject(error)
        },
      }
      const withdraw = (error: () => unknown) => {
        const at = this.#waiting.indexOf(waiting)
        if (at >= 0) this.#waiting.splice(at, 1)
        waiting.fail(error())
      }
      const leave = () => withdraw(() => driverErrors.ABORTED({ name: this.#origin.name }, { cause: signal!.reason }))
      const timer = patience === undefined ? undefined : setTimeout(withdraw, patience, () => this.#exhausted(since))
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiting)
      if (this.#timer === null) this.#watch(this.#options.patience)
    })
  }

  #exhausted(since: number): Error {
    const { name, location } = this.#origin
    const waited = Math.round(performance.now() - since)
    return driverErrors.POOL_EXHAUSTED({
      name,
      location,
      waited,
      pool: this.#options.size,
      waiting: this.#waiting.length,
    })
  }

  async #connect<R>(work: (session: S) => Promise<R>): Promise<R> {
    let session: S
    try {
      session = await this.#newSession()
    } catch (error) {
      // Those who wait for this connection, and no other is open, would wait in vain.
      if (this.#waiting.length > 0) this.#replace()
      throw error
    }
    // It may have ended as soon as it was open.
    if (session.isBroken && this.#waiting.length > 0) this.#replace()
    return work(session)
  }

  async #newSession(): Promise<S> {
    this.#connecting++
    try {
      const session = await this.#options.connect(this)
      if (!session.isBroken) this.#sessions.add(session)
      return session
    } finally {
      this.#connecting--
      if (this.#closed !== null) this.#ended()
    }
  }

  /** A connection was lost while others wait for one. */
  #replace(): void {
    if (this.#sessions.size + this.#connecting >= this.#options.size) return
    this.#newSession().then(
      (session) => {
        if (session.isBroken && this.#waiting.length > 0) this.#replace()
        else this.idle(session)
      },
      (error: unknown) => {
        this.#waiting.shift()?.fail(error)
        if (this.#waiting.length > 0) this.#replace()
      },
    )
  }

  /** Looks, after so many milliseconds, whether the one who waits longest has waited too long. */
  #watch(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null
      const now = performance.now()
      while (this.#waiting[0] !== undefined) {
        const { since } = this.#waiting[0]
        const { patience } = this.#options
        const waited = Math.round(now - since)
        if (waited < patience) return this.#watch(patience - waited)
        const error = this.#exhausted(since)
        this.#waiting.shift()!.fail(error)
      }
    }, milliseconds)
  }

  /** Closes connections that have rested too long. The last one is asked whether it still answers. */
  #sweep(): void {
    const { idleTimeout, connectTimeout } = this.#options
    const now = performance.now()
    const resting = this.#idle.filter((session) => now - (this.#since.get(session) ?? now) >= idleTimeout)
    for (const session of resting) {
      this.#idle.splice(this.#idle.indexOf(session), 1)
      if (this.#sessions.size > 1) session.end()
      else {
        const silent = setTimeout(() => session.end(), connectTimeout)
        session
          .script('SELECT 1')
          .catch(() => {})
          .finally(() => clearTimeout(silent))
      }
    }
  }
}
