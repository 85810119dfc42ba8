import type { Done, Held, LostJob, Watched } from '../database/attempts.ts'
import type { Outlook } from '../database/claims.ts'
import type { Job, JobError, JsonValue, Outcome, RateLimit, WorkQueue } from '../engine.ts'
import { tasksErrors } from '../errors.ts'
import type { BullJob, BullWorker } from './client.ts'
import { attemptsOf, type JobData, jobOf } from './jobs.ts'
import type { BullStore } from './store.ts'

interface Taken {
  readonly bull: BullJob
  readonly worker: BullWorker
  readonly token: string
}

/** What BullMQ reads of an error. It is no error that anybody throws: its message is what is kept. */
interface Told {
  readonly name: 'Error' | 'UnrecoverableError'
  readonly message: string
  readonly stack: string
  /** How long BullMQ is to wait. */
  readonly delay: number
}

export interface BullWorkParts {
  readonly store: BullStore
  readonly queues: readonly WorkQueue[]
  readonly onError: (error: unknown) => void
  /** An attempt was lost with its worker. */
  readonly onStalled: () => void
  /** What a job gave that was done before, and of which Redis has not heard. */
  readonly doneBefore: (id: string) => Promise<{ readonly result: JsonValue } | null>
}

/**
 * How one worker of this process finds, takes and ends jobs of BullMQ. Each of its queues has a worker of BullMQ, of which jobs are fetched by hand
 * (https://docs.bullmq.io/patterns/manually-fetching-jobs): which queue is next, and how many run, is decided for all queues together.
 */
export class BullWork {
  readonly #store: BullStore
  readonly #workers = new Map<string, BullWorker>()
  readonly #taken = new Map<string, Taken>()
  readonly #doneBefore: BullWorkParts['doneBefore']
  /** How many jobs the last look saw waiting, without those that were taken since. */
  readonly #waiting = new Map<string, number>()
  #lost: LostJob[] = []

  constructor({ store, queues, onError, onStalled, doneBefore }: BullWorkParts) {
    this.#store = store
    this.#doneBefore = doneBefore
    for (const { name, rate } of queues) {
      const worker = new store.bull.Worker(name, null, {
        connection: store.connection,
        prefix: store.prefix,
        autorun: false,
        lockDuration: store.lease,
        stalledInterval: Math.max(Math.round(store.lease / 3), 50),
        // How often a job may be lost is its own affair.
        maxStalledCount: 1_000_000_000,
        ...(rate !== undefined && { limiter: { max: rate.limit, duration: rate.per } }),
        settings: { backoffStrategy: (_made: number, _type: string, error: Told) => error.delay },
      })
      worker.on('error', onError)
      worker.on('stalled', (id) => {
        this.#stalled(name, id).then(onStalled, onError)
      })
      worker.startStalledCheckTimer().catch(onError)
      this.#workers.set(name, worker)
    }
  }

