import {
  DatabaseEngine,
  type FailureHook,
  LazyEngine,
  Outage,
  OutboxEngine,
  openBull,
  openPgBoss,
  runPending,
  Scheduler,
  startWorker,
  type TaskEngine,
  Tasks,
  tasksErrors,
  tasksService,
  type WorkerOptions,
  type WorkHandle,
} from '../../apps/tasks/index.ts'
import { provide, type Scope, use } from '../../base/context/index.ts'
import { createLogger } from '../../base/log/index.ts'
import { type AppDefinition, type Environment, factsService, type Mode } from '../../base/settings/index.ts'
import type { Orm } from '../../data/orm/index.ts'
import type { Report } from '../../web/http/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import type { Project } from './project.ts'
import type { ProjectTasksOptions } from './tasks-options.ts'

interface TasksParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  readonly orm: Orm
  readonly apps: readonly AppDefinition[]
  /** Of the project's databases. */
  readonly urls: Readonly<Record<string, string>>
  readonly scope: () => Scope
  /** Where errors arrive, once the project is open. */
  readonly report: Report
}

/** What tasks bring to a project: their service, and the end of what their engine keeps open. */
export function projectTasks({ options, environment, orm, apps, urls, scope, report }: TasksParts): Brought {
  const { queues = {}, immediate = false, ...own } = options.tasks ?? {}
  const url = environment.tasksUrl ?? own.engine ?? 'database:'
  const modules = apps.flatMap((app) => app.tasks ?? [])
  if (modules.length === 0) return {}
  const { engine, database } = engineOf(url, own, orm, urls)
  const tasks: Tasks = new Tasks({
    engine,
    database,
    queues,
    tasks: modules,
    ...(immediate && { afterEnqueue: async () => void (await runPending(tasks, scope(), { onFailed: told(report) })) }),
  })
  return { services: [provide(tasksService, tasks)], close: () => engine.close() }
}

/** The engine of a URL, and the database whose transactions it goes with. Throws `NUAGES_TASKS_BAD_OPTION`. */
function engineOf(url: string, options: ProjectTasksOptions, orm: Orm, urls: Readonly<Record<string, string>>) {
  const [, scheme, rest] = /^([a-z-]+):(.*)$/s.exec(url) ?? []
  const wrong = (problem: string) => tasksErrors.BAD_OPTION({ where: 'TASKS_URL, or `tasks.engine`', problem })
  const { lease, pollInterval } = options
  const outage = new Outage({
    failed: (error) => createLogger({ name: 'tasks' }).error('The engine of tasks failed', { error }),
    recovered: (failures) => createLogger({ name: 'tasks' }).info('The engine of tasks takes jobs again', { failures }),
  })
  const onArrival = () => outage.recovered()
  const common = {
    ...(lease !== undefined && { lease }),
    ...(pollInterval !== undefined && { pollInterval }),
    onError: (error: unknown) => outage.failed(error),
  }
  if (scheme === 'redis' || scheme === 'rediss') {
    const database = orm.database(null)
    const open = async () => new OutboxEngine(await openBull({ ...common, url }), { ...common, database, onArrival })
    return { engine: new LazyEngine('redis', open), database }
  }
  if (scheme === 'postgres' || scheme === 'postgresql') {
    const database = orm.database(null)
    const open = async () => new OutboxEngine(await openPgBoss({ ...common, url }), { ...common, database, onArrival })
    return { engine: new LazyEngine('pg-boss', open), database }
  }
  if (scheme === 'pg-boss') {
    const name = rest === '' ? 'default' : rest!
    const database = orm.database(name)
    if (database.database !== 'postgres') throw wrong(`pg-boss needs PostgreSQL, and '${name}' is another database`)
    return { engine: new LazyEngine('pg-boss', () => openPgBoss({ ...common, url: urls[name]!, database })), database }
  }
  if (scheme !== 'database')
    throw wrong("there is no such engine; it begins with 'database:', 'pg-boss:', 'postgres://' or 'redis://'")
  const database = orm.database(rest === '' ? null : rest)
  const engine: TaskEngine = new DatabaseEngine(database, {
    ...(lease !== undefined && { lease }),
    ...(pollInterval !== undefined && { pollInterval }),
  })
  return { engine, database }
}

const longestGrace = 86_400_000

/** Brings jobs that failed for good to where all errors arrive. */
const told =
  (report: Report): FailureHook =>
  (error, { id, name, attempt }) =>
    report(error, { request: null, phase: 'job', job: { id, name, attempt } })

/** Whether a process that serves a project also runs its jobs. */
export function worksInProcess({ tasks }: ProjectOptions, mode: Mode, apps: readonly AppDefinition[]): boolean {
  return apps.some((app) => app.tasks !== undefined) && (tasks?.inProcess ?? mode === 'development')
}

/** A worker of a project; `stop` gives jobs the project's `grace` where nothing is said. */
export interface ProjectWorker extends Omit<WorkHandle, 'stop'> {
  stop(grace?: number, leave?: boolean): Promise<void>
}

/**
 * Starts a worker of an open project, which also runs its schedules: what `nuages worker` does. Rejects where no app of the
 * project has tasks, with `NUAGES_CONTEXT_NO_SERVICE`.
 */
export async function startProjectWorker(
  project: Project,
  { tasks: options = {} }: ProjectOptions,
  more: WorkerOptions = {},
): Promise<ProjectWorker> {
  const { concurrency, keep, keepFailed, grace: ownGrace = 10_000 } = options
  if (!Number.isInteger(ownGrace) || ownGrace < 0 || ownGrace > longestGrace) {
    const problem = `it is a whole number of milliseconds, at most ${longestGrace}`
    throw tasksErrors.BAD_OPTION({ where: 'tasks.grace', problem })
  }
  const log = more.logger ?? createLogger({ name: 'tasks' })
  const scheduler = await project.run(
    () => new Scheduler({ schedules: use(tasksService).schedules, timeZone: use(factsService).timeZone, log }),
  )
  const worker = await project.run(() =>
    startWorker(use(tasksService), project.scope, {
      ...(concurrency !== undefined && { concurrency }),
      ...(keep !== undefined && { keep }),
      ...(keepFailed !== undefined && { keepFailed }),
      onFailed: told(project.app.report),
      ...more,
    }),
  )
  const ending = new AbortController()
  const scheduling = project.run(() => scheduler.run(ending.signal))
  return {
    get running() {
      return worker.running
    },
    idle: () => worker.idle(),
    async stop(grace = ownGrace, leave = false) {
      ending.abort()
      await Promise.all([worker.stop(grace, leave), scheduling])
    },
  }
}

/** Runs every job of a project that is due, and those that they enqueue; delayed ones stay. For tests, and for a cron job in the place of a worker. */
export const runProjectTasks = (project: Project, more: WorkerOptions = {}) =>
  project.run(() => runPending(use(tasksService), project.scope, { onFailed: told(project.app.report), ...more }))
