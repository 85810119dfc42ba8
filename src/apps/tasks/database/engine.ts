import { AsyncLocalStorage } from 'node:async_hooks'
import { arrayText, type Database, IntegrityError } from '../../../data/drivers/index.ts'
import {
  type EndState,
  type Enqueued,
  endStates,
  type Job,
  type JobCounts,
  type JobFilter,
  type JobState,
  jobStates,
  type NewJob,
  type TaskEngine,
  type WorkHandle,
  type WorkOptions,
} from '../engine.ts'
import { checkWhole } from '../options.ts'
import { Attempts } from './attempts.ts'
import { Claims } from './claims.ts'
import { runInside } from './inside.ts'
import { columns, jobOf } from './rows.ts'
import { type Parameter, Statements } from './statements.ts'
import { DatabaseWorker } from './worker.ts'

export interface DatabaseEngineOptions {
  /**
   * Milliseconds for which a job is a worker's without a word from it: a killed worker's jobs run again after that. Default 30,000. It is renewed
   * after a third, by the database's clock.
   */
  readonly lease?: number
  /** The longest pause in milliseconds between two looks for jobs that other processes enqueued. Default 1000. */
  readonly pollInterval?: number
}

const inserted =
  'INSERT INTO nuages_tasks_job (id, name, queue, state, priority, run_at, due_at, attempt, max_attempts, timeout, unique_key, held_key, cancel_asked, request_id, payload, created_at) VALUES '

/** Many jobs without keys: one text and few parameters, however many they are. A `moment` is from now, unless it is `fixed`. */
const insertedMany = `INSERT INTO nuages_tasks_job (id, name, queue, state, priority, run_at, due_at, attempt, max_attempts, timeout, cancel_asked, request_id, payload, created_at)
  SELECT id, name, queue, state, priority, base + moment, base + moment, 0, max_attempts, timeout, false, request_id, payload, {now}
  FROM (SELECT job.*, CASE WHEN fixed THEN 0 ELSE {now} END AS base FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS smallint[]), CAST(? AS boolean[]), CAST(? AS bigint[]), CAST(? AS integer[]), CAST(? AS integer[]), CAST(? AS text[]), CAST(? AS text[]))
    AS job (id, name, queue, state, priority, fixed, moment, max_attempts, timeout, request_id, payload)) AS job`

const momentOf = (job: NewJob) => (job.at === null ? job.delay : job.at.getTime())
const stateOf = (job: NewJob): JobState => (job.at !== null || job.delay > 0 ? 'delayed' : 'waiting')

/** The parameters of `insertedMany`. */
function listsOf(jobs: readonly NewJob[]): Parameter[] {
  const list = (of: (job: NewJob) => Parameter) => arrayText(jobs.map(of))
  return [
    list(({ id }) => id),
    list(({ name }) => name),
    list(({ queue }) => queue),
    list(stateOf),
    list(({ priority }) => priority),
    list(({ at }) => at !== null),
    list(momentOf),
    list(({ maxAttempts }) => maxAttempts),
    list(({ timeout }) => timeout),
    list(({ requestId }) => requestId),
    list(({ payload }) => payload),
  ]
}

const deletedAtOnce = 1000

/** The values of one new row. A moment of its own is taken as it is, everything else counts from the database's now. */
function rowOf(job: NewJob): { text: string; values: Parameter[] } {
  const fixed = job.at !== null
  const moment = fixed ? '?' : '{now} + ?'
  const when = momentOf(job)
  return {
    text: `(?, ?, ?, ?, ?, ${moment}, ${moment}, 0, ?, ?, ?, ?, false, ?, ?, {now})`,
    values: [
      job.id,
      job.name,
      job.queue,
      stateOf(job),
      job.priority,
      when,
      when,
      job.maxAttempts,
      job.timeout,
      job.uniqueKey,
      job.uniqueKey,
      job.requestId,
      job.payload,
    ],
  }
}

