import type { Outlook } from '../database/claims.ts'
import type { Job, RateLimit } from '../engine.ts'
import type { BossAttempts } from './attempts.ts'
import type { BossFetched } from './client.ts'
import { type JobData, type JobOutput, type JobRow, jobOf } from './jobs.ts'
import type { BossStore } from './store.ts'

interface Look {
  readonly now: number
  readonly delayed: number | null
  readonly lease: number | null
  readonly waiting: readonly string[]
}

const look = `SELECT extract(epoch FROM now()) * 1000 AS now,
  (SELECT extract(epoch FROM min(start_after)) * 1000 FROM {schema}.job WHERE name = ANY($1) AND state IN ('created', 'retry') AND start_after > now())::float8 AS delayed,
  (SELECT extract(epoch FROM min(heartbeat_on + heartbeat_seconds * interval '1s')) * 1000 FROM {schema}.job WHERE name = ANY($1) AND state = 'active')::float8 AS lease,
  ARRAY(SELECT name FROM unnest($1::text[]) AS name WHERE EXISTS (SELECT 1 FROM {schema}.job WHERE job.name = name.name AND state IN ('created', 'retry') AND start_after <= now())) AS waiting`

/** How a worker finds and takes jobs of pg-boss. */
export class BossClaims {
  readonly #store: BossStore
  readonly #attempts: BossAttempts

  constructor(store: BossStore, attempts: BossAttempts) {
    this.#store = store
    this.#attempts = attempts
  }

  async look(queues: readonly string[]): Promise<Outlook> {
    const [row] = await this.#store.rows<Look>(look, [queues])
    return {
      now: Number(row!.now),
      nextDelayed: row!.delayed,
      nextLease: row!.lease,
      waiting: new Set(row!.waiting),
    }
  }

  /** pg-boss takes delayed jobs as they are. */
  async promote(): Promise<void> {}

  async take(queue: string, count: number, token: string, rate: RateLimit | null): Promise<readonly Job[]> {
    await this.#store.queue(queue)
    const allowed = rate === null ? count : await this.#reserve(queue, count, rate)
    if (allowed === 0) return []
    let taken = 0
    try {
      const fetched = await this.#store.boss.fetch(queue, { batchSize: allowed, includeMetadata: true })
      taken = fetched.length
      const notes = await this.#progress(fetched)
      return fetched.map((each) => {
        const row = rowOf(queue, each, notes.get(each.id) ?? null)
        this.#attempts.taken(row, token)
        return jobOf(row)
      })
    } finally {
      if (rate !== null && taken < allowed) await this.#giveBack(queue, allowed - taken)
    }
  }

  /** How far attempts before these were. What was not begun before has said nothing. */
  async #progress(fetched: readonly BossFetched[]): Promise<ReadonlyMap<string, string | null>> {
    const begun = fetched.filter(({ retryCount }) => retryCount > 0).map(({ id }) => id)
    if (begun.length === 0) return new Map()
    const rows = await this.#store.rows<{ readonly id: string; readonly progress: string | null }>(
      'SELECT id, progress FROM {schema}.nuages_note WHERE id = ANY($1::uuid[])',
      [begun],
    )
    return new Map(rows.map(({ id, progress }) => [id, progress]))
  }

  /** Takes up to `count` from what a queue may begin in the period that runs. */
  async #reserve(queue: string, count: number, { limit, per }: RateLimit): Promise<number> {
    const [row] = await this.#store.rows<{ readonly allowed: number }>(
      `WITH rate AS (SELECT queue, CASE WHEN started_at + $3 * interval '1 millisecond' <= clock_timestamp() THEN 0 ELSE used END AS used FROM {schema}.nuages_rate WHERE queue = $1 FOR UPDATE),
        allowed AS (SELECT queue, used, LEAST($2::int, GREATEST($4::int - used, 0)) AS allowed FROM rate)
      UPDATE {schema}.nuages_rate AS kept SET used = allowed.used + allowed.allowed,
        started_at = CASE WHEN allowed.used = 0 THEN clock_timestamp() ELSE kept.started_at END
      FROM allowed WHERE kept.queue = allowed.queue RETURNING allowed.allowed`,
      [queue, count, per, limit],
    )
    if (row !== undefined) return Number(row.allowed)
    await this.#store.rows(
      "INSERT INTO {schema}.nuages_rate (queue, started_at, used) VALUES ($1, 'epoch', 0) ON CONFLICT DO NOTHING",
      [queue],
    )
    return this.#reserve(queue, count, { limit, per })
  }

  async #giveBack(queue: string, count: number): Promise<void> {
    await this.#store.rows('UPDATE {schema}.nuages_rate SET used = GREATEST(used - $2::int, 0) WHERE queue = $1', [
      queue,
      count,
    ])
  }
}

const rowOf = (queue: string, job: BossFetched, progress: string | null): JobRow => ({
  id: job.id,
  name: queue,
  data: job.data as JobData,
  priority: job.priority,
  state: 'active',
  retry_count: job.retryCount,
  retry_limit: job.retryLimit,
  start_after: job.startAfter,
  created_on: job.createdOn,
  started_on: job.startedOn,
  completed_on: null,
  output: job.output as JobOutput | null,
  early: false,
  progress,
})
