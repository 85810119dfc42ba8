import { runInScope, type Scope } from '../../base/context/index.ts'
import { taskRuns } from '../../base/events/index.ts'
import { createLogger, type Logger } from '../../base/log/index.ts'
import type { ClaimedJob, Outcome, WorkHandle, WorkQueue } from './engine.ts'
import { tasksErrors } from './errors.ts'
import { Outage } from './outage.ts'
import { Runner } from './runner.ts'
import type { Tasks } from './tasks.ts'

export interface WorkerOptions {
  /** The queues that it takes jobs from; every one that the project knows by default. */
  readonly queues?: readonly string[]
  /** How many jobs it runs at once: 10 by default. */
  readonly concurrency?: number
  /** Milliseconds after which jobs that ended are deleted: 14 days by default; null for never. */
  readonly keep?: number | null
  readonly logger?: Logger
  /** 0 to 1: for the jitter of pauses. */
  readonly random?: () => number
  /** Is told how each attempt ended. */
  readonly onOutcome?: (claimed: ClaimedJob, outcome: Outcome) => void
}

const hour = 3_600_000
const keptByDefault = 14 * 24 * hour

/** Starts a worker that runs the tasks of a project, until `stop`. Rejects with `NUAGES_TASKS_BAD_OPTION` for a queue that the project does not know. */
export async function startWorker(tasks: Tasks, scope: Scope, options: WorkerOptions = {}): Promise<WorkHandle> {
  const { concurrency = 10, logger = createLogger({ name: 'tasks' }), keep = keptByDefault, onOutcome } = options
  const names = options.queues ?? tasks.queueNames
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1000)
    throw tasksErrors.BAD_OPTION({ where: 'A worker', problem: '`concurrency` is a whole number from 1 to 1000' })
  const unknown = names.find((name) => !tasks.queueNames.includes(name))
  if (unknown !== undefined || names.length === 0) {
    const known = tasks.queueNames.join(', ')
    const problem = unknown === undefined ? 'it needs a queue' : `there is no queue '${unknown}'; there are ${known}`
    throw tasksErrors.BAD_OPTION({ where: 'A worker', problem })
  }
  const runner = new Runner({ tasks, scope, logger, ...(options.random && { random: options.random }) })
  const outage = new Outage({
    failed: (error) => logger.error('The engine of tasks failed; the worker goes on', { error }),
    recovered: (failures) => logger.info('The engine of tasks answers again', { failures }),
  })
  const handle = await tasks.engine.work({
    queues: names.map((name): WorkQueue => ({ name, ...tasks.queues[name] })),
    concurrency,
    handle: async (claimed) => {
      const outcome = await runner.handle(claimed)
      onOutcome?.(claimed, outcome)
      return outcome
    },
    onLost: ({ id, name, queue, attempt, requestId, maxAttempts }, outcome) =>
      runInScope(scope, () => {
        const error = tasksErrors.LOST({ attempt, maxAttempts })
        logger[outcome === 'failed' ? 'error' : 'warn']('A job was lost', { taskId: id, task: name, outcome, error })
        const kind = outcome === 'failed' ? 'failed' : 'lost'
        if (taskRuns.heard)
          taskRuns.publish({ kind, id, name, queue, attempt, requestId, duration: null, waited: null, error })
      }),
    onError: (error) => runInScope(scope, () => outage.failed(error)),
    onRecovered: () => runInScope(scope, () => outage.recovered()),
  })
  const prune = () =>
    void tasks.engine
      .prune(keep ?? 0)
      .catch((error: unknown) => logger.error('Old jobs could not be deleted', { error }))
  const pruning = keep === null ? undefined : setInterval(prune, hour).unref()
  return {
    get running() {
      return handle.running
    },
    idle: () => handle.idle(),
    async stop(grace) {
      clearInterval(pruning)
      await handle.stop(grace)
    },
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
 * Runs every job that is due, and those that they enqueue, here and now; delayed ones stay. For tests, and for a cron job in the place of a worker.
 */
export async function runPending(tasks: Tasks, scope: Scope, options: WorkerOptions = {}): Promise<PendingRun> {
  const counts = { done: 0, retried: 0, failed: 0, cancelled: 0 }
  const names = { done: 'done', finished: 'done', retry: 'retried', failed: 'failed', cancelled: 'cancelled' } as const
  const worker = await startWorker(tasks, scope, {
    ...options,
    keep: null,
    onOutcome(claimed, outcome) {
      counts[names[outcome.state]]++
      options.onOutcome?.(claimed, outcome)
    },
  })
  try {
    await worker.idle()
  } finally {
    await worker.stop(0)
  }
  return counts
}