/** The embedded engine: jobs are rows of the project's own database, enqueued by the transaction that wants them. */
export class DatabaseEngine implements TaskEngine {
  readonly name = 'database'
  readonly transactional = true
  readonly #sql: Statements
  readonly #claims: Claims
  readonly #attempts: Attempts
  readonly #lease: number
  readonly #pollInterval: number
  readonly #workers = new Set<DatabaseWorker>()
  readonly #free = AsyncLocalStorage.snapshot()

  /** Throws `NUAGES_TASKS_BAD_OPTION`. */
  constructor(database: Database, { lease = 30_000, pollInterval = 1000 }: DatabaseEngineOptions = {}) {
    checkWhole('tasks.lease', lease, 100, 86_400_000)
    checkWhole('tasks.pollInterval', pollInterval, 1, 3_600_000)
    this.#sql = new Statements(database)
    this.#claims = new Claims(this.#sql, lease)
    this.#attempts = new Attempts(this.#sql)
    this.#lease = lease
    this.#pollInterval = pollInterval
  }

  async enqueue(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    if (jobs.length === 0) return []
    const results =
      jobs.length === 1 ? [await this.#keep(jobs[0]!)] : await this.#sql.database.atomic(() => this.#keepAll(jobs))
    await this.#afterCommit((worker) => worker.wake())
    return results
  }

  async #keepAll(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    const results: Enqueued[] = []
    const lists = this.#sql.database.database === 'postgres'
    const most = lists ? 500 : 100
    for (let at = 0; at < jobs.length; ) {
      // The same few texts again and again, whatever the number of jobs.
      const keyed = jobs.slice(at, at + most).findIndex(({ uniqueKey }) => uniqueKey !== null)
      const plain = keyed === -1 ? Math.min(most, jobs.length - at) : keyed
      const size = plain >= 100 ? plain : plain < 10 ? 1 : lists ? plain : 10
      if (size === 1) results.push(await this.#keep(jobs[at]!))
      else {
        const some = jobs.slice(at, at + size)
        await this.#insert(some)
        for (const { id } of some) results.push({ id, created: true })
      }
      at += size
    }
    return results
  }

  async #insert(jobs: readonly NewJob[]): Promise<void> {
    if (this.#sql.database.database === 'postgres') {
      await this.#sql.run(insertedMany, listsOf(jobs))
      return
    }
    const rows = jobs.map(rowOf)
    await this.#sql.run(
      inserted + rows.map(({ text }) => text).join(', '),
      rows.flatMap(({ values }) => values),
    )
  }

  async #keep(job: NewJob): Promise<Enqueued> {
    const { text, values } = rowOf(job)
    const { uniqueKey: key } = job
    if (key === null) {
      await this.#sql.run(inserted + text, values)
      return { id: job.id, created: true }
    }
    for (;;) {
      if (await this.#first(inserted + text, '(held_key)', values)) return { id: job.id, created: true }
      const [holder] = await this.#sql.all(`SELECT id FROM nuages_tasks_job WHERE held_key = ?${this.#sql.asItIs}`, [
        key,
      ])
      // Else it has ended in between.
      if (holder !== undefined) return { id: String(holder[0]), created: false }
    }
  }

  /** Inserts a row, unless another one stands in its way. */
  async #first(insert: string, conflict: string, values: readonly Parameter[]): Promise<boolean> {
    if (this.#sql.database.database !== 'mysql')
      return (await this.#sql.changes(`${insert} ON CONFLICT ${conflict} DO NOTHING`, values)) === 1
    try {
      // There, a statement that fails leaves its transaction as it was.
      await this.#sql.run(insert, values)
      return true
    } catch (error) {
      if (error instanceof IntegrityError) return false
      throw error
    }
  }

  async #afterCommit(tell: (worker: DatabaseWorker) => void): Promise<void> {
    await this.#sql.database.onCommit(() => {
      for (const worker of this.#workers) tell(worker)
    })
  }

  async work(options: WorkOptions): Promise<WorkHandle> {
    return this.#free(() => {
      const worker: DatabaseWorker = new DatabaseWorker(
        {
          claims: this.#claims,
          attempts: this.#attempts,
          lease: this.#lease,
          pollInterval: this.#pollInterval,
          onEnd: () => this.#workers.delete(worker),
        },
        options,
      )
      this.#workers.add(worker)
      return worker
    })
  }

  async find(id: string): Promise<Job | null> {
    const [row] = await this.#sql.all(`SELECT ${columns} FROM nuages_tasks_job WHERE id = ?`, [id])
    return row === undefined ? null : jobOf(row)
  }

  async list({ state, queue, name, limit = 100 }: JobFilter = {}): Promise<readonly Job[]> {
    const wanted = Object.entries({ state, queue, name }).filter(([, value]) => value !== undefined)
    const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([column]) => `${column} = ?`).join(' AND ')}`
    const rows = await this.#sql.all(`SELECT ${columns} FROM nuages_tasks_job ${where} ORDER BY id DESC LIMIT ?`, [
      ...wanted.map(([, value]) => String(value)),
      Math.min(limit, 1000),
    ])
    return rows.map(jobOf)
  }

  async cancel(id: string): Promise<boolean> {
    // It may begin, or wait for another attempt, between the two looks.
    for (let look = 0; look < 3; look++) {
      const waiting = await this.#sql.changes(
        "UPDATE nuages_tasks_job SET state = 'cancelled', due_at = {now}, finished_at = {now}, held_key = NULL WHERE id = ? AND state IN ('waiting', 'delayed')",
        [id],
      )
      if (waiting === 1) return true
      const running = await this.#sql.changes(
        "UPDATE nuages_tasks_job SET cancel_asked = true WHERE id = ? AND state = 'running'",
        [id],
      )
      if (running === 1) {
        await this.#afterCommit((worker) => worker.beat())
        return true
      }
      const job = await this.find(id)
      if (job === null || ['done', 'failed', 'cancelled'].includes(job.state)) return false
    }
    return false
  }

  async retry(id: string): Promise<boolean> {
    try {
      const changed = await this.#sql.database.atomic(() =>
        this.#sql.changes(
          "UPDATE nuages_tasks_job SET state = 'waiting', attempt = 0, run_at = {now}, due_at = {now}, held_key = unique_key, cancel_asked = false, progress = NULL, started_at = NULL, finished_at = NULL WHERE id = ? AND state IN ('failed', 'cancelled')",
          [id],
        ),
      )
      if (changed === 0) return false
    } catch (error) {
      if (error instanceof IntegrityError) return false
      throw error
    }
    await this.#afterCommit((worker) => worker.wake())
    return true
  }

  async counts(): Promise<JobCounts> {
    const rows = await this.#sql.all('SELECT queue, state, COUNT(*) FROM nuages_tasks_job GROUP BY queue, state')
    const counts: Record<string, Record<JobState, number>> = {}
    for (const [queue, state, count] of rows) {
      const none = () => Object.fromEntries(jobStates.map((each) => [each, 0])) as Record<JobState, number>
      const own = (counts[String(queue)] ??= none())
      own[String(state) as JobState] = Number(count)
    }
    return counts
  }

  async prune(olderThan: number, states: readonly EndState[] = endStates): Promise<number> {
    const old = `state = ? AND due_at < {now} - ? ORDER BY due_at LIMIT ${deletedAtOnce}`
    const chosen = `id IN (SELECT id FROM nuages_tasks_job WHERE ${old})`
    const text = `DELETE FROM nuages_tasks_job WHERE ${this.#sql.database.database === 'mysql' ? old : chosen}`
    let deleted = 0
    for (const state of states)
      for (let more = deletedAtOnce; more === deletedAtOnce; deleted += more) {
        more = await this.#sql.changes(text, [state, olderThan])
        // Others write too.
        await new Promise((resolve) => setImmediate(resolve))
      }
    return deleted
  }

  runInside(options: Pick<WorkOptions, 'queues' | 'handle'>): Promise<void> {
    return runInside({ claims: this.#claims, attempts: this.#attempts }, options)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(0)))
  }
}
