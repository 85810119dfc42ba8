import { use } from '../../base/context/index.ts'
import type { Backoff } from './backoff.ts'
import type { Enqueued, JsonValue } from './engine.ts'
import { tasksErrors } from './errors.ts'
import { tasksService } from './tasks.ts'

/** A validation library's schema, as far as tasks need it: https://standardschema.dev, version 1. It may answer with a promise. */
export interface PayloadSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => PayloadResult<Output> | Promise<PayloadResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}
type PayloadResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly PayloadIssue[] }
interface PayloadIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a handler is told beside its payload. */
export interface TaskContext {
  /** The job's id: the same in every attempt. With it another service can be asked not to do something twice. */
  readonly id: string
  /**
   * Aborted when the attempt is over: it took too long, the job was cancelled, or the worker stops. Pass it on to `fetch` and the like, and look at
   * it between steps: what a handler does after that is not waited for.
   */
  readonly signal: AbortSignal
  /** 1 in the first attempt. */
  readonly attempt: number
  readonly maxAttempts: number
  /** Says how far the job is: plain data of at most 4,000 bytes, which `findJob` shows. Cheap enough to be called often: the last value is kept. */
  progress(value: JsonValue): void
}

export type TaskHandler<P, R> = (payload: P, context: TaskContext) => R | Promise<R>

export interface TaskOptions<P, I = P> {
  /** The queue of its jobs: 'default'. */
  readonly queue?: string
  /** How often a job is tried again after an attempt failed, or was lost with its process: 3. With 0 a job is never begun twice. */
  readonly retries?: number
  /** The pauses between attempts; or a function from the number of the attempt that failed and its error to milliseconds. */
  readonly backoff?: Backoff | ((attempt: number, error: unknown) => number)
  /** Whether an attempt that failed with this error is worth another one. By default each is. */
  readonly retryIf?: (error: unknown) => boolean
  /** Milliseconds that an attempt may take, 600,000 (ten minutes) by default; null for no limit. */
  readonly timeout?: number | null
  /** -100 to 100, the higher first: 0. */
  readonly priority?: number
  /**
   * Of jobs with equal payloads, or with equal texts that the function gives, only one is kept until it has ended. `enqueue` then gives the id of the
   * one that is there.
   */
  readonly unique?: boolean | ((payload: I) => string)
  /**
   * The handler runs in a transaction of the project's database, or of the one named, and the job is marked done by the same transaction: what it
   * writes there happens exactly once. Without it a job runs at least once.
   */
  readonly transaction?: boolean
  /** Checks payloads when they are enqueued, and again when they run: code may have changed in between. The handler gets what the schema gives. */
  readonly payload?: PayloadSchema<I, P>
}

/** What one call of `enqueue` says of its job. */
export interface EnqueueOptions {
  /** Milliseconds before which it does not run. */
  readonly delay?: number
  /** A moment before which it does not run. */
  readonly at?: Date
  readonly priority?: number
  /** A unique key, instead of the task's own: of the jobs of this task with one key, one is kept until it has ended. */
  readonly key?: string
  readonly queue?: string
}

/** A payload may be left out where the handler wants none. */
type Given<I> = unknown extends I ? [payload?: JsonValue] : undefined extends I ? [payload?: I] : [payload: I]

/** A function that runs later, in a worker. */
export interface Task<P, R = unknown, I = P> {
  readonly kind: 'nuages.task'
  readonly name: string
  readonly handler: TaskHandler<P, R>
  readonly options: TaskOptions<P, I>
  /**
   * Keeps a job for this task. In a transaction it is part of it: undone with it, and not run before the commit. Resolves to the job's id, or to
   * that of the job that holds its unique key. Rejects with `NUAGES_TASKS_BAD_PAYLOAD`, `…_NOT_JSON`, `…_TOO_LARGE`, `…_NOT_LISTED`, `…_BAD_OPTION`.
   */
  enqueue(...given: [...Given<I>, options?: EnqueueOptions]): Promise<Enqueued>
  /** Keeps many jobs at once: all or none. */
  enqueueMany(payloads: readonly I[], options?: EnqueueOptions): Promise<readonly Enqueued[]>
}

/** Any task, whatever it takes. */
export type AnyTask = Task<never, unknown, never>

