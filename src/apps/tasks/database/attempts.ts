import { arrayText } from '../../../data/drivers/index.ts'
import type { Job, JobError, JsonValue, Outcome } from '../engine.ts'
import { tasksErrors } from '../errors.ts'
import { columns, jobOf } from './rows.ts'
import { marks, type Parameter, padded, type Statements } from './statements.ts'

const ended = 'due_at = {now}, finished_at = {now}, lease = NULL, held_key = NULL'
const doneAll = {
  // A row that somebody has locked is passed over: nobody waits for a lock with others in hand.
  postgres: `UPDATE nuages_tasks_job AS job SET state = 'done', result = ended.result, ${ended}
    FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[])) AS ended (id, lease, result)
    WHERE job.id = ended.id AND job.lease = ended.lease AND job.state = 'running'
      AND job.id = ANY(ARRAY(SELECT id FROM nuages_tasks_job WHERE id = ANY(CAST(? AS text[])) AND state = 'running' FOR UPDATE SKIP LOCKED))
    RETURNING job.id`,
  sqlite: `UPDATE nuages_tasks_job AS job SET state = 'done', result = ended.value ->> 2, ${ended} FROM json_each(?) AS ended
    WHERE job.id = ended.value ->> 0 AND job.lease = ended.value ->> 1 AND job.state = 'running' RETURNING id`,
} as const
const mine = "WHERE id = ? AND lease = ? AND state = 'running'"

const kept = (result: JsonValue) => (result === null ? null : JSON.stringify(result))

/** An attempt and the proof that it is this worker's. */
export interface Held {
  readonly id: string
  readonly lease: string
}

/** An attempt that did its work. */
export interface Done {
  readonly held: Held
  readonly result: JsonValue
}

/** A running job whose lease has ended. */
export interface LostJob {
  readonly job: Job
  readonly outcome: 'retry' | 'failed' | 'cancelled'
}

/** What a running job looks like to its worker: who holds it, and whether somebody wants it to end. */
export interface Watched extends Held {
  readonly cancelAsked: boolean
}

/**
 * How attempts end in the table. Each statement names the lease, so that a worker that was taken for dead changes nothing: it gives false then.
 */
export class Attempts {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  async #one(text: string, values: readonly Parameter[]): Promise<boolean> {
    return (await this.#sql.changes(text, values)) === 1
  }

  /** Marks many done with one statement, outside of any transaction. Resolves to the ids of those that it marked; of the others it says nothing. */
  async doneAll(all: readonly Done[]): Promise<ReadonlySet<string>> {
    const { database } = this.#sql.database
    if (all.length === 1 || database === 'mysql') {
      const marked = await Promise.all(all.map(({ held, result }) => this.done(held, result)))
      return new Set(all.filter((_, i) => marked[i]).map(({ held }) => held.id))
    }
    const ids = all.map(({ held }) => held.id)
    const leases = all.map(({ held }) => held.lease)
    const results = all.map(({ result }) => kept(result))
    const values =
      database === 'sqlite'
        ? [JSON.stringify(ids.map((id, i) => [id, leases[i], results[i]]))]
        : [arrayText(ids), arrayText(leases), arrayText(results), arrayText(ids)]
    return new Set((await this.#sql.all(doneAll[database], values)).map(([id]) => String(id)))
  }

  done({ id, lease }: Held, result: JsonValue): Promise<boolean> {
    return this.#one(`UPDATE nuages_tasks_job SET state = 'done', result = ?, ${ended} ${mine}`, [
      kept(result),
      id,
      lease,
    ])
  }

  failed({ id, lease }: Held, error: JobError): Promise<boolean> {
    const kept = JSON.stringify(error)
    return this.#one(`UPDATE nuages_tasks_job SET state = 'failed', error = ?, ${ended} ${mine}`, [kept, id, lease])
  }

  cancelled({ id, lease }: Held): Promise<boolean> {
    return this.#one(`UPDATE nuages_tasks_job SET state = 'cancelled', ${ended} ${mine}`, [id, lease])
  }

