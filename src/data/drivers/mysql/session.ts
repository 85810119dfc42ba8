import { NuagesError } from '../../../base/errors/index.ts'
import type { DatabaseValue } from '../../query/index.ts'
import { type Row, type RunResult, type Statement, withColumns } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import type { Cursor, Origin, PooledSession, SessionOwner } from '../pooled/session.ts'
import { Unreadable, Unsendable } from '../values.ts'
import type { Answer, Client, ClientError, Done, Prepared } from './client.ts'
import { repair, repairsOf } from './decode.ts'
import { encode } from './encode.ts'
import { codedError, connectionLost, duplicateKey, isLost, type Key } from './errors.ts'
import { StatementCache } from './prepared.ts'
import { RowStream } from './row-stream.ts'

/** What one caller asked for. */
interface Job {
  readonly text: string
  /** It only reads: others of its kind may be under way at the same time. */
  readonly shares: boolean
  /** It ends the transaction, whatever became of that. */
  readonly ends: boolean
  /** The rows that it reads on in. */
  readonly stream: RowStream | null
  readonly work: () => Promise<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** A transaction is open: a flag of the server's status. */
const inTransaction = 1
/** The number of the error for more bytes than the server takes at once. */
const tooLarge = 1153
/** How many rows nobody wants are read, before the server is asked to stop. */
const patience = 1000

/**
 * One connection to a server. Statements are answered in the order in which they were sent: those that read travel together,
 * one that writes waits until all before it are answered, so that it is never sent behind a transaction that is gone.
 */
export class Session implements PooledSession {
  held = false
  lane: Promise<unknown> | null = null
  inTransaction = false
  failedOn: unknown = null
  readonly #client: Client
  readonly #origin: Origin
  readonly #owner: SessionOwner<Session>
  readonly #cancel: (threadId: number) => Promise<void>
  readonly #statements = new StatementCache()
  readonly #waiting: Job[] = []
  readonly #running = new Set<Job>()
  /** What runs has the connection to itself. */
  #alone = false
  #unsent = false
  /** Rows that are still to be read before anything else can be asked. */
  #stream: RowStream | null = null
  #broken: unknown = null
  #quiet: PromiseWithResolvers<void> | null = null

  constructor(
    client: Client,
    origin: Origin,
    owner: SessionOwner<Session>,
    cancel: (threadId: number) => Promise<void>,
  ) {
    this.#client = client
    this.#origin = origin
    this.#owner = owner
    this.#cancel = cancel
    client.on('error', (error) => this.#break(error))
    client.on('end', () => this.#break({ code: 'ECONNRESET' }))
  }

  get load(): number {
    return this.#waiting.length + this.#running.size
  }

  get unsent(): boolean {
    // Where nothing is under way any more, the connection is back among those that anybody may take.
    return this.#unsent && this.load > 0
  }

  get isBroken(): boolean {
    return this.#broken !== null
  }

  all(statement: Statement, values: readonly DatabaseValue[]): Promise<readonly Row[]> {
    return this.#ask(statement.text, !statement.writes, async () => {
      const [answer, columns] = await this.#execute(statement, values)
      if (!Array.isArray(answer)) return []
      const rows = repair(answer, repairsOf(columns, statement.wide))
      if (statement.named !== true) return rows
      const names = columns.map((column) => column.name())
      return withColumns(rows, names)
    })
  }

  run(statement: Statement, values: readonly DatabaseValue[]): Promise<RunResult> {
    return this.#ask(statement.text, false, async () => resultOf((await this.#execute(statement, values))[0]))
  }

  script(text: string): Promise<string> {
    const ends = text === 'COMMIT' || text === 'ROLLBACK'
    return this.#ask(
      text,
      false,
      async () => {
        const undone = text === 'ROLLBACK' || (text === 'COMMIT' && this.#isLost)
        if (!ends && text.includes('\0')) throw new Unsendable('it has a NUL character')
        await this.#client.query(undone ? 'ROLLBACK' : text)
        return undone ? 'ROLLBACK' : text
      },
      { ends },
    )
  }

