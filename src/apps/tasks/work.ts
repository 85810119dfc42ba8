import { runInScope, type Scope } from '../../base/context/index.ts'
import { taskRuns } from '../../base/events/index.ts'
import { createLogger, type Logger } from '../../base/log/index.ts'
import type { ClaimedJob, EndState, Outcome, WorkHandle, WorkOptions, WorkQueue } from './engine.ts'
import { tasksErrors } from './errors.ts'
import { checkAge, checkWhole } from './options.ts'
import { Outage } from './outage.ts'
import { type FailureHook, Runner } from './runner.ts'
import type { Tasks } from './tasks.ts'

export interface WorkerOptions {
  /** The queues that it takes jobs from; every one that the project knows by default. */
  readonly queues?: readonly string[]
  /** How many jobs it runs at once: 10 by default. */
  readonly concurrency?: number
  /** Milliseconds after which jobs that were done or cancelled are deleted: 14 days by default; null for never. */
  readonly keep?: number | null
  /** Milliseconds after which jobs that failed for good are deleted: 90 days by default; null for never. */
  readonly keepFailed?: number | null
  readonly logger?: Logger
  /** 0 to 1: for the jitter of pauses. */
  readonly random?: () => number
  /** Is told how each attempt ended. */
  readonly onOutcome?: (claimed: ClaimedJob, outcome: Outcome) => void
  /** Is told of jobs that failed for good, in the project, instead of the log. */
  readonly onFailed?: FailureHook
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Starts a worker that runs the tasks of a project, until `stop`. Rejects with `NUAGES_TASKS_BAD_OPTION` for a queue that the project does not know. */
export async function startWorker(tasks: Tasks, scope: Scope, options: WorkerOptions = {}): Promise<WorkHandle> {
  const { keep = 14 * day, keepFailed = 90 * day, logger = createLogger({ name: 'tasks' }) } = options
  if (keep !== null) checkAge('tasks.keep', keep)
  if (keepFailed !== null) checkAge('tasks.keepFailed', keepFailed)
  const handle = await tasks.engine.work(workOptions(tasks, scope, options, logger))
  const stopPruning = pruneNowAndThen(tasks, { keep, keepFailed }, logger)
  return {
    get running() {
      return handle.running
    },
    idle: () => handle.idle(),
    async stop(grace, leave) {
      stopPruning()
      await handle.stop(grace, leave)
    },
  }
}

/** What an engine is told of the tasks of a project. */
function workOptions(tasks: Tasks, scope: Scope, options: WorkerOptions, logger: Logger): WorkOptions {
  const { concurrency = 10, onOutcome, onFailed, random } = options
  const names = options.queues ?? tasks.queueNames
  checkWhole("A worker's `concurrency`", concurrency, 1, 1000)
  const unknown = names.find((name) => !tasks.queueNames.includes(name))
  if (unknown !== undefined || names.length === 0) {
    const known = tasks.queueNames.join(', ')
    const problem = unknown === undefined ? 'it needs a queue' : `there is no queue '${unknown}'; there are ${known}`
    throw tasksErrors.BAD_OPTION({ where: 'A worker', problem })
  }
  const runner = new Runner({ tasks, scope, logger, onFailed, ...(random && { random }) })
  const outage = new Outage({
    failed: (error) => logger.error('The engine of tasks failed; the worker goes on', { error }),
    recovered: (failures) => logger.info('The engine of tasks answers again', { failures }),
  })
  return {
    queues: [...new Set(names)].map((name): WorkQueue => ({ name, ...tasks.queues[name] })),
    concurrency,
    handle: async (claimed) => {
      const outcome = await runner.handle(claimed)
      onOutcome?.(claimed, outcome)
      return outcome
    },
    onLost: (job, outcome) =>
      runInScope(scope, () => {
        const { id, name, queue, attempt, requestId, maxAttempts } = job
        const error = tasksErrors.LOST({ attempt, maxAttempts })
        if (outcome === 'failed' && onFailed !== undefined) onFailed(error, job)
        else
          logger[outcome === 'failed' ? 'error' : 'warn']('A job was lost', { taskId: id, task: name, outcome, error })
        const kind = outcome === 'failed' ? 'failed' : 'lost'
        if (taskRuns.heard)
          taskRuns.publish({ kind, id, name, queue, attempt, requestId, duration: null, waited: null, error })
      }),
    onError: (error) => runInScope(scope, () => outage.failed(error)),
    onRecovered: () => runInScope(scope, () => outage.recovered()),
  }
}

/** Deletes what is old each hour, and soon after the start: a process may never run for an hour. Gives a function that ends it. */
function pruneNowAndThen(
  tasks: Tasks,
  { keep, keepFailed }: { readonly keep: number | null; readonly keepFailed: number | null },
  logger: Logger,
): () => void {
  let stopped = false
  const prune = async (age: number | null, states: readonly EndState[]) => {
    if (age !== null && !stopped) await tasks.engine.prune(age, states)
  }
  const pruneAll = async () => {
    try {
      await prune(keep, ['done', 'cancelled'])
      await prune(keepFailed, ['failed'])
    } catch (error) {
      if (!stopped) logger.error('Old jobs could not be deleted', { error })
    }
  }
  if (keep === null && keepFailed === null) return () => {}
  const first = setTimeout(pruneAll, minute).unref()
  const again = setInterval(pruneAll, hour).unref()
  return () => {
    stopped = true
    clearTimeout(first)
    clearInterval(again)
  }
}

/** What `runPending` ran. */
export interface PendingRun {
  readonly done: number
  /** Attempts that failed and are followed by others, later. */
  readonly retried: number
  readonly failed: number
  readonly cancelled: number
}

/**
 * Runs every job that is due, and those that they enqueue, here and now; delayed ones stay. For tests, and for a cron job in the place of a worker. Inside
 * of a transaction, with jobs in its database, they run one after the other as a part of it.
 */
export async function runPending(tasks: Tasks, scope: Scope, options: WorkerOptions = {}): Promise<PendingRun> {
  const counts = { done: 0, retried: 0, failed: 0, cancelled: 0 }
  const names = { done: 'done', finished: 'done', retry: 'retried', failed: 'failed', cancelled: 'cancelled' } as const
  const own: WorkerOptions = {
    ...options,
    keep: null,
    keepFailed: null,
    onOutcome(claimed, outcome) {
      counts[names[outcome.state]]++
      options.onOutcome?.(claimed, outcome)
    },
  }
  const { engine } = tasks
  if (tasks.inTransaction && engine.runInside !== undefined) {
    const logger = options.logger ?? createLogger({ name: 'tasks' })
    await engine.runInside(workOptions(tasks, scope, own, logger))
    return counts
  }
  const worker = await startWorker(tasks, scope, own)
  try {
    await worker.idle()
  } finally {
    await worker.stop(0)
  }
  return counts
}
