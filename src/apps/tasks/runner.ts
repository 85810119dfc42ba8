import { originService, provide, runApart, type Scope } from '../../base/context/index.ts'
import { type TaskRunEvent, taskAttempts, taskRuns } from '../../base/events/index.ts'
import { type Fields, type Logger, logContextService } from '../../base/log/index.ts'
import { pauseAfter } from './backoff.ts'
import type { ClaimedJob, Job, JsonValue, Outcome } from './engine.ts'
import { tasksErrors } from './errors.ts'
import { jsonText } from './json.ts'
import { conform } from './payload.ts'
import type { AnyTask, PayloadSchema, TaskContext } from './task.ts'
import type { Tasks } from './tasks.ts'
import { told } from './told.ts'

export interface RunnerParts {
  readonly tasks: Tasks
  /** The project that handlers run in. */
  readonly scope: Scope
  readonly logger: Logger
  /** Is told of jobs that failed for good, instead of the log. */
  readonly onFailed?: FailureHook | undefined
  /** 0 to 1: for the jitter of pauses. */
  readonly random?: () => number
}

/** Is told that a job failed for good, and why. */
export type FailureHook = (error: unknown, job: Job) => void

/** How often a job whose task this code does not know waits for code that does, and the milliseconds of each wait. */
const unknownAttempts = 5
const unknownPause = 30_000
const maxProgress = 4000
const longestPause = 400 * 86_400_000

/** Runs attempts: finds the task, checks the payload, calls the handler and says how it ended. */
export class Runner {
  readonly #parts: RunnerParts
  readonly #random: () => number

  constructor(parts: RunnerParts) {
    this.#parts = parts
    this.#random = parts.random ?? Math.random
  }

