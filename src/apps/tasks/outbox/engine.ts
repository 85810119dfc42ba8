import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '../../../data/drivers/index.ts'
import {
  type ClaimedJob,
  type EndState,
  type Enqueued,
  type Job,
  type JobCounts,
  type JobFilter,
  type JobState,
  type JsonValue,
  jobStates,
  type NewJob,
  type Outcome,
  type TaskEngine,
  type WorkHandle,
  type WorkOptions,
} from '../engine.ts'
import { tasksErrors } from '../errors.ts'
import { OutboxTables, type Pending } from './tables.ts'

export interface OutboxOptions {
  /** The project's database. */
  readonly database: Database
  /** Milliseconds between two looks of a worker for jobs that were not handed over. Default 1000. */
  readonly pollInterval?: number
  /** Is told where the engine could not be reached. The jobs stay in the outbox. */
  readonly onError?: (error: unknown) => void
  /** Is told when the engine has taken jobs, again or still. */
  readonly onArrival?: () => void
}

/** An engine that lies elsewhere than the project's data. */
export interface RemoteEngine extends TaskEngine {
  /** Set by the outbox: what a job gave that was done by its handler's transaction, of which the engine may not have heard. */
  doneBefore?: ((id: string) => Promise<{ readonly result: JsonValue } | null>) | undefined
}

/** So long the process that enqueued a job has to hand it over itself. */
const ownTime = 2000
const mostAtOnce = 500

/**
 * Makes an engine that lies elsewhere part of the project's transactions. A job is first a row of the project's database, written by the transaction that
 * wants it; after the commit it is handed to the engine, by this process, or by a worker where this one dies or the engine is away. The job's id makes
 * handing over twice harmless. Unique keys are held here too, for they have to hold before the commit. A handler's transaction marks its job done
 * here, so that an attempt that comes after it has no effect.
 */
export class OutboxEngine implements TaskEngine {
  readonly name: string
  readonly transactional = true
  readonly #remote: RemoteEngine
  readonly #tables: OutboxTables
  readonly #pollInterval: number
  readonly #onError: (error: unknown) => void
  readonly #onArrival: () => void
  readonly #free = AsyncLocalStorage.snapshot()
  readonly #relays = new Set<Relay>()

  constructor(
    remote: RemoteEngine,
    { database, pollInterval = 1000, onError = () => {}, onArrival = () => {} }: OutboxOptions,
  ) {
    this.name = remote.name
    this.#remote = remote
    this.#tables = new OutboxTables(database)
    this.#pollInterval = pollInterval
    this.#onError = onError
    this.#onArrival = onArrival
    remote.doneBefore = (id) => this.#tables.marked(id)
  }

  // ---- enqueueing ------------------------------------------------------------------------------------------------------

  async enqueue(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    if (jobs.length === 0) return []
    const { database } = this.#tables
    const [only] = jobs
    const plain = jobs.length === 1 && only!.uniqueKey === null
    const kept: NewJob[] = []
    const keep = async () => {
      const results: Enqueued[] = []
      let stored = 0
      const store = () => this.#tables.put(kept.slice(stored)).then(() => (stored = kept.length))
      for (const job of jobs) {
        // Who holds a key is looked for in the table.
        if (job.uniqueKey !== null) await store()
        const holder = job.uniqueKey === null ? job.id : await this.#hold(job.uniqueKey, job.id)
        results.push({ id: holder, created: holder === job.id })
        if (holder === job.id) kept.push(job)
      }
      await store()
      return results
    }
    const results = await (plain ? keep() : database.atomic(keep))
    const committed = Date.now()
    await database.onCommit(() =>
      this.#free(() => this.#handOver(kept.map((job) => shortened(job, Date.now() - committed))).catch(this.#onError)),
    )
    return results
  }

  /** The job that holds a key from now on. */
  async #hold(key: string, id: string): Promise<string> {
    for (;;) {
      const holder = await this.#tables.hold(key, id)
      if (holder === id || (await this.#lives(holder))) return holder
      if (await this.#tables.pass(key, holder, id)) return id
    }
  }

  /** Whether a job has not ended. Where nobody can say, it lives. */
  async #lives(id: string): Promise<boolean> {
    if ((await this.#tables.find(id)) !== null) return true
    try {
      const job = await this.#free(() => this.#remote.find(id))
      return job !== null && isLive(job.state)
    } catch (error) {
      this.#onError(error)
      return true
    }
  }

  async #handOver(jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return
    await this.#remote.enqueue(jobs)
    this.#onArrival()
    await this.#tables.drop(jobs.map(({ id }) => id))
  }

  /** Hands over what was left here. */
  async #relay(): Promise<void> {
    for (;;) {
      const pending = await this.#tables.pending(ownTime, mostAtOnce)
      await this.#handOver(pending.map(({ job, createdAt, now }) => shortened(job, now - createdAt)))
      if (pending.length < mostAtOnce) return
    }
  }

  // ---- working ---------------------------------------------------------------------------------------------------------

  async work(options: WorkOptions): Promise<WorkHandle> {
    return this.#free(async () => {
      const handle = await this.#remote.work({ ...options, handle: (claimed) => this.#handle(claimed, options) })
      const relay = new Relay(() => this.#relay(), this.#pollInterval, options.onError)
      this.#relays.add(relay)
      return {
        get running() {
          return handle.running
        },
        idle: async () => {
          await relay.once()
          await handle.idle()
        },
        stop: async (grace, leave) => {
          this.#relays.delete(relay)
          await Promise.all([relay.stop(), handle.stop(grace, leave)])
        },
      }
    })
  }

