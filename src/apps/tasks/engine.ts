/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/**
 * Where a job stands. `delayed`: its time has not come (a delay, a time, the pause before another attempt). `failed` is the dead letter: the last
 * attempt failed, and it stays listed until it is retried or pruned.
 */
export type JobState = 'waiting' | 'delayed' | 'running' | 'done' | 'failed' | 'cancelled'

/** A state in which a job stays. */
export type EndState = 'done' | 'failed' | 'cancelled'

export const endStates: readonly EndState[] = ['done', 'failed', 'cancelled']

export const jobStates: readonly JobState[] = ['waiting', 'delayed', 'running', 'done', 'failed', 'cancelled']

/** Why an attempt failed, as it is stored: no stack, no secrets, at most 2,000 characters of message. */
export interface JobError {
  /** The code of a coded error, else the error's name. */
  readonly code: string
  readonly message: string
}

/** A job that is to be kept. Everything in it is checked already: an engine stores it as it is. */
export interface NewJob {
  /** Made by the caller (a UUID that sorts by time), so that it is known before the job is stored. */
  readonly id: string
  readonly name: string
  /** JSON text; what it may weigh was checked. */
  readonly payload: string
  readonly queue: string
  /** -100 to 100; the higher comes first. */
  readonly priority: number
  /** Milliseconds from now, by the engine's clock, before which it does not run. 0 for at once. */
  readonly delay: number
  /** A moment before which it does not run, instead of a delay. */
  readonly at: Date | null
  /** How many attempts there may be, those whose worker was lost included; at least 1. */
  readonly maxAttempts: number
  /** Milliseconds that an attempt may take; null for no limit. The worker enforces it; engines only keep it. */
  readonly timeout: number | null
  /** While a job with this key is waiting, delayed or running, no other one with it is kept. At most 255 characters. */
  readonly uniqueKey: string | null
  /** The id of the request that it came from. */
  readonly requestId: string | null
}

/** What became of a new job: it was kept, or `id` is the one that holds its unique key. */
export interface Enqueued {
  readonly id: string
  /** False where another job holds the key, and this one was dropped. */
  readonly created: boolean
}

/** A job as an engine tells of it. Times are those of the engine's clock. */
export interface Job {
  readonly id: string
  readonly name: string
  readonly payload: JsonValue
  readonly queue: string
  readonly priority: number
  readonly state: JobState
  /** When it may run: when it was enqueued, the end of its delay, or the end of the pause before its next attempt. */
  readonly runAt: Date
  /** How many attempts have begun: 1 during the first. An attempt that a stopping worker gave back is not counted. */
  readonly attempt: number
  readonly maxAttempts: number
  readonly timeout: number | null
  readonly uniqueKey: string | null
  readonly requestId: string | null
  /** What the handler last said of how far it is; null before. */
  readonly progress: JsonValue
  /** What the handler gave; null before, and where it gave nothing. */
  readonly result: JsonValue
  /** Why the last attempt that failed did so, in any state. */
  readonly error: JobError | null
  readonly createdAt: Date
  /** When the last attempt began. */
  readonly startedAt: Date | null
  /** When it was done, failed for good or cancelled. */
  readonly finishedAt: Date | null
}

/** At most `limit` jobs within `per` milliseconds, counted from the first of them, by all workers together. */
export interface RateLimit {
  readonly limit: number
  readonly per: number
}

/** A queue that a worker takes jobs from. */
export interface WorkQueue {
  readonly name: string
  /** How many of its jobs this worker runs at once, within the worker's own limit. */
  readonly concurrency?: number
  readonly rate?: RateLimit
}

/** How an attempt ended. The engine does as it says, without questions: whether another attempt is due was decided by who says it. */
export type Outcome =
  | { readonly state: 'done'; readonly result: JsonValue }
  /** `finish` has marked it done already. */
  | { readonly state: 'finished' }
  /** The attempt failed; another one follows after `delay` milliseconds. */
  | { readonly state: 'retry'; readonly delay: number; readonly error: JobError }
  /** Failed for good. */
  | { readonly state: 'failed'; readonly error: JobError }
  | { readonly state: 'cancelled' }

/** One attempt that a worker holds. */
export interface ClaimedJob {
  /** In the state `running`; `attempt` counts this one. */
  readonly job: Job
  /**
   * Aborted when the attempt is over before its time: the job was cancelled (`NUAGES_TASKS_CANCELLED`), the worker stops and its grace has ended
   * (`…_STOPPED`), or the engine has given the job to somebody else (`…_LEASE_LOST`). The reason is that error. After the last two the outcome is not
   * asked for any more.
   */
  readonly signal: AbortSignal
  /** Keeps how far the job is, soon and in the background, outside of any transaction. Never throws; the last value counts. */
  progress(value: JsonValue): void
  /**
   * Marks the job done in the transaction that this code is in; `work` then returns `{ state: 'finished' }`. Rejects with `NUAGES_TASKS_LEASE_LOST`
   * where the attempt is not this worker's any more, so that the transaction is undone. Absent where the engine is not transactional.
   */
  finish?(result: JsonValue): Promise<void>
}

