import {
  DatabaseEngine,
  runPending,
  startWorker,
  type TaskEngine,
  Tasks,
  tasksErrors,
  tasksService,
  type WorkerOptions,
  type WorkHandle,
} from '../../apps/tasks/index.ts'
import { provide, type Scope, use } from '../../base/context/index.ts'
import type { AppDefinition, Environment, Mode } from '../../base/settings/index.ts'
import type { Orm } from '../../data/orm/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import type { Project } from './project.ts'
import type { ProjectTasksOptions } from './tasks-options.ts'

interface TasksParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  readonly orm: Orm
  readonly apps: readonly AppDefinition[]
  readonly scope: () => Scope
}

/** What tasks bring to a project: their service, and the end of what their engine keeps open. */
export function projectTasks({ options, environment, orm, apps, scope }: TasksParts): Brought {
  const { queues = {}, immediate = false, ...own } = options.tasks ?? {}
  const url = environment.tasksUrl ?? own.engine ?? 'database:'
  const modules = apps.flatMap((app) => app.tasks ?? [])
  if (modules.length === 0) return {}
  const { engine, database } = engineOf(url, own, orm)
  const tasks: Tasks = new Tasks({
    engine,
    database,
    queues,
    tasks: modules,
    ...(immediate && { afterEnqueue: async () => void (await runPending(tasks, scope())) }),
  })
  return { services: [provide(tasksService, tasks)], close: () => engine.close() }
}

/** The engine of a URL, and the database whose transactions it goes with. Throws `NUAGES_TASKS_BAD_OPTION`. */
function engineOf(url: string, options: ProjectTasksOptions, orm: Orm) {
  const [, scheme, rest] = /^([a-z-]+):(.*)$/s.exec(url) ?? []
  if (scheme !== 'database') {
    const problem =
      "there is no such engine; it is 'database:', or 'database:' and the name of one of the project's databases"
    throw tasksErrors.BAD_OPTION({ where: 'TASKS_URL, or `tasks.engine`', problem })
  }
  const database = orm.database(rest === '' ? null : rest)
  const { lease, pollInterval } = options
  const engine: TaskEngine = new DatabaseEngine(database, {
    ...(lease !== undefined && { lease }),
    ...(pollInterval !== undefined && { pollInterval }),
  })
  return { engine, database }
}

/** Whether a process that serves a project also runs its jobs. */
export function worksInProcess({ tasks }: ProjectOptions, mode: Mode, apps: readonly AppDefinition[]): boolean {
  return apps.some((app) => app.tasks !== undefined) && (tasks?.inProcess ?? mode === 'development')
}

/** A worker of a project; `stop` gives jobs the project's `grace` where nothing is said. */
export interface ProjectWorker extends Omit<WorkHandle, 'stop'> {
  stop(grace?: number): Promise<void>
}

/**
 * Starts a worker of an open project: what `nuages worker` does. Rejects where no app of the
 * project has tasks, with `NUAGES_CONTEXT_NO_SERVICE`.
 */
export async function startProjectWorker(
  project: Project,
  { tasks: options = {} }: ProjectOptions,
  more: WorkerOptions = {},
): Promise<ProjectWorker> {
  const { concurrency, keep, grace: ownGrace = 10_000 } = options
  const worker = await project.run(() =>
    startWorker(use(tasksService), project.scope, {
      ...(concurrency !== undefined && { concurrency }),
      ...(keep !== undefined && { keep }),
      ...more,
    }),
  )
  return {
    get running() {
      return worker.running
    },
    idle: () => worker.idle(),
    stop: (grace = ownGrace) => worker.stop(grace),
  }
}

/** Runs every job of a project that is due, and those that they enqueue; delayed ones stay. For tests, and for a cron job in the place of a worker. */
export const runProjectTasks = (project: Project, more: WorkerOptions = {}) =>
  project.run(() => runPending(use(tasksService), project.scope, more))
