import type { Database, TransactionState } from './driver.ts'
import { driverErrors } from './errors.ts'

/**
 * A transaction, or a savepoint inside one: what the async context of its `work` carries. `C` is the connection that
 * the transaction has to itself.
 */
export class Frame<C = unknown> implements TransactionState {
  readonly parent: Frame<C> | null
  readonly depth: number
  readonly connection: C
  readonly transaction: { innermost: Frame<C> }
  /** Callbacks of `onCommit`; a savepoint that is rolled back takes its own with it. */
  readonly callbacks: (() => void | Promise<void>)[] = []
  ended = false
  rolledBack = false

  constructor(parent: Frame<C> | null, connection: C) {
    this.parent = parent
    this.depth = parent === null ? 0 : parent.depth + 1
    this.connection = connection
    this.transaction = parent === null ? { innermost: this } : parent.transaction
    this.transaction.innermost = this
  }

  /** No savepoint inside this frame is open. */
  get innermost(): boolean {
    return this.transaction.innermost === this
  }

  /** What a savepoint of this frame is called. */
  get savepoint(): string {
    return `nuages_${this.depth}`
  }

  /** Throws where a statement from inside this frame comes too late, or writes beside a savepoint that is open. */
  check(database: Database, writes: boolean): void {
    if (this.ended) throw driverErrors.TRANSACTION_ENDED({ name: database.name })
    if (writes && !this.innermost) throw driverErrors.PARALLEL_ATOMIC({ name: database.name })
  }

  end(): void {
    this.ended = true
    if (this.parent !== null) this.transaction.innermost = this.parent
  }

  /** Ends a savepoint as undone, and what is still open inside: it goes with it. */
  undo(): void {
    this.rolledBack = true
    if (this.ended) return
    for (let frame = this.transaction.innermost; frame !== this.parent; frame = frame.parent!) {
      frame.ended = true
      frame.rolledBack = true
    }
    if (this.parent !== null) this.transaction.innermost = this.parent
  }

  /** Marks every frame that is still open as undone: what was not awaited must not write into the next transaction. */
  endAll(): void {
    for (let frame: Frame<C> | null = this.transaction.innermost; frame !== null; frame = frame.parent) {
      frame.ended = true
      frame.rolledBack = true
    }
  }
}

/** Does what waits for a commit where there is no transaction. A failure is for who awaits it, and else a warning. */
export function atOnce(work: () => void | Promise<void>): void | Promise<void> {
  const done = work()
  if (!(done instanceof Promise)) return
  done.catch((error: unknown) => process.emitWarning(`onCommit() failed: ${String(error)}`, 'NuagesWarning'))
  return done
}
