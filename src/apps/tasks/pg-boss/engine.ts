import { AsyncLocalStorage } from 'node:async_hooks'
import { arrayText, columnsOf, type Database, type Statement } from '../../../data/drivers/index.ts'
import { DatabaseWorker } from '../database/worker.ts'
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
  type WorkHandle,
  type WorkOptions,
} from '../engine.ts'
import type { RemoteEngine } from '../outbox/engine.ts'
import { BossAttempts } from './attempts.ts'
import { BossClaims } from './claims.ts'
import type { BossDatabase } from './client.ts'
import { insertOf, jobOf } from './jobs.ts'
import type { BossStore } from './store.ts'

export interface PgBossEngineParts {
  readonly store: BossStore
  /** The project's database, where pg-boss's tables lie in it; null where they lie elsewhere, and no transaction spans both. */
  readonly database: Database | null
  readonly pollInterval: number
}

const states: Readonly<Record<JobState, string>> = {
  waiting: "job.state IN ('created', 'retry') AND job.start_after <= now()",
  delayed: "job.state IN ('created', 'retry') AND job.start_after > now()",
  running: "job.state = 'active'",
  done: "job.state = 'completed'",
  failed: "job.state = 'failed'",
  cancelled: "job.state = 'cancelled'",
}
const mostAtOnce = 500

/** Jobs in pg-boss (https://pgboss.io), on PostgreSQL: in the project's own database enqueued by the transaction that wants them. */
export class PgBossEngine implements RemoteEngine {
  readonly name = 'pg-boss'
  readonly transactional: boolean
  doneBefore?: RemoteEngine['doneBefore']
  readonly #store: BossStore
  readonly #database: Database | null
  readonly #joined: BossDatabase | null
  readonly #pollInterval: number
  readonly #attempts: BossAttempts
  readonly #claims: BossClaims
  readonly #workers = new Set<DatabaseWorker>()
  readonly #free = AsyncLocalStorage.snapshot()
  #listening: Promise<{ close(): Promise<void> } | undefined> | undefined

  constructor({ store, database, pollInterval }: PgBossEngineParts) {
    this.transactional = database !== null
    this.#store = store
    this.#database = database
    this.#joined = database === null ? null : joined(database)
    this.#pollInterval = pollInterval
    this.#attempts = new BossAttempts(store, this.#joined, async (id) => (await this.doneBefore?.(id)) ?? null)
    this.#claims = new BossClaims(store, this.#attempts)
  }

