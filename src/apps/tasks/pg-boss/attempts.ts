import type { Done, Held, LostJob, Watched } from '../database/attempts.ts'
import type { JobError, JsonValue, Outcome } from '../engine.ts'
import type { BossAttempt, BossDatabase } from './client.ts'
import { type JobData, type JobOutput, type JobRow, jobOf } from './jobs.ts'
import type { BossStore } from './store.ts'

/** An attempt of this process, as pg-boss knows it. */
interface Taken {
  readonly queue: string
  readonly attempt: BossAttempt
  readonly token: string
  readonly data: JobData
  readonly retryLimit: number
  readonly error: string | undefined
}

/** Attempts that end with one statement. */
interface Alike {
  readonly queue: string
  readonly output: JobOutput
  readonly attempts: BossAttempt[]
}

/** What a job gave that was done, and of which pg-boss has not heard. */
type DoneBefore = (id: string) => Promise<{ readonly result: JsonValue } | null>

const longestSilence = 60_000

const outputOf = ({ error }: Taken, result: JsonValue): JobOutput => ({
  ...(result !== null && { result: JSON.stringify(result) }),
  ...(error !== undefined && { error }),
})

/**
 * How attempts end in pg-boss. It tells attempts apart by how often a job was taken, so that a worker that was taken for dead changes nothing.
 */
export class BossAttempts {
  readonly #store: BossStore
  readonly #taken = new Map<string, Taken>()
  readonly #joined: BossDatabase | null
  readonly #doneBefore: DoneBefore
  #supervised = 0
  #last: Promise<unknown> = Promise.resolve()

  /** `joined` sends statements in the transaction that the caller is in. */
  constructor(store: BossStore, joined: BossDatabase | null, doneBefore: DoneBefore) {
    this.#store = store
    this.#doneBefore = doneBefore
    this.#joined = joined
  }