  /** Another attempt follows; none where it was to be cancelled. */
  async again(held: Held, delay: number, error: JobError): Promise<boolean> {
    const { id, lease } = held
    const retried = await this.#one(
      `UPDATE nuages_tasks_job SET state = ?, run_at = {now} + ?, due_at = {now} + ?, error = ?, lease = NULL ${mine} AND NOT cancel_asked`,
      [delay > 0 ? 'delayed' : 'waiting', delay, delay, JSON.stringify(error), id, lease],
    )
    return retried || (await this.cancelled(held))
  }

  /** The attempt is given back, as if it had not begun. */
  async released(held: Held): Promise<boolean> {
    const { id, lease } = held
    const released = await this.#one(
      `UPDATE nuages_tasks_job SET state = 'waiting', attempt = attempt - 1, due_at = run_at, started_at = NULL, lease = NULL ${mine} AND NOT cancel_asked`,
      [id, lease],
    )
    return released || (await this.cancelled(held))
  }

  /** Does what an outcome says. */
  settle(held: Held, outcome: Outcome): Promise<boolean> {
    switch (outcome.state) {
      case 'done':
        return this.done(held, outcome.result)
      case 'finished':
        return Promise.resolve(true)
      case 'retry':
        return this.again(held, outcome.delay, outcome.error)
      case 'failed':
        return this.failed(held, outcome.error)
      case 'cancelled':
        return this.cancelled(held)
    }
  }

  async progress({ id, lease }: Held, value: JsonValue): Promise<void> {
    await this.#sql.run(`UPDATE nuages_tasks_job SET progress = ? ${mine}`, [JSON.stringify(value), id, lease])
  }

  /** Makes leases last `lease` milliseconds from now. */
  async renew(held: readonly Held[], lease: number): Promise<void> {
    const tokens = padded([...new Set(held.map((each) => each.lease))])
    await this.#sql.run(
      `UPDATE nuages_tasks_job SET due_at = {now} + ? WHERE state = 'running' AND id IN (${marks(padded(held).length)}) AND lease IN (${marks(tokens.length)})`,
      [lease, ...padded(held.map(({ id }) => id)), ...tokens],
    )
  }

  /** What has become of attempts; those that nobody holds are left out. */
  async watch(held: readonly Held[]): Promise<readonly Watched[]> {
    const ids = padded(held.map(({ id }) => id))
    const rows = await this.#sql.all(
      `SELECT id, lease, cancel_asked FROM nuages_tasks_job WHERE id IN (${marks(ids.length)}) AND state = 'running'`,
      ids,
    )
    return rows.map(([id, lease, asked]) => ({ id: String(id), lease: String(lease), cancelAsked: Boolean(asked) }))
  }

  /** Takes attempts from workers that have not renewed their leases. */
  async reap(): Promise<readonly LostJob[]> {
    const rows = await this.#sql.all(
      `SELECT ${columns}, lease, cancel_asked FROM nuages_tasks_job WHERE state = 'running' AND due_at <= {now} ORDER BY due_at LIMIT 100`,
    )
    const lost: LostJob[] = []
    for (const row of rows) {
      const job = jobOf(row)
      const outcome = row[19] ? 'cancelled' : job.attempt >= job.maxAttempts ? 'failed' : 'retry'
      const { code, message } = tasksErrors.LOST({ attempt: job.attempt, maxAttempts: job.maxAttempts })
      const state = { cancelled: 'cancelled', failed: 'failed', retry: 'waiting' }[outcome]
      const rest = outcome === 'retry' ? 'run_at = {now}, due_at = {now}, lease = NULL' : ended
      const text = `UPDATE nuages_tasks_job SET state = ?, error = ?, ${rest} ${mine} AND due_at <= {now}`
      const values = [state, JSON.stringify({ code, message }), job.id, String(row[18])]
      if (await this.#one(text, values)) lost.push({ job, outcome })
    }
    return lost
  }
}
