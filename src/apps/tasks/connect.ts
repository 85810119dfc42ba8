import { currentScope, provide, runInScope, type Scope, setProcessScope } from '../../base/context/index.ts'
import type { Database } from '../../data/drivers/index.ts'
import { migrate } from '../../data/migrations/index.ts'
import { tasksApp } from './app.ts'
import { DatabaseEngine, type DatabaseEngineOptions } from './database/engine.ts'
import type { WorkHandle } from './engine.ts'
import { type QueueOptions, Tasks, tasksService } from './tasks.ts'
import { type PendingRun, runPending, startWorker, type WorkerOptions } from './work.ts'

export interface ConnectTasksOptions extends DatabaseEngineOptions {
  /** A module's namespace object, or a record: everything in it that `task` made. */
  readonly tasks: object
  readonly queues?: Readonly<Record<string, QueueOptions>>
}

/** Tasks without a project. */
export interface ConnectedTasks {
  readonly tasks: Tasks
  /** Runs `work` with these as the current tasks, whatever the process's are. */
  run<R>(work: () => R): Promise<Awaited<R>>
  /** Starts a worker, until it is stopped. */
  work(options?: WorkerOptions): Promise<WorkHandle>
  /** Runs what is due, here and now. */
  runPending(options?: WorkerOptions): Promise<PendingRun>
  /** Stops being the process's tasks, and every worker of it. The database stays open. */
  close(): Promise<void>
}

/**
 * Makes tasks usable in the whole process, beside what `connect` of `nuages/orm` has made so, and their tables in a database, where they are missing:
 * what a script or another framework needs.
 *
 * ```ts
 * const { database } = await connect('sqlite:app.sqlite3', { models })
 * const queue = await connectTasks(database, { tasks: { sendInvoice } })
 * await sendInvoice.enqueue({ invoiceId: 3 })
 * const worker = await queue.work()
 * ```
 */
export async function connectTasks(
  database: Database,
  { tasks: listed, queues = {}, ...options }: ConnectTasksOptions,
): Promise<ConnectedTasks> {
  await migrate({ orm: { database: () => database }, apps: [{ label: tasksApp.label, dir: tasksApp.dir! }] })
  const engine = new DatabaseEngine(database, options)
  const tasks = new Tasks({ engine, database, tasks: [listed], queues })
  const before = currentScope()
  const scope: Scope = { services: new Map([...(before?.services ?? []), provide(tasksService, tasks)]) }
  setProcessScope(scope)
  return {
    tasks,
    run: <R>(work: () => R) => runInScope(scope, async (): Promise<Awaited<R>> => await work()),
    work: (more) => startWorker(tasks, scope, more),
    runPending: (more) => runPending(tasks, scope, more),
    async close() {
      await engine.close()
      setProcessScope(before)
    },
  }
}