  async #handle(claimed: ClaimedJob, { handle }: WorkOptions): Promise<Outcome> {
    const { job, signal } = claimed
    const before = job.attempt > 1 ? await this.#tables.marked(job.id) : null
    if (before !== null) return { state: 'done', result: before.result }
    let finished: { readonly result: JsonValue } | undefined
    let refused = false
    const outcome = await handle({
      job,
      signal,
      progress: (value) => claimed.progress(value),
      finish: async (result) => {
        const held = !signal.aborted || (signal.reason as { code?: string }).code === 'NUAGES_TASKS_CANCELLED'
        refused = !held || !(await this.#tables.mark(job.id, result))
        if (refused) throw tasksErrors.LEASE_LOST({ id: job.id })
        finished = { result }
      },
    })
    if (outcome.state === 'finished') return { state: 'done', result: finished?.result ?? null }
    // An attempt before this one did its work, and nobody heard of it.
    const done = refused ? await this.#tables.marked(job.id) : null
    return done === null ? outcome : { state: 'done', result: done.result }
  }

  // ---- looking and ordering ----------------------------------------------------------------------------------------------

  async find(id: string): Promise<Job | null> {
    const pending = await this.#tables.find(id)
    const known = await this.#remote.find(id).catch((error: unknown) => {
      if (pending === null) throw error
      return null
    })
    return known ?? (pending === null ? null : jobOf(pending))
  }

  async list(filter: JobFilter = {}): Promise<readonly Job[]> {
    const { state, queue, name, limit = 100 } = filter
    const jobs = new Map<string, Job>()
    for (const job of await this.#notHandedOver()) {
      if ((state ?? job.state) === job.state && (queue ?? job.queue) === job.queue && (name ?? job.name) === job.name)
        jobs.set(job.id, job)
    }
    for (const job of await this.#remote.list(filter)) jobs.set(job.id, job)
    return [...jobs.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, Math.min(limit, 1000))
  }

  async counts(): Promise<JobCounts> {
    const pending = await this.#notHandedOver()
    const counts: Record<string, Record<JobState, number>> = {}
    for (const [queue, own] of Object.entries(await this.#remote.counts())) counts[queue] = { ...own }
    for (const { queue, state } of pending) {
      const none = () => Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
      counts[queue] ??= none()
      counts[queue][state]++
    }
    return counts
  }

  /** Jobs that are only here: of those that were handed over, a process that died may have left the row. */
  async #notHandedOver(): Promise<readonly Job[]> {
    const pending = await this.#tables.pending(0, mostAtOnce)
    const known = await Promise.all(pending.map(({ job }) => this.#remote.find(job.id)))
    return pending.filter((_, i) => known[i] === null).map(jobOf)
  }

  /** What was not handed over is handed over first: there is one place where a job is cancelled. */
  async cancel(id: string): Promise<boolean> {
    const pending = await this.#tables.find(id)
    if (pending !== null) await this.#handOver([shortened(pending.job, pending.now - pending.createdAt)])
    return this.#remote.cancel(id)
  }

  async retry(id: string): Promise<boolean> {
    const job = await this.#remote.find(id)
    if (job === null || isLive(job.state) || job.state === 'done') return false
    if (job.uniqueKey !== null && (await this.#hold(job.uniqueKey, id)) !== id) return false
    await this.#tables.unmark(id)
    return this.#remote.retry(id)
  }

  async prune(olderThan: number, states?: readonly EndState[]): Promise<number> {
    const pruned = await this.#remote.prune(olderThan, states)
    for (let after = ''; ; ) {
      const keys = await this.#tables.keysAfter(after, mostAtOnce)
      for (const { key, job } of keys) if (!(await this.#lives(job))) await this.#tables.letGo(key, job)
      if (keys.length < mostAtOnce) break
      after = keys.at(-1)!.key
    }
    for (let after = ''; ; ) {
      const marks = await this.#tables.marksOlderThan(60_000, after, mostAtOnce)
      for (const id of marks) if (!(await this.#lives(id))) await this.#tables.unmark(id)
      if (marks.length < mostAtOnce) break
      after = marks.at(-1)!
    }
    return pruned
  }

  async close(): Promise<void> {
    await Promise.all([...this.#relays].map((relay) => relay.stop()))
    await this.#remote.close()
  }
}

const isLive = (state: JobState): boolean => state === 'waiting' || state === 'delayed' || state === 'running'

/** A job whose delay has run for so long already. */
const shortened = (job: NewJob, since: number): NewJob =>
  job.delay === 0 ? job : { ...job, delay: Math.max(0, job.delay - Math.max(0, since)) }

function jobOf({ job, createdAt, now }: Pending): Job {
  const runAt = job.at?.getTime() ?? createdAt + job.delay
  return {
    id: job.id,
    name: job.name,
    payload: JSON.parse(job.payload) as JsonValue,
    queue: job.queue,
    priority: job.priority,
    state: runAt > now ? 'delayed' : 'waiting',
    runAt: new Date(runAt),
    attempt: 0,
    maxAttempts: job.maxAttempts,
    timeout: job.timeout,
    uniqueKey: job.uniqueKey,
    requestId: job.requestId,
    progress: null,
    result: null,
    error: null,
    createdAt: new Date(createdAt),
    startedAt: null,
    finishedAt: null,
  }
}

/** Does something again and again, never twice at once. */
class Relay {
  readonly #work: () => Promise<void>
  readonly #onError: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined

  constructor(work: () => Promise<void>, interval: number, onError: (error: unknown) => void) {
    this.#work = work
    this.#onError = onError
    this.#timer = setInterval(() => void this.once(), interval)
  }

  once(): Promise<void> {
    this.#running ??= this.#work()
      .catch(this.#onError)
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }
}
