import type { Duplex } from 'node:stream'
import { NuagesError } from '../../../base/errors/index.ts'
import type { DatabaseValue } from '../../query/index.ts'
import type { Row, RunResult, Statement } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import type { Cursor, Origin, PooledSession, SessionOwner } from '../pooled/session.ts'
import { Unreadable, Unsendable } from '../values.ts'
import { type Decoders, decodersOf, readRow } from './decode.ts'
import { codedError, connectionLost, isStalePlan, PostgresError, readError } from './errors.ts'
import { type Prepared, StatementCache } from './prepared.ts'
import { cstring, MessageReader } from './reader.ts'
import { resultOf, type Unit, unitOf, type Want } from './unit.ts'
import { MessageWriter } from './writer.ts'

/** What the sessions of a database know together of its statements. */
export class SharedKnowledge {
  /** Counts up whenever tables change: what was prepared before may be out of date. */
  generation = 0
  /** Statements that were sent before: from the second time on they are prepared under a name. */
  readonly seen = new WeakSet<Statement>()
}

const none: readonly DatabaseValue[] = []

/**
 * One connection to a server. Statements are answered in the order in which they were sent; those that are sent in one
 * turn of the event loop travel together.
 */
export class Session implements PooledSession {
  held = false
  lane: Promise<unknown> | null = null
  inTransaction = false
  failedOn: unknown = null
  readonly #stream: Duplex
  readonly #origin: Origin
  readonly #owner: SessionOwner<Session>
  readonly #shared: SharedKnowledge
  readonly #cancel: () => Promise<void>
  readonly #writer = new MessageWriter()
  readonly #units: Unit[] = []
  #quiet: PromiseWithResolvers<void> | null = null
  readonly #statements = new StatementCache()
  #portals = 0
  #flushing = false
  #broken: unknown = null

