import { AsyncLocalStorage } from 'node:async_hooks'
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
import type { BullAdd, RedisConnection } from './client.ts'
import { addOf, type JobData, jobOf, stateOf } from './jobs.ts'
import type { BullStore } from './store.ts'
import { BullWork } from './worker.ts'

const typesOf: Readonly<Record<JobState, readonly string[]>> = {
  waiting: ['wait', 'prioritized'],
  delayed: ['delayed'],
  running: ['active'],
  done: ['completed'],
  failed: ['failed'],
  cancelled: [],
}
/** How far back `list` looks among what has ended, in each queue and state. */
const furthest = 10_000
const mostAtOnce = 500

/**
 * Jobs in BullMQ (https://docs.bullmq.io), on Redis. It knows nothing of the project's transactions and of unique keys: `OutboxEngine` sees to both.
 */
export class BullEngine implements RemoteEngine {
  readonly name = 'redis'
  readonly transactional = false
  doneBefore?: RemoteEngine['doneBefore']
  readonly #store: BullStore
  readonly #pollInterval: number
  readonly #workers = new Set<DatabaseWorker>()
  readonly #known = new Set<string>()
  readonly #free = AsyncLocalStorage.snapshot()
  #listener: RedisConnection | undefined
  #hinting: NodeJS.Immediate | undefined

  constructor(store: BullStore, pollInterval: number) {
    this.#store = store
    this.#pollInterval = pollInterval
  }