  get #channel(): string {
    return `nuages_tasks_${this.#store.schema}`
  }

  async enqueue(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    if (jobs.length === 0) return []
    const queues = [...new Set(jobs.map(({ queue }) => queue))]
    await this.#free(() => Promise.all(queues.map((queue) => this.#store.queue(queue))))
    const keep = async () => {
      const results = new Map<string, Enqueued>()
      for (const queue of queues)
        for (const each of await this.#keep(
          queue,
          jobs.filter((job) => job.queue === queue),
        ))
          results.set(each.of, each)
      await this.#executor.executeSql('SELECT pg_notify($1, $2)', [this.#channel, 'enqueued'])
      return jobs.map(({ id }) => ({ id: results.get(id)!.id, created: results.get(id)!.created }))
    }
    const results = await (jobs.length > 1 && this.#database !== null ? this.#database.atomic(keep) : keep())
    await this.#afterCommit((worker) => worker.wake())
    return results
  }

  get #executor(): BossDatabase {
    return this.#joined ?? this.#store.db
  }

  async #keep(queue: string, jobs: readonly NewJob[]): Promise<readonly (Enqueued & { readonly of: string })[]> {
    const kept: (Enqueued & { readonly of: string })[] = []
    const { boss, lease } = this.#store
    for (let at = 0; at < jobs.length; at += mostAtOnce) {
      const some = jobs.slice(at, at + mostAtOnce)
      const rows = some.map((job) => insertOf(job, lease))
      const ids = new Set(await boss.insert(queue, rows, { db: this.#executor, returnId: true }))
      for (const job of some)
        kept.push(
          ids.has(job.id)
            ? { of: job.id, id: job.id, created: true }
            : { of: job.id, ...(await this.#holder(queue, job)) },
        )
    }
    return kept
  }

  /** It is there already, another job holds its key, or has just ended and let go of it. */
  async #holder(queue: string, job: NewJob): Promise<Enqueued> {
    const { boss, lease, schema } = this.#store
    const insert = insertOf(job, lease)
    for (;;) {
      const { rows } = await this.#executor.executeSql(
        `SELECT id::text AS id FROM ${schema}.job WHERE name = $1 AND (id = $3::uuid OR singleton_key = $2 AND state IN ('created', 'retry', 'active')) LIMIT 1`,
        [queue, insert.singletonKey, job.id],
      )
      if (rows.length > 0) return { id: String(rows[0]!['id']), created: false }
      const ids = await boss.insert(queue, [insert], { db: this.#executor, returnId: true })
      if (ids?.length === 1) return { id: job.id, created: true }
    }
  }

  async #afterCommit(tell: (worker: DatabaseWorker) => void): Promise<void> {
    const all = () => {
      for (const worker of this.#workers) tell(worker)
    }
    if (this.#database === null) all()
    else await this.#database.onCommit(all)
  }

  async work(options: WorkOptions): Promise<WorkHandle> {
    return this.#free(async () => {
      await Promise.all(options.queues.map(({ name }) => this.#store.queue(name)))
      await this.#listen(options.onError)
      const names = options.queues.map(({ name }) => name)
      const worker: DatabaseWorker = new DatabaseWorker(
        {
          claims: this.#claims,
          attempts: this.#attempts,
          lease: this.#store.lease,
          pollInterval: this.#pollInterval,
          onEnd: () => {
            clearInterval(upkeep)
            this.#workers.delete(worker)
          },
        },
        options,
      )
      const upkeep = setInterval(() => this.#attempts.upkeep(names).catch(options.onError), 60_000)
      this.#workers.add(worker)
      return worker
    })
  }

  /** Other processes tell of what they enqueue and cancel. It is only a hint: workers look by themselves too. */
  async #listen(onError: (error: unknown) => void): Promise<void> {
    const all = (tell: (worker: DatabaseWorker) => void) => {
      for (const worker of this.#workers) tell(worker)
    }
    this.#listening ??= this.#store.db
      .listen?.(
        this.#channel,
        (payload) => all((worker) => (payload === 'cancelled' ? worker.beat() : worker.wake())),
        () => all((worker) => worker.wake()),
      )
      .catch((error: unknown) => {
        onError(error)
        return undefined
      })
    await this.#listening
  }

  async find(id: string): Promise<Job | null> {
    if (!isUuid(id)) return null
    const [row] = await this.#store.jobs('WHERE job.id = $1', [id])
    return row === undefined ? null : jobOf(row)
  }

  async list({ state, queue, name, limit = 100 }: JobFilter = {}): Promise<readonly Job[]> {
    const values: unknown[] = [Math.min(limit, 1000)]
    const where = ["job.name NOT LIKE '\\_\\_pgboss\\_\\_%'"]
    if (state !== undefined) where.push(states[state])
    if (queue !== undefined) where.push(`job.name = $${values.push(queue)}`)
    if (name !== undefined) where.push(`job.data->>'name' = $${values.push(name)}`)
    const rows = await this.#store.jobs(`WHERE ${where.join(' AND ')} ORDER BY job.id DESC LIMIT $1`, values)
    return rows.map(jobOf)
  }

  async cancel(id: string): Promise<boolean> {
    // It may begin, or wait for another attempt, between the two looks.
    for (let look = 0; look < 3; look++) {
      const job = await this.find(id)
      if (job === null || job.state === 'done' || job.state === 'failed' || job.state === 'cancelled') return false
      if (job.state === 'running') {
        await this.#store.rows(
          'INSERT INTO {schema}.nuages_note (id, cancel) VALUES ($1, true) ON CONFLICT (id) DO UPDATE SET cancel = true',
          [id],
        )
        await this.#store.rows('SELECT pg_notify($1, $2)', [this.#channel, 'cancelled'])
        for (const worker of this.#workers) worker.beat()
        // The worker may have ended it already.
        const now = await this.find(id)
        if (now?.state === 'running' || now?.state === 'cancelled') return true
        continue
      }
      const waiting = await this.#store.within(async (db) => {
        const { rows } = await db.executeSql(
          `SELECT 1 FROM ${this.#store.schema}.job WHERE name = $1 AND id = $2 AND state IN ('created', 'retry') FOR UPDATE`,
          [job.queue, id],
        )
        return rows.length > 0 && (await this.#store.boss.cancel(job.queue, id, { db })).affected === 1
      })
      if (waiting) return true
    }
    return false
  }

  async retry(id: string): Promise<boolean> {
    const { boss } = this.#store
    const row = isUuid(id) ? (await this.#store.jobs('WHERE job.id = $1', [id]))[0] : undefined
    if (row === undefined || (row.state !== 'failed' && row.state !== 'cancelled')) return false
    const { data, name: queue } = row
    const begun = row.started_on === null ? 0 : row.retry_count + 1
    try {
      const again = await this.#store.within(async (db) => {
        await (row.state === 'failed' ? boss.retry(queue, id, { db }) : boss.resume(queue, id, { db }))
        const { updated } = await boss.update(
          queue,
          { ...data, skip: begun },
          { id, retryLimit: begun + data.maxAttempts - 1, startAfter: 0, db },
        )
        await db.executeSql(`DELETE FROM ${this.#store.schema}.nuages_note WHERE id = $1`, [id])
        return updated === 1
      })
      if (again) await this.#store.rows('SELECT pg_notify($1, $2)', [this.#channel, 'enqueued'])
      for (const worker of this.#workers) worker.wake()
      return again
    } catch (error) {
      // Another job holds its unique key.
      if ((error as { code?: string }).code === '23505') return false
      throw error
    }
  }

  async counts(): Promise<JobCounts> {
    const cases = jobStates.map((state) => `WHEN ${states[state]} THEN '${state}'`).join(' ')
    const rows = await this.#store.rows<{ readonly queue: string; readonly state: JobState; readonly count: string }>(
      `SELECT job.name AS queue, CASE ${cases} END AS state, count(*) AS count FROM {schema}.job job WHERE job.name NOT LIKE '\\_\\_pgboss\\_\\_%' GROUP BY 1, 2`,
    )
    const counts: Record<string, Record<JobState, number>> = {}
    for (const { queue, state, count } of rows) {
      const none = () => Object.fromEntries(jobStates.map((each) => [each, 0])) as Record<JobState, number>
      const own = (counts[queue] ??= none())
      own[state] = Number(count)
    }
    return counts
  }

  async prune(olderThan: number, wanted: readonly EndState[] = endStates): Promise<number> {
    const own = wanted.map((state) => (state === 'done' ? 'completed' : state))
    let deleted = 0
    for (;;) {
      const rows = await this.#store.rows<{ readonly id: string; readonly name: string }>(
        "SELECT id, name FROM {schema}.job WHERE state::text = ANY($2::text[]) AND completed_on < now() - $1 * interval '1 millisecond' AND name NOT LIKE '\\_\\_pgboss\\_\\_%' LIMIT 1000",
        [olderThan, own],
      )
      if (rows.length === 0) return deleted
      for (const queue of new Set(rows.map(({ name }) => name))) {
        const ids = rows.filter(({ name }) => name === queue).map(({ id }) => id)
        await this.#store.boss.deleteJob(queue, ids)
        await this.#store.rows('DELETE FROM {schema}.nuages_note WHERE id = ANY($1::uuid[])', [ids])
      }
      deleted += rows.length
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(0)))
    await (await this.#listening)?.close()
    await this.#store.boss.stop({ graceful: false, close: true })
  }
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const mostStatements = 200

/** pg-boss's statements on the project's database, in whatever transaction this code is in. */
export function joined(database: Database): BossDatabase {
  const known = new Map<string, Statement>()
  return {
    async executeSql(text, values = []) {
      let statement = known.get(text)
      if (statement === undefined) {
        statement = { text, writes: true, wide: false, named: true }
        if (known.size >= mostStatements) known.clear()
        known.set(text, statement)
      }
      const rows = await database.all(statement, values.map(parameterOf))
      const names = columnsOf(rows)
      return { rows: rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))) }
    },
  }
}

/** As `pg` writes them, for which pg-boss was made. */
function parameterOf(value: unknown): string | number | boolean | null {
  if (Array.isArray(value)) return arrayText(value)
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value as string | number | boolean | null
}
