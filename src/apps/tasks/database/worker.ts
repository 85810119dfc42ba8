import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClaimedJob, Job, JsonValue, Outcome, WorkHandle, WorkOptions, WorkQueue } from '../engine.ts'
import { tasksErrors } from '../errors.ts'
import { told } from '../told.ts'
import type { Attempts, Done, Held, LostJob } from './attempts.ts'
import type { Claims, Outlook } from './claims.ts'
import { Gathered } from './gathered.ts'

export interface WorkerParts {
  readonly claims: Pick<Claims, keyof Claims>
  readonly attempts: Pick<
    Attempts,
    'done' | 'doneAll' | 'settle' | 'released' | 'progress' | 'renew' | 'watch' | 'reap'
  >
  /** Milliseconds for which an attempt is this worker's without being renewed. */
  readonly lease: number
  /** The longest pause between two looks at the table. */
  readonly pollInterval: number
  /** Is told when nothing of the worker is left. */
  onEnd(): void
}

interface Running extends Held {
  readonly job: Job
  readonly aborted: AbortController
  /** It ended, was released, or is somebody else's. */
  over: boolean
  /** What the handler said last of how far it is, until it is kept. */
  progress: JsonValue | undefined
  /** When the lease was last known to hold, on this process's own steady clock. */
  renewedAt: number
}

/** What a look told, as far as it still holds. */
interface Seen extends Omit<Outlook, 'waiting'> {
  /** The queues that may have more. */
  readonly waiting: Set<string>
  /** On this process's steady clock. */
  readonly at: number
}

const shortestPause = 25
/** For so long a worker that finds its queues full takes from them without looking at everything again. */
const longestSight = 50
const beatInterval = 1000

/** One worker on the table: it looks, takes, runs, keeps its leases and gives back. */
export class DatabaseWorker implements WorkHandle {
  readonly #parts: WorkerParts
  readonly #options: WorkOptions
  readonly #running = new Map<string, Running>()
  readonly #free = AsyncLocalStorage.snapshot()
  readonly #ended: Promise<void>
  readonly #done: Gathered<Done, ReadonlySet<string>>
  #seen: Seen | null = null
  #troubled = false
  #turn = 0
  #pause = shortestPause
  #woken = false
  #wake: () => void = () => {}
  #stopping = false
  #changed: () => void = () => {}
  #waiters: (() => void)[] = []
  #beating: NodeJS.Timeout | undefined

  constructor(parts: WorkerParts, options: WorkOptions) {
    this.#parts = parts
    this.#options = options
    this.#done = new Gathered((all) => parts.attempts.doneAll(all))
    this.#ended = this.#work()
  }

  get running(): number {
    return this.#running.size
  }

  /** Something may be due: look at once. */
  wake(): void {
    this.#seen = null
    this.#next()
  }

