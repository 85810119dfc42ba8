import { type Service, service, tryUse } from '../../base/context/index.ts'
import { taskRuns } from '../../base/events/index.ts'
import { logContextService } from '../../base/log/index.ts'
import type { Database } from '../../data/drivers/index.ts'
import type { Enqueued, NewJob, RateLimit, TaskEngine } from './engine.ts'
import { tasksErrors } from './errors.ts'
import { idSource } from './ids.ts'
import { digestOf, jsonText } from './json.ts'
import { checkWhole, longestTimer } from './options.ts'
import { conform } from './payload.ts'
import { type Schedule, schedulesIn } from './schedules/schedule.ts'
import { type AnyTask, checkEnqueue, type EnqueueOptions, isTask, wellNamed } from './task.ts'

/** How workers treat a queue. */
export interface QueueOptions {
  /** How many of its jobs one worker runs at once, within the worker's own limit. */
  readonly concurrency?: number
  /** At most so many jobs begin in so many milliseconds, of all workers together. */
  readonly rate?: RateLimit
}

export interface TasksOptions {
  readonly engine: TaskEngine
  /** What apps list: tasks, among whatever else a module has. */
  readonly tasks: readonly object[]
  readonly queues?: Readonly<Record<string, QueueOptions>>
  /** Bytes that a payload, or a result, may have as JSON: 100,000 by default. */
  readonly maxBytes?: number
  /** Called after jobs were kept and committed: tests run them then and there. */
  readonly afterEnqueue?: () => void | Promise<void>
  /** Whose transactions jobs are enqueued after, and handlers run in. Without it there are no transactions. */
  readonly database?: Database
}

/** The tasks of a project and the engine that keeps their jobs. */
export class Tasks {
  readonly engine: TaskEngine
  readonly queues: Readonly<Record<string, QueueOptions>>
  readonly maxBytes: number
  /** When which tasks are run by themselves. */
  readonly schedules: readonly Schedule[]
  readonly #tasks: ReadonlyMap<string, AnyTask>
  readonly #newId = idSource()
  readonly #database: Database | undefined
  readonly #afterEnqueue: (() => void | Promise<void>) | undefined

  /** Throws `NUAGES_TASKS_DUPLICATE_TASK`, `…_BAD_OPTION`, `NUAGES_SCHEDULES_TWICE` or `…_NOT_LISTED`. */
  constructor({ engine, tasks, queues = {}, maxBytes = 100_000, afterEnqueue, database }: TasksOptions) {
    checkQueues(queues)
    this.engine = engine
    this.queues = queues
    this.maxBytes = maxBytes
    this.#tasks = tasksIn(tasks)
    this.schedules = schedulesIn(tasks, (name) => this.#tasks.has(name))
    this.#database = database
    this.#afterEnqueue = afterEnqueue
  }

  /** Runs `work` in a transaction. */
  atomic<R>(work: () => Promise<R>): Promise<R> {
    return this.#database === undefined ? work() : this.#database.atomic(work)
  }

  /** This code is in a transaction of the database whose transactions jobs go with. */
  get inTransaction(): boolean {
    return this.#database?.inTransaction === true
  }

  #onCommit(work: () => void | Promise<void>): void | Promise<void> {
    return this.#database === undefined ? work() : this.#database.onCommit(work)
  }

  /** A task by its name. */
  find(name: string): AnyTask | undefined {
    return this.#tasks.get(name)
  }

