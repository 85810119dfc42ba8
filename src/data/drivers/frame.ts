import type { AtomicOptions, Database, Isolation, Limits, TransactionState } from './driver.ts'
import { driverErrors } from './errors.ts'
import { checkSignal, joined } from './limits.ts'

/** What waits for a commit, or for a rollback. */
export type Callback = () => void | Promise<void>

/** What waits for the end of a transaction, handed out where it ends. */
export interface Waiting {
  readonly commit: Callback[]
  readonly rollback: Callback[]
}

/**
 * A transaction, or a savepoint inside one: what the async context of its `work` carries. `C` is the connection that
 * the transaction has to itself.
 */
export class Frame<C = unknown> implements TransactionState {
  readonly parent: Frame<C> | null
  readonly depth: number
  readonly connection: C
  readonly transaction: {
    innermost: Frame<C>
    readonly isolation: Isolation | null
    /** Why the database has undone all of it already; null while it has not. */
    failedOn: unknown
  }
  readonly readOnly: boolean
  /** What ends each statement inside; null for nothing. */
  readonly limits: Limits | null
  /** What takes the callbacks of a transaction that counts as none; null for every other. */
  readonly commits: AtomicOptions['commits'] | null
  /** Callbacks of `onCommit`; a savepoint that is rolled back takes its own with it. */
  readonly callbacks: Callback[] = []
  /** Callbacks of `onRollback`, in the order in which they came. */
  readonly undoing: Callback[] = []
  ended = false
  rolledBack = false

  constructor(parent: Frame<C> | null, connection: C, options: AtomicOptions = {}) {
    this.parent = parent
    this.depth = parent === null ? 0 : parent.depth + 1
    this.connection = connection
    this.transaction =
      parent === null ? { innermost: this, isolation: options.isolation ?? null, failedOn: null } : parent.transaction
    this.readOnly = options.readOnly === true || parent?.readOnly === true
    this.commits = parent === null ? (options.commits ?? null) : null
    this.limits = joined(parent?.limits ?? null, options)
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

  /** Throws where a statement from inside this frame comes too late, or writes where it must not. */
  check(database: Database, writes: boolean): void {
    const { name } = database
    if (this.ended) throw driverErrors.TRANSACTION_ENDED({ name })
    const { failedOn } = this.transaction
    if (failedOn !== null) throw driverErrors.TRANSACTION_BROKEN({ name }, { cause: failedOn })
    if (this.limits !== null) checkSignal(this.limits.signal, name)
    if (!writes) return
    if (this.readOnly) throw driverErrors.READ_ONLY_TRANSACTION({ name })
    if (!this.innermost) throw driverErrors.PARALLEL_ATOMIC({ name })
  }

  /** Where a statement has ended the transaction behind the back of whoever opened it: nothing more goes in, and the error is thrown. */
  checkOpen(database: Database, isOpen: boolean, text: string | null, cause?: unknown): void {
    if (isOpen || this.ended) return
    this.transaction.failedOn = driverErrors.ENDED_BY_STATEMENT({ name: database.name, text }, { cause })
    throw this.transaction.failedOn
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