  cursor(statement: Statement, values: readonly DatabaseValue[]): Cursor {
    let stream: RowStream | null = null
    const next = async (size: number): Promise<readonly Row[]> => {
      if (stream === null) {
        const parameters = values.map(encode)
        const prepared = await this.#prepared(statement, values)
        stream = new RowStream(prepared.executeStream(parameters), statement.wide)
        this.#stream = stream
      }
      try {
        return await stream.next(size)
      } finally {
        if (stream.ended) this.#release(stream)
      }
    }
    const close = async () => {
      if (stream !== null) await this.#discard(stream)
    }
    return {
      next: (size) => this.#ask(statement.text, false, () => next(size), { stream }),
      close: () => this.#ask(statement.text, false, close, { stream, ends: this.#isLost }),
    }
  }

  quiet(): Promise<void> {
    if (this.load === 0) return Promise.resolve()
    this.#quiet ??= Promise.withResolvers()
    return this.#quiet.promise
  }

  async cancel(): Promise<void> {
    if (this.#broken !== null || this.#client.threadId === null) return
    await this.#cancel(this.#client.threadId)
  }

  end(): void {
    if (this.#broken !== null) return
    const busy = this.#running.size > 0
    this.#break(driverErrors.CLOSED({ name: this.#origin.name }))
    if (busy) this.#client.destroy()
    else this.#client.end().catch(() => {})
  }

  /** The transaction that the caller believes to be in is gone. */
  get #isLost(): boolean {
    return this.inTransaction && this.failedOn !== null
  }

  #ask<R>(
    text: string,
    shares: boolean,
    work: () => Promise<R>,
    { ends = false, stream = null }: { ends?: boolean; stream?: RowStream | null } = {},
  ): Promise<R> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== null) {
        reject(connectionLost(this.#broken, this.#origin))
        return
      }
      this.#waiting.push({ text, shares, ends, stream, work, resolve, reject })
      if (!this.#unsent) {
        this.#unsent = true
        process.nextTick(() => {
          this.#unsent = false
        })
      }
      this.#next()
    })
  }

  /** Starts what may start. */
  #next(): void {
    while (this.#waiting.length > 0 && !this.#alone) {
      if (this.#running.size > 0 && !this.#waiting[0]!.shares) return
      const job = this.#waiting.shift()!
      this.#running.add(job)
      this.#alone = !job.shares || this.#stream !== null
      void this.#do(job)
    }
  }

  async #do(job: Job): Promise<void> {
    let value: unknown
    let failure: unknown = null
    try {
      if (this.#stream !== null && this.#stream !== job.stream) await this.#makeWay(this.#stream, job)
      if (this.#isLost && !job.ends)
        throw driverErrors.TRANSACTION_BROKEN({ name: this.#origin.name }, { cause: this.failedOn })
      value = await job.work()
      this.#look(job)
    } catch (error) {
      failure = await this.#failed(error, job)
    }
    // What was under way when the connection broke is rejected already.
    if (this.#broken !== null) return
    this.#running.delete(job)
    if (this.#running.size === 0) this.#alone = false
    this.#next()
    if (this.load === 0) {
      this.#quiet?.resolve()
      this.#quiet = null
      this.#owner.idle(this)
    }
    if (failure === null) job.resolve(value as never)
    else job.reject(failure)
  }

  /** What the server says of the transaction after a statement that succeeded. */
  #look(job: Job): void {
    const open = (this.#client.info.status & inTransaction) !== 0
    if (this.inTransaction && !open && !job.ends) {
      // The caller still believes to be in one: it stays so until that is rolled back.
      const error = endsTransactions.test(job.text) ? driverErrors.ENDED_BY_STATEMENT : driverErrors.IMPLICIT_COMMIT
      this.failedOn = error({ name: this.#origin.name, text: job.text })
      throw this.failedOn
    }
    if (!this.inTransaction && open) this.failedOn = null
    this.inTransaction = open
  }

  /** The coded error for what a job failed on, after a look at what has become of the transaction. */
  async #failed(error: unknown, job: Job): Promise<unknown> {
    this.#alone = true
    const { name } = this.#origin
    if (error instanceof NuagesError) return error
    if (error instanceof Unsendable) return driverErrors.BAD_PARAMETER({ name, text: job.text, problem: error.message })
    if (error instanceof Unreadable)
      return error.wideInteger
        ? driverErrors.WIDE_INTEGER({ name, text: job.text })
        : driverErrors.UNREADABLE({ name, problem: error.message, text: job.text })
    const said = error as ClientError
    if (isLost(said)) this.#break(error)
    if (this.#broken !== null) return connectionLost(said, this.#origin)
    if (said.errno === tooLarge) {
      // The server hangs up on whoever sends that.
      job.reject(codedError(said, this.#origin, job.text))
      this.#break(error)
      return null
    }
    try {
      const key = duplicateKey(said, job.text)
      const coded = codedError(said, this.#origin, job.text, key === null ? [] : await this.#columnsOf(key))
      if (job.ends) await this.#undo()
      else if (this.inTransaction && this.failedOn === null && !(await this.#stillOpen())) this.failedOn = coded
      return coded
    } catch {
      // Nobody knows what has become of the transaction: the connection does not serve another one.
      if (this.inTransaction || job.ends) {
        this.#client.destroy()
        this.#break(error)
      }
      return codedError(said, this.#origin, job.text)
    }
  }

  /** An answer to an error does not tell whether the transaction is still there: a deadlock ends it. */
  async #stillOpen(): Promise<boolean> {
    await this.#client.query('DO 0')
    return (this.#client.info.status & inTransaction) !== 0
  }

  /** A COMMIT or ROLLBACK that failed may have left the transaction open: nobody else must write into it. */
  async #undo(): Promise<void> {
    if (await this.#stillOpen()) await this.#client.query('ROLLBACK')
    this.inTransaction = false
  }

  async #columnsOf({ table, name }: Key): Promise<string[]> {
    const [rows] = await this.#execute(keyColumns, [table, name])
    return (rows as unknown[][]).map(([column]) => String(column))
  }

  async #execute(statement: Statement, values: readonly DatabaseValue[]): Promise<Answer> {
    const parameters = values.map(encode)
    let prepared: Prepared
    try {
      prepared = this.#statements.get(statement) ?? (await this.#prepared(statement, values))
    } catch (error) {
      // What cannot be prepared has no placeholders.
      if ((error as ClientError).errno === 1295 && values.length === 0) return this.#client.query(statement.text)
      throw error
    }
    check(prepared, values)
    return prepared.execute(parameters)
  }

  async #prepared(statement: Statement, values: readonly DatabaseValue[]): Promise<Prepared> {
    const prepared = this.#statements.get(statement) ?? (await this.#statements.add(statement, this.#client))
    check(prepared, values)
    return prepared
  }

  /** Another statement needs the connection: what is left of the rows is kept in memory, or thrown away with the transaction. */
  async #makeWay(stream: RowStream, job: Job): Promise<void> {
    if (job.ends) return this.#discard(stream)
    await stream.keep()
    this.#release(stream)
  }

  async #discard(stream: RowStream): Promise<void> {
    if (!(await stream.discard(patience))) {
      await this.cancel().catch(() => {})
      // Where the rows had ended meanwhile, the request is forgotten: it hits no later statement.
      await stream.discard(Number.POSITIVE_INFINITY)
    }
    this.#release(stream)
  }

  #release(stream: RowStream): void {
    if (this.#stream === stream) this.#stream = null
  }

  #break(error: unknown): void {
    if (this.#broken !== null) return
    this.#broken = error
    const lost = [...this.#running, ...this.#waiting.splice(0)]
    this.#running.clear()
    this.#quiet?.resolve()
    this.#owner.broken(this)
    for (const job of lost) job.reject(connectionLost(error, this.#origin))
  }
}

const endsTransactions = /(?:^|;)\s*(?:COMMIT|ROLLBACK)\b/i

const keyColumns: Statement = {
  text: `SELECT column_name FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? ORDER BY seq_in_index`,
  writes: false,
  wide: false,
}

function check({ parameterCount }: Prepared, { length }: readonly unknown[]): void {
  if (parameterCount !== length)
    throw new Unsendable(`it has ${parameterCount} placeholders and was given ${length} values`)
}

function resultOf(answer: unknown[][] | Done): RunResult {
  if (Array.isArray(answer)) return { changes: 0, lastKey: null }
  const { affectedRows, insertId } = answer
  const key = Number(insertId)
  return { changes: affectedRows, lastKey: key === 0 ? null : Number.isSafeInteger(key) ? key : insertId }
}