  /** For `work` of an engine. */
  readonly handle = (claimed: ClaimedJob): Promise<Outcome> => {
    const { id, name, attempt, requestId } = claimed.job
    const fields: Fields = { taskId: id, task: name, attempt, ...(requestId !== null && { requestId }) }
    const services = new Map(this.#parts.scope.services)
    const [key, value] = provide(logContextService, () => fields)
    services.set(key, value)
    services.set(...provide(originService, `task:${name}`))
    // What a request keeps is not for a job, even where one runs inside of it: in tests.
    return runApart({ services }, () => this.#attempt(claimed))
  }

  async #attempt(claimed: ClaimedJob): Promise<Outcome> {
    const { job } = claimed
    const begun = performance.now()
    const waited = job.startedAt === null ? null : Math.max(0, job.startedAt.getTime() - job.runAt.getTime())
    tell(job, 'started', { waited })
    const outcome = await (taskAttempts.watched
      ? taskAttempts.run(job, () => this.#outcome(claimed))
      : this.#outcome(claimed))
    const duration = performance.now() - begun
    const { reason } = claimed.signal
    const code: unknown = claimed.signal.aborted ? (reason as { code?: unknown }).code : null
    if (outcome.state === 'finished' || outcome.state === 'done') tell(job, 'done', { duration })
    else if (code === 'NUAGES_TASKS_STOPPED') tell(job, 'released', { duration })
    else if (code === 'NUAGES_TASKS_LEASE_LOST') tell(job, 'lost', { duration, error: reason })
    else if (outcome.state === 'cancelled') tell(job, 'cancelled', { duration })
    else tell(job, outcome.state, { duration, error: outcome.error })
    return outcome
  }

  async #outcome(claimed: ClaimedJob): Promise<Outcome> {
    const { job } = claimed
    const { tasks, logger } = this.#parts
    const task = tasks.find(job.name)
    if (task === undefined) {
      const error = tasksErrors.UNKNOWN_TASK({ name: job.name })
      const wait = job.attempt < Math.max(job.maxAttempts, unknownAttempts)
      if (!wait) return this.#dead('A task is not known', error, job)
      logger.error('A task is not known here; its job waits', { error })
      return { state: 'retry', delay: unknownPause, error: told(error) }
    }
    return this.#call(task, claimed)
  }

  /** Failed for good. */
  #dead(message: string, error: unknown, job: Job): Outcome {
    const { logger, onFailed } = this.#parts
    if (onFailed === undefined) logger.error(message, { error })
    else onFailed(error, job)
    return { state: 'failed', error: told(error) }
  }

  async #call(task: AnyTask, claimed: ClaimedJob): Promise<Outcome> {
    const { job } = claimed
    const { name, timeout } = job
    const late = new AbortController()
    const timer =
      timeout === null ? undefined : setTimeout(() => late.abort(tasksErrors.TIMED_OUT({ name, timeout })), timeout)
    const signal = AbortSignal.any([claimed.signal, late.signal])
    const context: TaskContext = {
      id: job.id,
      signal,
      attempt: job.attempt,
      maxAttempts: job.maxAttempts,
      progress: (value) => {
        // A copy, as it is now: the handler may go on with the object.
        claimed.progress(JSON.parse(jsonText(`The progress of '${name}'`, value, maxProgress)) as JsonValue)
      },
    }
    const run = async (payload: unknown): Promise<JsonValue> => {
      const result = await untilAborted(signal, async () => task.handler(payload as never, context))
      const text = jsonText(`The result of '${name}'`, result, this.#parts.tasks.maxBytes)
      return JSON.parse(text) as JsonValue
    }
    try {
      const { payload: schema } = task.options
      let payload: unknown = job.payload
      if (schema !== undefined) {
        const checked = await untilAborted(signal, () => checkedPayload(name, schema, payload))
        if ('wrong' in checked) return this.#dead('A payload is not one for its task', checked.wrong, job)
        payload = checked.payload
      }
      const { finish } = claimed
      if (task.options.transaction !== true || finish === undefined)
        return { state: 'done', result: await run(payload) }
      await this.#parts.tasks.atomic(async () => finish(await run(payload)))
      return { state: 'finished' }
    } catch (error) {
      return this.#failed(task, claimed, error)
    } finally {
      clearTimeout(timer)
    }
  }

  #failed(task: AnyTask, { job, signal }: ClaimedJob, error: unknown): Outcome {
    const { logger } = this.#parts
    // Cancelled, stopped or taken away: none of these is the handler's fault.
    if (signal.aborted) {
      logger.info('An attempt was ended', { reason: (signal.reason as Error).message })
      return { state: 'cancelled' }
    }
    const { backoff = {}, retryIf } = task.options
    let pause: number
    try {
      if (job.attempt >= job.maxAttempts || retryIf?.(error) === false) return this.#dead('A job failed', error, job)
      pause =
        typeof backoff === 'function' ? backoff(job.attempt, error) : pauseAfter(job.attempt, backoff, this.#random)
    } catch (second) {
      logger.error('`retryIf` or `backoff` of a task failed: its job is not tried again', { error: second })
      return this.#dead('A job failed', error, job)
    }
    logger.warn('An attempt failed', { error })
    return { state: 'retry', delay: Math.min(Math.max(0, Math.round(pause)), longestPause) || 0, error: told(error) }
  }
}

/** The payload as the schema gives it, or how it does not match. Rejects where the schema itself fails: that is worth another attempt. */
async function checkedPayload(name: string, schema: PayloadSchema<never, never>, payload: unknown) {
  try {
    return { payload: await conform(name, schema, payload) }
  } catch (error) {
    if ((error as { code?: unknown } | undefined)?.code === 'NUAGES_TASKS_BAD_PAYLOAD') return { wrong: error }
    throw error
  }
}

/** What `work` gives, or the reason of the signal as soon as it is aborted: a handler that does not listen is not waited for. */
function untilAborted<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason)
    signal.addEventListener('abort', end, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end))
  })
}

function tell(
  { id, name, queue, attempt, requestId }: Job,
  kind: TaskRunEvent['kind'],
  more: Partial<Pick<TaskRunEvent, 'duration' | 'waited' | 'error'>>,
): void {
  if (!taskRuns.heard) return
  taskRuns.publish({
    kind,
    id,
    name,
    queue,
    attempt,
    requestId,
    duration: null,
    waited: null,
    error: undefined,
    ...more,
  })
}