  async enqueue(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    if (jobs.length === 0) return []
    this.#store.check()
    const now = Date.now()
    for (const queue of new Set(jobs.map(({ queue }) => queue))) {
      if (!this.#known.has(queue)) await this.#store.redis.command('SADD', this.#store.key('queues'), queue)
      this.#known.add(queue)
      const own = jobs.filter((job) => job.queue === queue)
      for (let at = 0; at < own.length; at += mostAtOnce)
        await this.#add(
          queue,
          own.slice(at, at + mostAtOnce).map((job) => addOf(job, now)),
        )
    }
    for (const worker of this.#workers) worker.wake()
    this.#hint()
    return jobs.map(({ id }) => ({ id, created: true }))
  }

  /** Tells other processes, once for all that is enqueued in one turn of the loop. Workers that do not hear of it look by themselves. */
  #hint(): void {
    this.#hinting ??= setImmediate(() => {
      this.#hinting = undefined
      this.#store.tell('enqueued').catch(() => {})
    })
  }

  /**
   * A Redis that was started anew has forgotten BullMQ's scripts, and inside the MULTI of `addBulk` nobody sends them again. Adding twice is harmless.
   */
  async #add(name: string, jobs: readonly BullAdd[]): Promise<void> {
    const queue = this.#store.queue(name)
    try {
      if (jobs.length > 1) {
        await queue.addBulk(jobs)
        return
      }
    } catch {}
    for (const { name, data, opts } of jobs) await queue.add(name, data, opts)
  }

  async work(options: WorkOptions): Promise<WorkHandle> {
    return this.#free(async () => {
      await this.#listen(options.onError)
      const work = new BullWork({
        store: this.#store,
        queues: options.queues,
        onError: options.onError,
        onStalled: () => worker.wake(),
        doneBefore: async (id) => (await this.doneBefore?.(id)) ?? null,
      })
      const worker: DatabaseWorker = new DatabaseWorker(
        {
          claims: work,
          attempts: work,
          lease: this.#store.lease,
          pollInterval: this.#pollInterval,
          onEnd: () => this.#workers.delete(worker),
        },
        options,
      )
      this.#workers.add(worker)
      return {
        get running() {
          return worker.running
        },
        idle: () => worker.idle(),
        stop: async (grace, leave) => {
          await worker.stop(grace, leave)
          await work.close()
        },
      }
    })
  }

  /** Other processes tell of what they enqueue and cancel. It is only a hint: workers look by themselves too. */
  async #listen(onError: (error: unknown) => void): Promise<void> {
    if (this.#listener !== undefined) return
    const listener = this.#store.connection.duplicate()
    this.#listener = listener
    listener.on('error', () => {})
    listener
      .connect()
      .then(() =>
        listener.subscribe(this.#store.channel, (message) => {
          for (const worker of this.#workers)
            if (message === 'cancelled') worker.beat()
            else worker.wake()
        }),
      )
      .catch(onError)
  }

  async find(id: string): Promise<Job | null> {
    this.#store.check()
    const queues = await this.#store.names()
    for (const queue of queues) {
      const job = await this.#store.queue(queue).getJob(id)
      const state = job === undefined ? null : stateOf(await job.getState())
      if (job !== undefined && state !== null) return jobOf(job, state)
    }
    return this.#store.findCancelled(id, queues)
  }

  async list({ state, queue, name, limit = 100 }: JobFilter = {}): Promise<readonly Job[]> {
    this.#store.check()
    const most = Math.min(limit, 1000)
    const queues = queue === undefined ? await this.#store.names() : [queue]
    const found: { readonly id: string; readonly queue: string; readonly state: JobState }[] = []
    const cancelled = new Map<string, Job>()
    for (const each of queues) {
      for (const wanted of state === undefined ? jobStates : [state]) {
        if (wanted === 'cancelled') for (const job of await this.#store.cancelled(each)) cancelled.set(job.id, job)
        else if (typesOf[wanted].length > 0)
          for (const id of await this.#store.queue(each).getRanges(typesOf[wanted], 0, furthest - 1, false))
            found.push({ id, queue: each, state: wanted })
      }
    }
    for (const { id, queue } of cancelled.values()) found.push({ id, queue, state: 'cancelled' })
    found.sort((a, b) => (a.id < b.id ? 1 : -1))
    const jobs: Job[] = []
    for (let at = 0; at < found.length && jobs.length < most; at += most) {
      const read = await Promise.all(
        found.slice(at, at + most).map(async (each) => {
          if (each.state === 'cancelled') return cancelled.get(each.id)!
          const job = await this.#store.queue(each.queue).getJob(each.id)
          return job === undefined ? null : jobOf(job, each.state)
        }),
      )
      for (const job of read) if (job !== null && (name === undefined || job.name === name)) jobs.push(job)
    }
    return jobs.slice(0, most)
  }

  async cancel(id: string): Promise<boolean> {
    // It may begin, or wait for another attempt, between the two looks.
    for (let look = 0; look < 3; look++) {
      const job = await this.find(id)
      if (job === null || job.state === 'done' || job.state === 'failed' || job.state === 'cancelled') return false
      if (job.state === 'running') {
        await this.#store.redis.command('SADD', this.#store.key('asked'), id)
        await this.#store.tell('cancelled')
        for (const worker of this.#workers) worker.beat()
        // The worker may have ended it already.
        const now = await this.find(id)
        if (now?.state === 'running' || now?.state === 'cancelled') return true
        continue
      }
      if (await this.#cancelWaiting(job)) return true
    }
    return false
  }

  async #cancelWaiting(job: Job): Promise<boolean> {
    await this.#store.keepCancelled(job)
    try {
      await (await this.#store.queue(job.queue).getJob(job.id))?.remove()
    } catch {
      // A worker has it in the meantime.
      await this.#store.dropCancelled(job.queue, [job.id])
      return false
    }
    return true
  }

  async retry(id: string): Promise<boolean> {
    const job = await this.find(id)
    if (job === null || (job.state !== 'failed' && job.state !== 'cancelled')) return false
    if (job.state === 'cancelled') {
      if (!(await this.#store.dropCancelled(job.queue, [id]))) return false
      await this.enqueue([{ ...job, payload: JSON.stringify(job.payload), delay: 0, at: null }])
      return true
    }
    const bull = await this.#store.queue(job.queue).getJob(id)
    if (bull === undefined) return false
    await bull.updateData({ ...(bull.data as JobData), skip: bull.stalledCounter })
    await bull.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
    for (const worker of this.#workers) worker.wake()
    await this.#store.tell('enqueued')
    return true
  }

  async counts(): Promise<JobCounts> {
    this.#store.check()
    const counts: Record<string, Record<JobState, number>> = {}
    for (const queue of await this.#store.names()) {
      const bull = await this.#store.queue(queue).getJobCounts(...Object.values(typesOf).flat())
      const of = (state: JobState) => typesOf[state].reduce((sum, type) => sum + (bull[type] ?? 0), 0)
      const own = Object.fromEntries(jobStates.map((state) => [state, of(state)])) as Record<JobState, number>
      own.cancelled = await this.#store.cancelledCount(queue)
      counts[queue] = own
    }
    return counts
  }

  async prune(olderThan: number, states: readonly EndState[] = endStates): Promise<number> {
    this.#store.check()
    let deleted = 0
    const before = Date.now() - olderThan
    for (const queue of await this.#store.names()) {
      for (const [state, type] of [
        ['done', 'completed'],
        ['failed', 'failed'],
      ] as const)
        for (let more = Number(states.includes(state)); more > 0; deleted += more)
          more = (await this.#store.queue(queue).clean(olderThan, 1000, type)).length
      if (!states.includes('cancelled')) continue
      const old = (await this.#store.cancelled(queue)).filter(({ finishedAt }) => finishedAt!.getTime() < before)
      if (old.length > 0)
        await this.#store.dropCancelled(
          queue,
          old.map(({ id }) => id),
        )
      deleted += old.length
    }
    return deleted
  }

  async close(): Promise<void> {
    if (this.#hinting !== undefined) {
      clearImmediate(this.#hinting)
      await this.#store.tell('enqueued').catch(() => {})
    }
    await Promise.all([...this.#workers].map((worker) => worker.stop(0)))
    this.#listener?.destroy()
    await this.#store.close()
  }
}
