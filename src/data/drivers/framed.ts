import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { NuagesError } from '../../base/errors/index.ts'
import type { DatabaseName, DatabaseValue } from '../query/index.ts'
import type { Asked, AtomicOptions, Database, Row, RunResult, Statement, TransactionState } from './driver.ts'
import { driverErrors } from './errors.ts'
import { type Callback, Frame, type Waiting } from './frame.ts'

/** What every database does alike: transactions and savepoints, each on a connection that the async context carries. */
export abstract class FramedDatabase<C> implements Database {
  abstract readonly database: DatabaseName
  readonly name: string
  readonly location: string
  readonly #frames = new AsyncLocalStorage<Frame<C> | undefined>()

  constructor(name: string, location: string) {
    this.name = name
    this.location = location
  }

  abstract all(
    statement: Statement,
    values: readonly DatabaseValue[],
    asked?: Asked,
  ): Promise<readonly Row[]> | readonly Row[]
  abstract run(statement: Statement, values: readonly DatabaseValue[], asked?: Asked): Promise<RunResult> | RunResult
  abstract batches(
    statement: Statement,
    values: readonly DatabaseValue[],
    size: number,
    asked?: Asked,
  ): AsyncIterable<readonly Row[]>
  abstract script(text: string): Promise<void>
  abstract close(): Promise<void>

  abstract session<R>(work: () => Promise<R>): Promise<R>

  /** Opens a transaction, does `work` inside, and ends it; gives what waits for its end to `waiting`. */
  protected abstract transact<R>(work: () => Promise<R> | R, options: AtomicOptions, waiting: Waiting): Promise<R>
  /** Whether the transaction that was opened on a connection is still there. */
  protected abstract isOpen(connection: C): boolean
  /** Sends text without parameters to the connection of a transaction. */
  protected abstract send(connection: C, text: string): Promise<unknown>

  get inTransaction(): boolean {
    return this.transaction !== null
  }

  get outside(): boolean {
    return this.frame === undefined
  }

  get transaction(): TransactionState | null {
    const frame = this.frame
    return frame === undefined || frame.ended ? null : frame
  }

  /** The transaction or savepoint that this code is in, also where it has ended. */
  protected get frame(): Frame<C> | undefined {
    return this.#frames.getStore()
  }

  async atomic<R>(work: () => Promise<R> | R, options: AtomicOptions = {}): Promise<R> {
    const frame = this.frame
    if (frame !== undefined) return this.#savepoint(frame, work, options)
    const waiting: Waiting = { commit: [], rollback: [] }
    const result = await this.#persistently(work, options, waiting)
    for (const callback of waiting.commit) await callback()
    return result
  }

  onCommit(work: Callback): void | Promise<void> {
    const frame = this.frame
    if (frame === undefined) return atOnce(work)
    frame.check(this, false)
    const { commits } = frame
    if (commits) return atOnce(() => commits([work]))
    frame.callbacks.push(work)
  }

  onRollback(work: Callback): void {
    const frame = this.frame
    if (frame === undefined) return
    frame.check(this, false)
    frame.undoing.push(work)
  }

  /** Does the work of a transaction or savepoint where all that it sends belongs to that. */
  protected async inside<R>(frame: Frame<C>, work: () => Promise<R> | R): Promise<R> {
    const value = await this.#frames.run(frame, async () => work())
    // Also where it was to be given up, or is gone.
    frame.check(this, false)
    frame.checkOpen(this, this.isOpen(frame.connection), null)
    if (!frame.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
    return value
  }

  /** The transaction; again from its beginning, after pauses that grow, where another one got in its way. */
  async #persistently<R>(work: () => Promise<R> | R, options: AtomicOptions, waiting: Waiting): Promise<R> {
    let pause = 5
    for (let left = options.retry ?? 0; ; left--) {
      try {
        return await this.transact(work, options, waiting)
      } catch (error) {
        await undo(waiting.rollback.splice(0))
        if (left <= 0 || !isCollision(error)) throw error
      }
      await sleep(pause * (0.5 + Math.random()))
      pause = Math.min(pause * 2, 500)
    }
  }

  async #savepoint<R>(parent: Frame<C>, work: () => Promise<R> | R, options: AtomicOptions): Promise<R> {
    parent.check(this, false)
    if (!parent.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: this.name })
    const { name } = this
    const { commits } = parent
    if (options.durable && !commits) throw driverErrors.NOT_DURABLE({ name })
    if (options.foreignKeys === false) throw driverErrors.FOREIGN_KEYS_INSIDE({ name })
    const { isolation } = options
    const outer = parent.transaction.isolation
    if (isolation !== undefined && isolation !== outer && !commits)
      throw driverErrors.ISOLATION_INSIDE({ name, isolation, outer })
    const { connection } = parent
    const frame = new Frame(parent, connection, options)
    const { savepoint } = frame
    let value: R
    try {
      await this.send(connection, `SAVEPOINT ${savepoint}`)
      value = await this.inside(frame, work)
      await this.send(connection, `RELEASE SAVEPOINT ${savepoint}`)
      if (!commits) append(parent.callbacks, frame.callbacks)
      append(parent.undoing, frame.undoing)
    } catch (error) {
      const open = !frame.ended
      frame.undo()
      // Where the whole transaction is gone already, so is the savepoint.
      if (open)
        await this.send(connection, `ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`).catch(
          () => {},
        )
      await undo(frame.undoing)
      throw error
    } finally {
      if (!frame.ended) frame.end()
    }
    if (commits) await commits(frame.callbacks)
    return value
  }
}

/** The database undid a transaction, and would take it another time; also where the program has not noticed. */
function isCollision(error: unknown): boolean {
  if (!(error instanceof NuagesError)) return false
  const { code, cause } = error
  return code === 'NUAGES_DRIVERS_TRY_AGAIN' || (code === 'NUAGES_DRIVERS_TRANSACTION_BROKEN' && isCollision(cause))
}

/** Adds all of `more`: a transaction may have more callbacks than a call may have arguments. */
export function append(list: Callback[], more: readonly Callback[]): void {
  for (const each of more) list.push(each)
}

/** Does what waits for a commit where there is no transaction. A failure is for who awaits it, and else a warning. */
function atOnce(work: Callback): void | Promise<void> {
  const done = work()
  if (!(done instanceof Promise)) return
  done.catch((error: unknown) => process.emitWarning(`onCommit() failed: ${String(error)}`, 'NuagesWarning'))
  return done
}

/** Does what waits for a rollback, the latest first. The error that led there is the one to tell: a failure here is a warning. */
async function undo(callbacks: readonly Callback[]): Promise<void> {
  for (const callback of callbacks.toReversed()) {
    try {
      await callback()
    } catch (error) {
      process.emitWarning(`onRollback() failed: ${String(error)}`, 'NuagesWarning')
    }
  }
}