  /** Remembers an attempt that was just taken. */
  taken(row: JobRow, token: string): void {
    this.#taken.set(row.id, {
      queue: row.name,
      attempt: { id: row.id, retryCount: row.retry_count },
      token,
      data: row.data,
      retryLimit: row.retry_limit,
      error: row.output?.error,
    })
  }

  #of({ id, lease }: Held): Taken | null {
    const taken = this.#taken.get(id)
    return taken?.token === lease ? taken : null
  }

  /** Does what an outcome says; false where the attempt is not this worker's any more. */
  async settle(held: Held, outcome: Outcome): Promise<boolean> {
    const taken = this.#of(held)
    if (taken === null) return false
    const changed = await this.#settle(taken, outcome)
    this.#taken.delete(held.id)
    return changed
  }

  #settle(taken: Taken, outcome: Outcome): Promise<boolean> {
    switch (outcome.state) {
      case 'done':
        return this.#done(taken, outcome.result)
      case 'finished':
        return Promise.resolve(true)
      case 'retry':
        return this.#again(taken, outcome.delay, outcome.error)
      case 'failed':
        return this.#failed(taken, outcome.error)
      case 'cancelled':
        return this.#cancelled(taken)
    }
  }

  /** Marks many done, those of a queue whose outputs are equal with one statement. Resolves to the ids of those that it marked. */
  async doneAll(all: readonly Done[]): Promise<ReadonlySet<string>> {
    const groups = new Map<string, Alike>()
    for (const { held, result } of all) {
      const taken = this.#of(held)
      if (taken === null) continue
      const output = outputOf(taken, result)
      const key = `${taken.queue} ${JSON.stringify(output)}`
      const group = groups.get(key) ?? { queue: taken.queue, output, attempts: [] }
      groups.set(key, group)
      group.attempts.push(taken.attempt)
    }
    const ended = new Set<string>()
    const end = ({ queue, output, attempts }: Alike) => this.#store.boss.complete(queue, attempts, output)
    const settled = await this.#afterOthers(() => Promise.all([...groups.values()].map(end)))
    for (const id of settled.flatMap(({ settled = [] }) => settled)) {
      ended.add(id)
      this.#taken.delete(id)
    }
    return ended
  }

  /** Two statements that lock several of the same rows, each in its own order, would wait for one another. */
  #afterOthers<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }

  /** Marks it done, in the transaction that the caller is in. */
  async done(held: Held, result: JsonValue): Promise<boolean> {
    const taken = this.#of(held)
    return taken !== null && (await this.#done(taken, result, this.#joined ?? undefined))
  }

  async #done(taken: Taken, result: JsonValue, db?: BossDatabase): Promise<boolean> {
    const { queue, attempt } = taken
    const output = outputOf(taken, result)
    const { affected } = await this.#store.boss.complete(queue, attempt, output, db === undefined ? {} : { db })
    return affected === 1
  }

  /** Another attempt follows; none where it was to be cancelled. */
  async #again(taken: Taken, delay: number, error: JobError): Promise<boolean> {
    if (await this.#isAsked(taken.attempt.id)) return this.#cancelled(taken)
    const { queue, attempt } = taken
    const { boss } = this.#store
    return this.#store.within(async (db) => {
      if ((await boss.fail(queue, attempt, { error: JSON.stringify(error) }, { db })).affected === 0) return false
      if (delay > 0)
        await boss.update(queue, undefined, { id: attempt.id, startAfter: await this.#moment(db, delay), db })
      return true
    })
  }

  /** pg-boss counts its delays in seconds, and takes moments as they are. */
  async #moment(db: BossDatabase, delay: number): Promise<Date> {
    const { rows } = await db.executeSql("SELECT now() + $1 * interval '1 millisecond' AS moment", [delay])
    return rows[0]!['moment'] as Date
  }

  /** Failed for good. pg-boss fails one whose retries are used up: the others are taken away from it. */
  #failed({ queue, attempt, retryLimit }: Taken, error: JobError): Promise<boolean> {
    const { boss } = this.#store
    const output = { error: JSON.stringify(error) }
    return this.#store.within(async (db) => {
      if ((await boss.fail(queue, attempt, output, { db })).affected === 0) return false
      if (attempt.retryCount >= retryLimit) return true
      await boss.update(queue, undefined, { id: attempt.id, retryLimit: 0, db })
      await boss.fail(queue, attempt.id, output, { db })
      return true
    })
  }

  async #cancelled({ queue, attempt }: Taken): Promise<boolean> {
    return (await this.#store.boss.cancel(queue, attempt)).affected === 1
  }

  /** The attempt is given back, as if it had not begun. */
  async released(held: Held): Promise<boolean> {
    const taken = this.#of(held)
    if (taken === null) return false
    this.#taken.delete(held.id)
    const { queue, attempt, data, retryLimit, error } = taken
    if (await this.#isAsked(attempt.id)) return this.#cancelled(taken)
    const { boss } = this.#store
    return this.#store.within(async (db) => {
      // Where its retries are used up it would be failed: then it is made to wait again.
      const { affected } = await boss.fail(queue, attempt, error === undefined ? {} : { error }, { db })
      if (affected === 0) return false
      if (attempt.retryCount >= retryLimit) await boss.retry(queue, attempt.id, { db })
      await boss.update(queue, { ...data, skip: data.skip + 1 }, { id: attempt.id, retryLimit: retryLimit + 1, db })
      return true
    })
  }

  /** Notes how far a job is. */
  async progress(held: Held, value: JsonValue): Promise<void> {
    if (this.#of(held) === null) return
    await this.#store.rows(
      'INSERT INTO {schema}.nuages_note (id, progress) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET progress = excluded.progress',
      [held.id, JSON.stringify(value)],
    )
  }

  async renew(held: readonly Held[]): Promise<void> {
    const queues = new Map<string, BossAttempt[]>()
    for (const each of held) {
      const taken = this.#of(each)
      if (taken === null) continue
      const own = queues.get(taken.queue) ?? []
      own.push(taken.attempt)
      queues.set(taken.queue, own)
    }
    await this.#afterOthers(async () => {
      for (const [queue, attempts] of queues) await this.#store.boss.touch(queue, attempts)
    })
  }

  /** What has become of attempts; those that nobody holds are left out. */
  async watch(held: readonly Held[]): Promise<readonly Watched[]> {
    const rows = await this.#store.rows<{
      readonly id: string
      readonly retry_count: number
      readonly cancel: boolean | null
    }>(
      "SELECT job.id, job.retry_count, note.cancel FROM {schema}.job job LEFT JOIN {schema}.nuages_note note ON note.id = job.id WHERE job.id = ANY($1::uuid[]) AND job.state = 'active'",
      [held.map(({ id }) => id)],
    )
    const seen = new Map(rows.map((row) => [row.id, row]))
    const watched: Watched[] = []
    for (const each of held) {
      const row = seen.get(each.id)
      if (row === undefined || this.#of(each)?.attempt.retryCount !== row.retry_count) this.#forget(each)
      else watched.push({ ...each, cancelAsked: row.cancel === true })
    }
    return watched
  }

  #forget(held: Held): void {
    if (this.#of(held) !== null) this.#taken.delete(held.id)
  }

  async #isAsked(id: string): Promise<boolean> {
    return (await this.#store.rows('SELECT 1 FROM {schema}.nuages_note WHERE id = $1 AND cancel', [id])).length > 0
  }

  /** Lets pg-boss give up on attempts whose workers are silent, and tells which they were. */
  async reap(): Promise<readonly LostJob[]> {
    const silent = await this.#store.jobs(
      "WHERE job.state = 'active' AND job.heartbeat_on + job.heartbeat_seconds * interval '1s' < now() ORDER BY job.heartbeat_on LIMIT 100",
      [],
    )
    if (silent.length === 0) return []
    for (const row of silent) {
      const done = await this.#doneBefore(row.id)
      const attempt = { id: row.id, retryCount: row.retry_count }
      if (done !== null) await this.#store.boss.complete(row.name, attempt, { result: JSON.stringify(done.result) })
    }
    for (const queue of new Set(silent.map(({ name }) => name))) await this.#store.boss.supervise(queue)
    this.#supervised = Date.now()
    const lost: LostJob[] = []
    for (const row of silent) {
      const [now] = await this.#store.jobs('WHERE job.id = $1 AND job.name = $2', [row.id, row.name])
      if (now === undefined || now.retry_count !== row.retry_count || now.state === 'active') continue
      if (now.state !== 'failed' && now.state !== 'retry') continue
      const asked = await this.#isAsked(row.id)
      if (asked && now.state === 'retry') await this.#store.boss.cancel(row.name, row.id)
      lost.push({ job: jobOf(row), outcome: now.state === 'failed' ? 'failed' : asked ? 'cancelled' : 'retry' })
    }
    return lost
  }

  /** pg-boss's own upkeep, now and then. */
  async upkeep(queues: readonly string[]): Promise<void> {
    if (Date.now() - this.#supervised < longestSilence) return
    this.#supervised = Date.now()
    for (const queue of queues) await this.#store.boss.supervise(queue)
  }
}