  #next(): void {
    this.#woken = true
    this.#wake()
  }

  /** Somebody asked a running job to end: look at once. */
  beat(): void {
    if (this.#running.size > 0) this.#free(() => void this.#beat())
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
      this.wake()
    })
  }

  #grace: number | null = null
  #graceTimer: NodeJS.Timeout | undefined
  #leaves = false

  async stop(grace: number, leave = false): Promise<void> {
    this.#stopping = true
    this.#leaves ||= leave
    this.wake()
    if (this.#grace === null || grace < this.#grace) {
      this.#grace = grace
      clearTimeout(this.#graceTimer)
      this.#graceTimer = setTimeout(() => void this.#release(), grace)
    }
    await this.#ended
  }

  /** The worker goes on, whatever comes of telling. */
  #fails(error: unknown): void {
    this.#troubled = true
    try {
      this.#options.onError(error)
    } catch (second) {
      queueMicrotask(() => {
        throw second
      })
    }
  }

  // ---- the loop ------------------------------------------------------------------------------------------------------

  async #work(): Promise<void> {
    while (!this.#stopping) {
      const waiters = this.#waiters
      this.#waiters = []
      this.#woken = false
      let pause: number
      try {
        const { idle, next } = await this.#round()
        if (idle) for (const resolve of waiters) resolve()
        else this.#waiters.unshift(...waiters)
        pause = Math.min(this.#pause, next)
        this.#pause = Math.min(this.#pause * 2, this.#parts.pollInterval)
      } catch (error) {
        this.#waiters.unshift(...waiters)
        this.#fails(error)
        this.#pause = Math.min(Math.max(this.#pause, 250) * 2, 5000)
        pause = this.#pause
      }
      if (!this.#woken && !this.#stopping) await this.#sleep(pause)
    }
    while (this.#running.size > 0) await new Promise<void>((resolve) => (this.#changed = resolve))
    clearTimeout(this.#graceTimer)
    clearTimeout(this.#beating)
    for (const resolve of this.#waiters) resolve()
    this.#parts.onEnd()
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** One look at the table, and what it leads to. `next`: milliseconds after which something is due. */
  async #round(): Promise<{ idle: boolean; next: number }> {
    const { queues } = this.#options
    // What ends while the table is looked at may have enqueued what the look does not show.
    const quiet = this.#running.size === 0
    const known = this.#known()
    const seen = known ?? (await this.#look())
    const empty = seen.waiting.size === 0
    let taken = 0
    let short = false
    const turn = this.#turn++
    for (let i = 0; i < queues.length && !this.#stopping; i++) {
      const queue = queues[(turn + i) % queues.length]!
      const room = this.#room(queue)
      if (room <= 0 || !seen.waiting.has(queue.name)) continue
      const found = await this.#take(queue, room)
      taken += found
      if (found === room) continue
      seen.waiting.delete(queue.name)
      short = true
    }
    if (taken > 0) this.#pause = shortestPause
    if (taken > 0 || (short && known !== null)) this.#woken ||= this.#running.size < this.#options.concurrency
    const due = (moment: number | null) => moment !== null && moment <= seen.now
    const more = due(seen.nextLease) || due(seen.nextDelayed)
    const idle = known === null && quiet && empty && !more && this.#running.size === 0 && taken === 0
    const until = [seen.nextDelayed, seen.nextLease].map((moment) =>
      moment === null ? Number.POSITIVE_INFINITY : Math.max(moment - seen.now, 1),
    )
    return { idle, next: Math.min(...until) }
  }

  /** What the last look told, where it is fresh, nothing has happened since, and there is more to take. */
  #known(): Seen | null {
    const seen = this.#seen
    if (seen === null || seen.waiting.size === 0) return null
    const since = performance.now() - seen.at
    const due = (moment: number | null) => moment !== null && moment <= seen.now + since
    return since > longestSight || due(seen.nextDelayed) || due(seen.nextLease) ? null : seen
  }

  async #look(): Promise<Seen> {
    const { claims, attempts } = this.#parts
    const names = this.#options.queues.map(({ name }) => name)
    const at = performance.now()
    let outlook = await claims.look(names)
    const due = (moment: number | null) => moment !== null && moment <= outlook.now
    if (due(outlook.nextLease) || due(outlook.nextDelayed)) {
      if (due(outlook.nextLease)) {
        // Where the machine slept, or its clock was set, the jobs of this worker are not lost.
        await this.#beat(true)
        this.#tell(await attempts.reap())
      }
      if (due(outlook.nextDelayed)) await claims.promote()
      outlook = await claims.look(names)
    }
    if (this.#troubled) this.#options.onRecovered?.()
    this.#troubled = false
    this.#seen = { ...outlook, waiting: new Set(outlook.waiting), at }
    return this.#seen
  }

  #tell(lost: readonly LostJob[]): void {
    for (const { job, outcome } of lost) this.#options.onLost?.(job, outcome)
  }

  #room({ name, concurrency = this.#options.concurrency }: WorkQueue): number {
    let same = 0
    for (const { job } of this.#running.values()) if (job.queue === name) same++
    return Math.min(this.#options.concurrency - this.#running.size, concurrency - same)
  }

  async #take(queue: WorkQueue, room: number): Promise<number> {
    const lease = crypto.randomUUID()
    const asked = performance.now()
    const jobs = await this.#parts.claims.take(queue.name, room, lease, queue.rate ?? null)
    if (this.#stopping) {
      // It was asked to stop while the database answered.
      for (const { id } of jobs) await this.#parts.attempts.released({ id, lease })
      return 0
    }
    for (const job of jobs) {
      const running: Running = {
        id: job.id,
        lease,
        job,
        aborted: new AbortController(),
        over: false,
        progress: undefined,
        renewedAt: asked,
      }
      this.#running.set(job.id, running)
      void this.#run(running)
    }
    if (jobs.length > 0) this.#schedule()
    return jobs.length
  }

  // ---- one attempt ---------------------------------------------------------------------------------------------------

  async #run(running: Running): Promise<void> {
    const { id, job, aborted } = running
    const claimed: ClaimedJob = {
      job,
      signal: aborted.signal,
      progress: (value) => {
        running.progress = value
      },
      finish: async (result) => {
        if (running.over || !(await this.#parts.attempts.done(running, result))) throw tasksErrors.LEASE_LOST({ id })
      },
    }
    let outcome: Outcome
    try {
      outcome = await this.#options.handle(claimed)
    } catch (error) {
      outcome = { state: 'failed', error: told(error) }
    }
    if (running.over) return
    await this.#settle(running, outcome)
    this.#forget(running)
  }

  /** What a handler did is not to be done again because the database was away for a moment: it is told until the lease has ended. */
  async #settle(running: Running, outcome: Outcome): Promise<void> {
    for (let pause = 50; !running.over; pause *= 2) {
      try {
        if (running.progress !== undefined && outcome.state !== 'finished') await this.#keepProgress(running)
        // What is not done together with others is done alone: somebody has a hand on it, or it is not this worker's any more.
        if (
          outcome.state === 'done' &&
          (await this.#done.add({ held: running, result: outcome.result })).has(running.id)
        )
          return
        await this.#parts.attempts.settle(running, outcome)
        return
      } catch (error) {
        this.#fails(error)
        if (performance.now() + pause - running.renewedAt > this.#parts.lease) return
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  #forget(running: Running): void {
    running.over = true
    if (this.#running.get(running.id) === running) this.#running.delete(running.id)
    this.#changed()
    this.#next()
  }

  async #keepProgress(running: Running): Promise<void> {
    const { progress } = running
    if (progress === undefined) return
    running.progress = undefined
    try {
      await this.#parts.attempts.progress(running, progress)
    } catch (error) {
      running.progress ??= progress
      throw error
    }
  }

  // ---- leases --------------------------------------------------------------------------------------------------------

  #schedule(): void {
    this.#beating ??= setTimeout(
      () => {
        this.#beating = undefined
        void this.#beat()
      },
      Math.min(beatInterval, this.#parts.lease / 4),
    )
  }

  /** Renews leases that have been used by a third, or all of them, keeps progress, and learns who was cancelled or taken away. */
  async #beat(all = false): Promise<void> {
    const held = [...this.#running.values()]
    if (held.length === 0) return
    const { attempts, lease } = this.#parts
    const asked = performance.now()
    try {
      for (const running of held) await this.#keepProgress(running)
      const old = held.filter(({ renewedAt }) => all || asked - renewedAt >= lease / 3)
      if (old.length > 0) await attempts.renew(old, lease)
      const seen = new Map((await attempts.watch(held)).map((each) => [each.id, each]))
      for (const running of held) {
        if (running.over) continue
        const now = seen.get(running.id)
        if (now?.lease !== running.lease) await this.#lose(running)
        else if (now.cancelAsked) running.aborted.abort(tasksErrors.CANCELLED({ id: running.id }))
      }
      for (const running of old) running.renewedAt = asked
    } catch (error) {
      this.#fails(error)
      for (const running of held) if (performance.now() - running.renewedAt > lease) await this.#lose(running)
    }
    if (this.#running.size > 0) this.#schedule()
  }

  /** Somebody else has it, or may have it. One whose own transaction has just marked it done is not lost. */
  async #lose(running: Running): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    if (running.over) return
    running.aborted.abort(tasksErrors.LEASE_LOST({ id: running.id }))
    this.#forget(running)
  }

  /** The grace has ended. */
  async #release(): Promise<void> {
    for (const running of [...this.#running.values()]) {
      running.over = true
      running.aborted.abort(tasksErrors.STOPPED({ id: running.id }))
      try {
        if (!this.#leaves) await this.#parts.attempts.released(running)
      } catch (error) {
        this.#fails(error)
      }
      this.#forget(running)
    }
  }
}
