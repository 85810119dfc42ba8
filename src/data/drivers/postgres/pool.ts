import type { DatabaseValue } from '../../query/index.ts'
import type { Row, RunResult, Statement } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import type { PostgresAddress } from './address.ts'
import { connect } from './connect.ts'
import type { Origin } from './errors.ts'
import type { Session, SessionOwner } from './session.ts'

/** How many reads may travel together on one connection. */
const together = 8

interface Waiting {
  /** Reads may share a connection. */
  readonly shares: boolean
  readonly since: number
  take(session: Session): void
  fail(error: unknown): void
}

/**
 * The connections of a database. Statements take an idle one, or open one while there are fewer than the limit, or
 * wait, first come, first served. Reads that are sent in one turn of the event loop share a connection.
 */
export class Pool implements SessionOwner {
  generation = 0
  readonly seen = new WeakSet<Statement>()
  readonly #address: PostgresAddress
  readonly #origin: Origin
  readonly #patience: number
  /** The one used last at the end: the others may rest. */
  readonly #idle: Session[] = []
  readonly #sessions = new Set<Session>()
  readonly #waiting: Waiting[] = []
  #connecting = 0
  #timer: NodeJS.Timeout | null = null
  #shared: Session | null = null
  #closed: { resolve(): void; promise: Promise<void> } | null = null

  constructor(address: PostgresAddress, origin: Origin, patience: number) {
    this.#address = address
    this.#origin = origin
    this.#patience = patience
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

  /** A connection of one's own; give it back with `release`. */
  async hold(): Promise<Session> {
    const session = this.#find(false)
    if (session !== null) {
      session.held = true
      return session
    }
    return this.#wait(false, async (found) => {
      found.held = true
      return found
    })
  }

  release(session: Session): void {
    session.held = false
    if (session.load === 0) this.idle(session)
  }

  idle(session: Session): void {
    if (session.held || session.isBroken || !this.#sessions.has(session)) return
    if (session.inTransaction) {
      // A script of its own began a transaction and did not end it: the next caller must not write into that.
      session.script('ROLLBACK').catch(() => {})
      return
    }
    const next = this.#waiting.shift()
    if (next === undefined) {
      if (this.#closed === null) this.#idle.push(session)
      else session.end()
      return
    }
    next.take(session)
    if (!next.shares) return
    // Where many wait, a connection takes several reads at once: one answer to the network instead of many.
    const share = Math.min(together, Math.ceil(this.#waiting.length / this.#address.pool))
    while (!session.held && session.load > 0 && session.load <= share && this.#waiting[0]?.shares)
      this.#waiting.shift()!.take(session)
  }

  broken(session: Session): void {
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
    for (const waiting of this.#waiting.splice(0)) waiting.fail(driverErrors.CLOSED({ name: this.#origin.name }))
    for (const session of this.#idle.splice(0)) session.end()
    this.#ended()
    const timer = setTimeout(() => {
      for (const session of [...this.#sessions]) session.end()
      closed.resolve()
    }, this.#patience)
    await closed.promise
    clearTimeout(timer)
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #ended(): void {
    if (this.#sessions.size === 0 && this.#connecting === 0) this.#closed!.resolve()
  }

  /** An idle connection, or for reads one that something was just written to; null where there is none. */
  #find(shares: boolean): Session | null {
    if (this.#closed !== null) throw driverErrors.CLOSED({ name: this.#origin.name })
    const shared = this.#shared
    if (shares && shared?.unsent && !shared.held && shared.load < together) return shared
    const session = this.#idle.pop()
    if (session === undefined) return null
    if (shares) this.#shared = session
    return session
  }

  #wait<R>(shares: boolean, work: (session: Session) => Promise<R>): Promise<R> {
    if (this.#sessions.size + this.#connecting < this.#address.pool) return this.#connect(work)
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        shares,
        since: performance.now(),
        take: (session) => work(session).then(resolve, reject),
        fail: reject,
      })
      if (this.#timer === null) this.#watch(this.#patience)
    })
  }

  async #connect<R>(work: (session: Session) => Promise<R>): Promise<R> {
    let session: Session
    try {
      session = await this.#newSession()
    } catch (error) {
      // Those who wait for this connection, and no other is open, would wait in vain.
      if (this.#waiting.length > 0) this.#replace()
      throw error
    }
    return work(session)
  }

  async #newSession(): Promise<Session> {
    this.#connecting++
    try {
      const session = await connect(this.#address, this.#origin, this)
      if (!session.isBroken) this.#sessions.add(session)
      return session
    } finally {
      this.#connecting--
      if (this.#closed !== null) this.#ended()
    }
  }

  /** A connection was lost while others wait for one. */
  #replace(): void {
    if (this.#sessions.size + this.#connecting >= this.#address.pool) return
    this.#newSession().then(
      (session) => this.idle(session),
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
        const waited = Math.round(now - this.#waiting[0].since)
        if (waited < this.#patience) return this.#watch(this.#patience - waited)
        const { name, location } = this.#origin
        const { pool } = this.#address
        const waiting = this.#waiting.length
        this.#waiting.shift()!.fail(driverErrors.POOL_EXHAUSTED({ name, location, waited, pool, waiting }))
      }
    }, milliseconds)
  }
}