  get all(): readonly AnyTask[] {
    return [...this.#tasks.values()]
  }

  /** The queues that there are: those of tasks, and those that options name. */
  get queueNames(): readonly string[] {
    const own = this.all.map(({ options }) => options.queue ?? 'default')
    return [...new Set([...Object.keys(this.queues), ...own, 'default'])]
  }

  /** `enqueue` of a task, for several payloads. */
  async enqueue(
    task: AnyTask,
    payloads: readonly unknown[],
    options: EnqueueOptions = {},
  ): Promise<readonly Enqueued[]> {
    checkEnqueue(task.name, options)
    if (this.#tasks.get(task.name) !== task) throw tasksErrors.NOT_LISTED({ name: task.name })
    const jobs: NewJob[] = []
    for (const payload of payloads) jobs.push(await this.#newJob(task, payload, options))
    const { engine } = this
    const after = this.#afterEnqueue
    if (engine.transactional) {
      const kept = await engine.enqueue(jobs)
      this.#tell(jobs, kept)
      if (after !== undefined) await this.#onCommit(after)
      return kept
    }
    // Inside a transaction nothing is known before the commit but the ids.
    let kept: readonly Enqueued[] = jobs.map(({ id }) => ({ id, created: true }))
    await this.#onCommit(async () => {
      kept = await engine.enqueue(jobs)
      this.#tell(jobs, kept)
      await after?.()
    })
    return kept
  }

  async #newJob(task: AnyTask, payload: unknown, options: EnqueueOptions): Promise<NewJob> {
    const { name } = task
    const { queue = 'default', retries = 3, timeout = 600_000, priority = 0, payload: schema } = task.options
    const text = jsonText(`The payload of '${name}'`, payload, this.maxBytes)
    if (schema !== undefined) await conform(name, schema, payload)
    const requestId = tryUse(logContextService)?.()['requestId']
    return {
      id: this.#newId(),
      name,
      payload: text,
      queue: options.queue ?? queue,
      priority: options.priority ?? priority,
      delay: Math.ceil(options.delay ?? 0),
      at: options.at ?? null,
      maxAttempts: retries + 1,
      timeout,
      uniqueKey: uniqueKey(task, payload, options.key),
      requestId: typeof requestId === 'string' ? requestId.slice(0, 128) : null,
    }
  }

  #tell(jobs: readonly NewJob[], kept: readonly Enqueued[]): void {
    if (!taskRuns.heard) return
    jobs.forEach(({ id, name, queue, requestId }, i) => {
      if (kept[i]?.created !== true) return
      const nothing = { attempt: 0, duration: null, waited: null, error: undefined }
      taskRuns.publish({ kind: 'enqueued', id, name, queue, requestId, ...nothing })
    })
  }
}

/** The current project's tasks. */
export const tasksService: Service<Tasks> = service<Tasks>('tasks')

function checkQueues(queues: Readonly<Record<string, QueueOptions>>): void {
  for (const [name, { concurrency, rate }] of Object.entries(queues)) {
    const where = `tasks.queues['${name}']`
    if (!wellNamed(name, 100))
      throw tasksErrors.BAD_OPTION({ where, problem: 'a name has letters, digits, dots, dashes and underscores' })
    if (concurrency !== undefined) checkWhole(`${where}.concurrency`, concurrency, 1, 1000)
    if (rate === undefined) continue
    checkWhole(`${where}.rate.limit`, rate.limit, 1, longestTimer)
    checkWhole(`${where}.rate.per`, rate.per, 1, longestTimer)
  }
}

/** The tasks in modules and lists, by name. */
function tasksIn(modules: readonly object[]): ReadonlyMap<string, AnyTask> {
  const found = new Map<string, AnyTask>()
  for (const each of modules.flatMap((module) => Object.values(module) as unknown[])) {
    if (!isTask(each)) continue
    const same = found.get(each.name)
    if (same !== undefined && same !== each) throw tasksErrors.DUPLICATE_TASK({ name: each.name })
    found.set(each.name, each)
  }
  return found
}

/** The unique key of a job, of its task alone; a long one becomes its digest. */
function uniqueKey({ name, options: { unique } }: AnyTask, payload: unknown, key: string | undefined): string | null {
  let own = key
  if (own === undefined && typeof unique === 'function') own = unique(payload as never)
  if (own === undefined && unique === true) own = digestOf(payload)
  if (own === undefined) return null
  const whole = `${name}:${own}`
  return whole.length <= 255 && whole.isWellFormed() && !whole.includes('\0') ? whole : `${name}:${digestOf(own)}`
}