  constructor(
    stream: Duplex,
    origin: Origin,
    owner: SessionOwner<Session>,
    shared: SharedKnowledge,
    cancel: () => Promise<void>,
  ) {
    this.#stream = stream
    this.#origin = origin
    this.#owner = owner
    this.#shared = shared
    this.#cancel = cancel
    const reader = new MessageReader((type, buffer, at) => this.#message(type, buffer, at))
    stream.on('data', (chunk: Buffer) => reader.push(chunk))
    stream.on('error', (error) => this.#break(error))
    stream.on('close', () => this.#break({ code: 'ECONNRESET' }))
  }

  get load(): number {
    return this.#units.length
  }

  get unsent(): boolean {
    return this.#flushing
  }

  get isBroken(): boolean {
    return this.#broken !== null
  }

  all(statement: Statement, values: readonly DatabaseValue[]): Promise<readonly Row[]> {
    return this.#send(statement, values, 'rows')
  }

  run(statement: Statement, values: readonly DatabaseValue[]): Promise<RunResult> {
    return this.#send(statement, values, 'result')
  }

  script(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#refuses(reject)) return
      if (text.includes('\0')) {
        reject(this.#unsendable(text, 'it has a NUL character, which PostgreSQL cannot hold'))
        if (this.#units.length === 0) this.#rest()
        return
      }
      this.#writer.query(text)
      this.#expect(unitOf(null, text, none, 'tag', '', 0, resolve, reject))
    })
  }

  /**
   * A server-side cursor over a statement's rows: a portal, which lives as long as the transaction. `next` reads up to
   * `size` further rows; `close` lets go of it.
   */
  cursor(statement: Statement, values: readonly DatabaseValue[]): Cursor {
    const portal = `nuages_${++this.#portals}`
    let first: Unit | null = null
    return {
      next: (size) =>
        new Promise((resolve, reject) => {
          if (this.#refuses(reject)) return
          const unit = unitOf(statement, statement.text, values, 'rows', portal, size, resolve, reject)
          if (first === null) {
            first = unit
            this.#write(unit)
            return
          }
          unit.decoders = first.decoders
          this.#writer.execute(portal, size)
          this.#writer.sync()
          this.#expect(unit)
        }),
      close: () =>
        new Promise((resolve, reject) => {
          if (this.#refuses(reject)) return
          this.#writer.close('P', portal)
          this.#writer.sync()
          this.#expect(unitOf(null, '', none, 'tag', '', 0, resolve, reject))
        }),
    }
  }

  quiet(): Promise<void> {
    if (this.#units.length === 0) return Promise.resolve()
    this.#quiet ??= Promise.withResolvers()
    return this.#quiet.promise
  }

  cancel(): Promise<void> {
    return this.#broken === null ? this.#cancel() : Promise.resolve()
  }

  end(): void {
    if (this.#broken !== null) return
    this.#writer.rewind(0)
    this.#writer.terminate()
    this.#stream.end(this.#writer.take())
    this.#break(driverErrors.CLOSED({ name: this.#origin.name }))
  }

  #send<R>(statement: Statement, values: readonly DatabaseValue[], want: Want): Promise<R> {
    return new Promise((resolve, reject) => {
      if (!this.#refuses(reject)) this.#write(unitOf(statement, statement.text, values, want, '', 0, resolve, reject))
    })
  }

  #refuses(reject: (error: unknown) => void): boolean {
    if (this.#broken === null) return false
    reject(connectionLost(this.#broken, this.#origin))
    return true
  }

  #write(unit: Unit): void {
    const writer = this.#writer
    const statement = unit.statement!
    const start = writer.length
    const prepared = this.#prepare(statement)
    const bound = writer.length
    try {
      writer.bind(unit.portal, prepared?.name ?? '', unit.values)
    } catch (error) {
      writer.rewind(bound)
      unit.reject(error instanceof Unsendable ? this.#unsendable(unit.text, error.message) : error)
      if (bound > start) {
        // What was prepared stays so: nobody waits for the answer, but it comes.
        writer.sync()
        this.#expect({
          ...unitOf(
            null,
            '',
            none,
            'tag',
            '',
            0,
            () => {},
            () => {},
          ),
          statement,
          prepared,
        })
      } else if (this.#units.length === 0) this.#rest()
      return
    }
    unit.prepared = prepared
    unit.decoders = prepared?.decoders ?? null
    if (unit.decoders === null) writer.describe(unit.portal)
    writer.execute(unit.portal, unit.size)
    writer.sync()
    this.#expect(unit)
  }

  /** The statement as this connection knows it; null for one that is sent for the first time, without a name. */
  #prepare(statement: Statement): Prepared | null {
    const shared = this.#shared
    const found = this.#statements.get(statement)
    if (found !== undefined) {
      if (found.generation === shared.generation) {
        found.used = true
        return found
      }
      this.#statements.remove(statement, found)
      this.#writer.close('S', found.name)
    } else if (!shared.seen.has(statement)) {
      shared.seen.add(statement)
      this.#writer.parse('', statement.text)
      return null
    }
    const old = this.#statements.evict()
    if (old !== null) this.#writer.close('S', old.name)
    const made = this.#statements.add(statement, shared.generation)
    this.#writer.parse(made.name, statement.text)
    return made
  }

  #expect(unit: Unit): void {
    this.#units.push(unit)
    if (this.#flushing) return
    this.#flushing = true
    process.nextTick(() => {
      this.#flushing = false
      if (this.#broken === null) this.#stream.write(this.#writer.take())
    })
  }

  #message(type: number, buffer: Buffer, at: number): void {
    const unit = this.#units[0]
    if (unit === undefined) {
      // Between statements the server says little: that it ends the connection, or a notice.
      if (type === 0x45) this.#break(readError(buffer, at))
      return
    }
    switch (type) {
      case 0x44: // DataRow
        if (unit.want === 'rows' && unit.failure === null) this.#row(unit, buffer, at)
        return
      case 0x43: // CommandComplete
        this.#complete(unit, cstring(buffer, at)[0])
        return
      case 0x5a: // ReadyForQuery
        this.#ready(unit, buffer[at]!)
        return
      case 0x54: // RowDescription
        if (unit.want !== 'tag') this.#described(unit, decodersOf(buffer, at, unit.statement!.wide))
        return
      case 0x6e: // NoData
        this.#described(unit, [])
        return
      case 0x31: // ParseComplete
        if (unit.prepared !== null) unit.prepared.ready = true
        return
      case 0x45: {
        const error = readError(buffer, at)
        unit.failure ??= error
        if (error.severity === 'FATAL' || error.severity === 'PANIC') this.#break(error)
        return
      }
      case 0x47: // CopyInResponse
        this.#writer.copyFail('nuages sends no rows by COPY')
        // The server has passed over the one that came with the statement.
        if (unit.statement !== null) this.#writer.sync()
        this.#stream.write(this.#writer.take())
    }
  }

  #row(unit: Unit, buffer: Buffer, at: number): void {
    try {
      unit.rows.push(readRow(buffer, at, unit.decoders!))
    } catch (error) {
      unit.failure = error
    }
  }

  #described(unit: Unit, decoders: Decoders): void {
    unit.decoders = decoders
    if (unit.prepared !== null) unit.prepared.decoders = decoders
  }

  #complete(unit: Unit, tag: string): void {
    unit.tag = tag
    if (tag.startsWith('ALTER') || tag.startsWith('DROP')) this.#shared.generation++
  }

  /** `status` is 'I' outside of a transaction, 'T' in one, 'E' in one that has failed. */
  #ready(unit: Unit, status: number): void {
    const { failure, prepared, statement } = unit
    this.inTransaction = status !== 0x49
    if (failure !== null && prepared !== null) {
      if (!prepared.ready) prepared.failure ??= failure
      if (!prepared.ready || isStalePlan(failure)) {
        this.#statements.remove(statement!, prepared)
        this.#writer.close('S', prepared.name)
        if (isStalePlan(failure) && prepared.failure === null && !this.inTransaction && !unit.retried) {
          this.#again(unit)
          return
        }
      }
    }
    this.#units.shift()
    if (this.#units.length === 0) this.#rest()
    if (status === 0x54) this.failedOn = null
    if (failure === null) {
      unit.resolve(resultOf(unit) as never)
      return
    }
    const error = this.#coded(prepared?.failure ?? failure, unit)
    if (status === 0x45) this.failedOn ??= error
    unit.reject(error)
  }

  /** Sends a statement once more, behind those that are under way: its plan was made before a table changed. */
  #again(unit: Unit): void {
    this.#units.shift()
    unit.retried = true
    unit.failure = null
    unit.rows = []
    this.#write(unit)
  }

  #coded(failure: unknown, unit: Unit): unknown {
    const { name } = this.#origin
    if (failure instanceof PostgresError && failure.code === '25P02')
      return driverErrors.TRANSACTION_BROKEN({ name }, { cause: this.failedOn ?? failure })
    if (failure instanceof PostgresError) return codedError(failure, this.#origin, unit.text)
    if (!(failure instanceof Unreadable)) return failure
    if (failure.wideInteger) return driverErrors.WIDE_INTEGER({ name, text: unit.text })
    return driverErrors.UNREADABLE({ name, problem: failure.message, text: unit.text })
  }

  #unsendable(text: string, problem: string): Error {
    return driverErrors.BAD_PARAMETER({ name: this.#origin.name, text, problem })
  }

  /** Nothing is under way. */
  #rest(): void {
    this.#quiet?.resolve()
    this.#quiet = null
    this.#owner.idle(this)
  }

  #break(error: unknown): void {
    if (this.#broken !== null) return
    this.#broken = error
    // What is written still leaves: the farewell of `end`.
    if (error instanceof NuagesError) this.#stream.once('finish', () => this.#stream.destroy())
    else this.#stream.destroy()
    const lost = this.#units.splice(0)
    this.#quiet?.resolve()
    this.#owner.broken(this)
    for (const unit of lost) unit.reject(connectionLost(error, this.#origin))
  }
}
