/** A transaction, or a savepoint inside one: what the async context of its `work` carries. */
export class Frame {
  readonly parent: Frame | null
  readonly depth: number
  readonly transaction: { innermost: Frame }
  /** Callbacks of `onCommit`; a savepoint that is rolled back takes its own with it. */
  readonly callbacks: (() => void | Promise<void>)[] = []
  ended = false

  constructor(parent: Frame | null) {
    this.parent = parent
    this.depth = parent === null ? 0 : parent.depth + 1
    this.transaction = parent === null ? { innermost: this } : parent.transaction
    this.transaction.innermost = this
  }

  /** No savepoint inside this frame is open. */
  get innermost(): boolean {
    return this.transaction.innermost === this
  }

  end(): void {
    this.ended = true
    if (this.parent !== null) this.transaction.innermost = this.parent
  }
}