export interface WorkOptions {
  /** At least one. Jobs of other queues are left to other workers. */
  readonly queues: readonly WorkQueue[]
  /** How many jobs run at once. */
  readonly concurrency: number
  /** Runs one attempt. It never rejects; an engine that sees it reject counts the attempt as failed for good. */
  handle(claimed: ClaimedJob): Promise<Outcome>
  /** An attempt was lost with its worker (`NUAGES_TASKS_LOST`), and this worker found it. `outcome`: whether it runs again. */
  onLost?(job: Job, outcome: 'retry' | 'failed' | 'cancelled'): void
  /** Is told of failures of the engine itself, a database that does not answer. The worker goes on, with pauses. */
  onError(error: unknown): void
  /** The engine answers again, after failures. */
  onRecovered?(): void
}

/** A worker that takes jobs until it is stopped. */
export interface WorkHandle {
  /** How many jobs it runs at the moment. */
  readonly running: number
  /**
   * Takes no more jobs, waits `grace` milliseconds for those that run, then aborts their signals and puts them back at once: others take them, and the
   * attempt is not counted. Resolves when nothing of the worker is left. Calling it again shortens the grace. `leave`: they are left to their leases
   * instead, and the attempt counts: one of them may be what the process breaks of.
   */
  stop(grace: number, leave?: boolean): Promise<void>
  /** Resolves as soon as none of its queues has a job that is due (delayed ones do not count) and it runs none. */
  idle(): Promise<void>
}

/** Which jobs `list` gives. */
export interface JobFilter {
  readonly state?: JobState
  readonly queue?: string
  readonly name?: string
  /** At most so many: 100 by default, 1,000 at most. */
  readonly limit?: number
}

/** Numbers of jobs by queue and state. Queues without jobs may be absent. */
export type JobCounts = Readonly<Record<string, Readonly<Record<JobState, number>>>>

/**
 * Keeps jobs and gives them to workers. Several processes use one at the same time, each with an engine of its own over the same store.
 *
 * Every engine promises: a job that `enqueue` has resolved for is not lost; it runs at least once; two workers do not hold one attempt at the same
 * time unless one of them was taken for dead; a worker that was killed is noticed and its jobs run again, as attempts that count; within a queue
 * higher priorities come first, and equal ones in the order in which they became due.
 */
export interface TaskEngine {
  /** For people: 'database', 'pg-boss', 'redis'. */
  readonly name: string
  /**
   * `enqueue` and `finish` take part in the transaction of the project's database that this code is in. Where it is false, the caller enqueues after
   * the commit.
   */
  readonly transactional: boolean
  /**
   * Keeps jobs, in the order given; one result for each. Workers of this process hear of it at once, of other processes soon. On a transactional
   * engine that is when the transaction is committed.
   */
  enqueue(jobs: readonly NewJob[]): Promise<readonly Enqueued[]>
  /** Starts a worker. It runs outside of whatever context and transaction it is started in. */
  work(options: WorkOptions): Promise<WorkHandle>
  /** A job, or null where there is none (any more). */
  find(id: string): Promise<Job | null>
  /** Jobs, the newest first. */
  list(filter?: JobFilter): Promise<readonly Job[]>
  /**
   * Cancels. A job that waits is `cancelled` when this resolves; one that runs is told by its signal, soon, and is `cancelled` when its handler has
   * heeded it. False where it has ended already or is not known.
   */
  cancel(id: string): Promise<boolean>
  /**
   * Makes a job that failed or was cancelled wait again, with all attempts before it; its error stays until then. False for a job in another state,
   * unknown, or whose unique key another one holds.
   */
  retry(id: string): Promise<boolean>
  counts(): Promise<JobCounts>
  /** Deletes jobs that ended more than so many milliseconds ago, in these states: all by default. Resolves to how many. */
  prune(olderThan: number, states?: readonly EndState[]): Promise<number>
  /**
   * Runs what is due, and what that enqueues, one after the other, in the transaction that this code is in: nobody else sees it. For tests. Absent where
   * the engine cannot.
   */
  runInside?(options: Pick<WorkOptions, 'queues' | 'handle'>): Promise<void>
  /** Ends what it keeps open. Its workers were stopped before. */
  close(): Promise<void>
}