  async #stalled(queue: string, id: string): Promise<void> {
    const job = await this.#store.queue(queue).getJob(id)
    const { maxAttempts } = (job?.data ?? { maxAttempts: 0 }) as JobData
    // One that has had all its attempts is failed by who takes it next.
    if (job !== undefined && attemptsOf(job) < maxAttempts)
      this.#lost.push({ job: jobOf(job, 'waiting'), outcome: 'retry' })
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#workers.values()].map((worker) => worker.close(true)))
  }

  // ---- finding and taking ----------------------------------------------------------------------------------------------

  async look(queues: readonly string[]): Promise<Outlook> {
    this.#store.check()
    const now = Date.now()
    const waiting = new Set<string>()
    let nextDelayed: number | null = null
    await Promise.all(
      queues.map(async (name) => {
        const queue = this.#store.queue(name)
        const [counts, [delayed]] = await Promise.all([
          queue.getJobCounts('wait', 'prioritized'),
          queue.getDelayed(0, 0),
        ])
        const count = (counts['wait'] ?? 0) + (counts['prioritized'] ?? 0)
        this.#waiting.set(name, count)
        if (count > 0) waiting.add(name)
        if (delayed === undefined) return
        const due = delayed.timestamp + delayed.delay
        // BullMQ makes them wait when somebody asks for a job.
        if (due <= now) waiting.add(name)
        else if (nextDelayed === null || due < nextDelayed) nextDelayed = due
      }),
    )
    return { now, nextDelayed, nextLease: this.#lost.length > 0 ? now : null, waiting }
  }

  async promote(): Promise<void> {}

  async take(queue: string, count: number, token: string, _rate: RateLimit | null): Promise<readonly Job[]> {
    const worker = this.#workers.get(queue)!
    const jobs: Job[] = []
    for (let more = true; more && jobs.length < count; ) {
      // Delayed jobs that are due come on top: there may be more than the look saw.
      const seen = this.#waiting.get(queue) ?? 0
      const wanted = Math.min(count - jobs.length, Math.max(seen, 1))
      this.#waiting.set(queue, Math.max(seen - wanted, 0))
      const found = await Promise.all(Array.from({ length: wanted }, () => worker.getNextJob(token, { block: false })))
      for (const bull of found) {
        if (bull === undefined) more = false
        else if (await this.#begins(bull, worker, token)) jobs.push(jobOf(bull, 'running'))
      }
    }
    return jobs
  }

  /** False for one that has had all its attempts, or was cancelled while its worker was lost. */
  async #begins(bull: BullJob, worker: BullWorker, token: string): Promise<boolean> {
    const taken: Taken = { bull, worker, token }
    const { maxAttempts } = bull.data as JobData
    const attempt = attemptsOf(bull)
    if (bull.stalledCounter > 0 && (await this.#store.isAsked(bull.id!))) {
      await this.#cancelled(taken)
      this.#lost.push({ job: jobOf(bull, 'running'), outcome: 'cancelled' })
      return false
    }
    const done = bull.stalledCounter > 0 ? await this.#doneBefore(bull.id!) : null
    if (done !== null) {
      await bull.moveToCompleted(done.result, token, false)
      return false
    }
    if (attempt >= maxAttempts) {
      const { code, message } = tasksErrors.LOST({ attempt, maxAttempts })
      await this.#failed(taken, { code, message })
      this.#lost.push({ job: jobOf(bull, 'failed'), outcome: 'failed' })
      return false
    }
    this.#taken.set(bull.id!, taken)
    return true
  }

  // ---- ending ------------------------------------------------------------------------------------------------------------

  #of({ id, lease }: Held): Taken | null {
    const taken = this.#taken.get(id)
    return taken?.token === lease ? taken : null
  }

  /** BullMQ has no place where a job is marked done by somebody else's transaction. */
  done(held: Held, result: JsonValue): Promise<boolean> {
    return this.settle(held, { state: 'done', result })
  }

  /** BullMQ ends each with a script of its own; they are sent together. */
  async doneAll(all: readonly Done[]): Promise<ReadonlySet<string>> {
    const marked = await Promise.all(all.map(({ held, result }) => this.done(held, result)))
    return new Set(all.filter((_, i) => marked[i]).map(({ held }) => held.id))
  }

  async settle(held: Held, outcome: Outcome): Promise<boolean> {
    const taken = this.#of(held)
    if (taken === null) return false
    this.#store.check()
    try {
      await this.#settle(taken, outcome)
    } catch (error) {
      if (!isNotMine(error)) throw error
      this.#taken.delete(held.id)
      return false
    }
    this.#taken.delete(held.id)
    return true
  }

  async #settle(taken: Taken, outcome: Outcome): Promise<void> {
    const { bull, token } = taken
    switch (outcome.state) {
      case 'done':
        await bull.moveToCompleted(outcome.result, token, false)
        return
      case 'finished':
        return
      case 'retry':
        if (await this.#store.isAsked(bull.id!)) return this.#cancelled(taken)
        await bull.moveToFailed(retrying(outcome.error, outcome.delay), token, false)
        return
      case 'failed':
        return this.#failed(taken, outcome.error)
      case 'cancelled':
        return this.#cancelled(taken)
    }
  }

  async #failed({ bull, token }: Taken, error: JobError): Promise<void> {
    await bull.moveToFailed(forGood(JSON.stringify(error)), token, false)
  }

  /** What it was is kept first: between the two steps it is there twice, and never not at all. */
  async #cancelled({ bull, token }: Taken): Promise<void> {
    await this.#store.keepCancelled(jobOf(bull, 'running'))
    await bull.moveToFailed(forGood('cancelled'), token, false)
    await bull.remove()
    await this.#store.redis.command('SREM', this.#store.key('asked'), bull.id!)
  }

  async released(held: Held): Promise<boolean> {
    const taken = this.#of(held)
    if (taken === null) return false
    this.#store.check()
    if (await this.#store.isAsked(held.id)) await this.#cancelled(taken)
    else await taken.bull.moveToWait(taken.token)
    this.#taken.delete(held.id)
    return true
  }

  async progress(held: Held, value: JsonValue): Promise<void> {
    this.#store.check()
    await this.#of(held)?.bull.updateProgress({ value })
  }

  // ---- leases ------------------------------------------------------------------------------------------------------------

  /** Looking at them renews them. */
  async renew(): Promise<void> {}

  async watch(held: readonly Held[]): Promise<readonly Watched[]> {
    this.#store.check()
    const gone = new Set<string>()
    for (const worker of this.#workers.values()) {
      const own = held.filter((each) => this.#of(each)?.worker === worker)
      if (own.length === 0) continue
      const ids = own.map(({ id }) => id)
      const lost = await worker.extendJobLocks(
        ids,
        own.map(({ lease }) => lease),
        this.#store.lease,
      )
      for (const id of lost) gone.add(id)
    }
    const asked = await this.#store.asked(held.map(({ id }) => id))
    const watched: Watched[] = []
    for (const [i, each] of held.entries()) {
      if (this.#of(each) === null) continue
      if (gone.has(each.id)) this.#taken.delete(each.id)
      else watched.push({ ...each, cancelAsked: asked[i]! })
    }
    return watched
  }

  async reap(): Promise<readonly LostJob[]> {
    const lost = this.#lost
    this.#lost = []
    return lost
  }
}

/** Another worker has it, or it is gone. */
function isNotMine(error: unknown): boolean {
  return /Missing (lock|key)|Lock mismatch|is not in the active state/i.test((error as Error).message)
}

const retrying = (error: JobError, delay: number): Told => ({
  name: 'Error',
  message: JSON.stringify(error),
  stack: '',
  delay,
})
const forGood = (message: string): Told => ({ name: 'UnrecoverableError', message, stack: '', delay: 0 })