/**
 * Declares a task: `task('billing.sendInvoice', async ({ invoiceId }: { invoiceId: number }) => …, { retries: 5 })`. The name is kept with every job,
 * so it has to stay; begin it with the label of the app. An app lists its tasks: `defineApp({ tasks })`. Throws `NUAGES_TASKS_BAD_TASK`.
 */
export function task<P, R = void, I = P>(
  name: string,
  handler: TaskHandler<P, R>,
  options: TaskOptions<P, I> = {},
): Task<P, R, I> {
  checkTask(name, handler, options)
  const made: Task<P, R, I> = Object.freeze({
    kind: 'nuages.task',
    name,
    handler,
    options: Object.freeze({ ...options }),
    enqueue: async (...[payload, more]: readonly unknown[]) => {
      const [kept] = await use(tasksService).enqueue(made as unknown as AnyTask, [payload], more as EnqueueOptions)
      return kept!
    },
    enqueueMany: (payloads: readonly I[], more?: EnqueueOptions) =>
      use(tasksService).enqueue(made as unknown as AnyTask, payloads, more),
  })
  return made
}

/** True for what `task` made, even by another copy of the package. */
export function isTask(value: unknown): value is AnyTask {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'nuages.task'
}

const known = ['queue', 'retries', 'backoff', 'retryIf', 'timeout', 'priority', 'unique', 'transaction', 'payload']
const whole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most

/** Names of tasks and queues: they stand in logs, in commands and in the keys of other engines. */
export const wellNamed = (name: unknown, most: number): name is string =>
  typeof name === 'string' && name.length <= most && /^[A-Za-z0-9_][\w.-]*$/.test(name)

function checkTask<P, I>(name: string, handler: unknown, options: TaskOptions<P, I>): void {
  const bad = (problem: string) => tasksErrors.BAD_TASK({ name: String(name), problem })
  if (!wellNamed(name, 200)) throw bad('a name has letters, digits, dots, dashes and underscores, at most 200')
  if (typeof handler !== 'function') throw bad('its handler is no function')
  for (const option of Object.keys(options))
    if (!known.includes(option)) throw bad(`it has an option '${option}'; there are ${known.join(', ')}`)
  const { queue = 'default', retries = 3, timeout = null, priority = 0, backoff, unique, payload } = options
  if (!wellNamed(queue, 100)) throw bad('its queue is no name of letters, digits, dots, dashes and underscores')
  if (!whole(retries, 0, 1000)) throw bad('`retries` is a whole number from 0 to 1000')
  if (timeout !== null && !whole(timeout, 1, 2 ** 31 - 1)) throw bad('`timeout` is a whole number of milliseconds')
  if (!whole(priority, -100, 100)) throw bad('`priority` is a whole number from -100 to 100')
  if (typeof backoff === 'object')
    for (const [part, value] of Object.entries(backoff))
      if (typeof value !== 'number' || !(value >= 0) || (part === 'jitter' && value > 1))
        throw bad(`\`backoff.${part}\` is no number that it can be`)
  if (unique !== undefined && typeof unique !== 'boolean' && typeof unique !== 'function')
    throw bad('`unique` is neither true nor a function')
  if (payload !== undefined && typeof payload?.['~standard']?.validate !== 'function')
    throw bad('`payload` is no Standard Schema')
}

/** Checks what a call of `enqueue` says. Throws `NUAGES_TASKS_BAD_OPTION`. */
export function checkEnqueue(name: string, options: EnqueueOptions): void {
  const bad = (problem: string) => tasksErrors.BAD_OPTION({ where: `enqueue() of '${name}'`, problem })
  for (const option of Object.keys(options))
    if (!['delay', 'at', 'priority', 'key', 'queue'].includes(option)) throw bad(`there is no option '${option}'`)
  const { delay, at, priority, key, queue } = options
  if (delay !== undefined && at !== undefined) throw bad('it takes `delay` or `at`, not both')
  if (delay !== undefined && !(delay >= 0 && delay < 1e13)) throw bad('`delay` is a number of milliseconds from 0 on')
  if (at !== undefined && !(at instanceof Date && Math.abs(at.getTime()) < 1e14)) throw bad('`at` is a date')
  if (priority !== undefined && !whole(priority, -100, 100)) throw bad('`priority` is a whole number from -100 to 100')
  if (key !== undefined && (typeof key !== 'string' || key === '')) throw bad('`key` is a text that is not empty')
  if (queue !== undefined && !wellNamed(queue, 100)) throw bad('`queue` is no name of a queue')
}
