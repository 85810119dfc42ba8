import type { TestContext } from 'node:test'
import {
  DatabaseEngine,
  type DatabaseEngineOptions,
  type JobState,
  type PendingRun,
  runPending,
  Tasks,
  type TasksOptions,
  tasksService,
} from '../../../src/apps/tasks/index.ts'
import { provide, runInScope, type Scope } from '../../../src/base/context/index.ts'
import { type TaskRunEvent, taskRuns } from '../../../src/base/events/index.ts'
import { createLogger } from '../../../src/base/log/index.ts'
import type { Database } from '../../../src/data/drivers/index.ts'
import type { TaskTables } from '../../support/tasks.ts'

/** Tasks on a database of tests, as a project has them. */
export interface Site {
  readonly database: Database
  readonly engine: DatabaseEngine
  readonly tasks: Tasks
  readonly scope: Scope
  /** What was logged, as objects. */
  readonly lines: Record<string, unknown>[]
  /** What happened to jobs, in order. */
  readonly events: TaskRunEvent[]
  in<R>(work: () => R): R
  /** Runs what is due. */
  run(): Promise<PendingRun>
  /** The jobs' states, the oldest first. */
  states(): Promise<readonly JobState[]>
}

export async function site(
  t: TestContext,
  tables: TaskTables,
  module: object,
  more: Partial<TasksOptions> = {},
  engineOptions: DatabaseEngineOptions = { lease: 2000, pollInterval: 50 },
): Promise<Site> {
  const database = await tables.open(t)
  const engine = new DatabaseEngine(database, engineOptions)
  const tasks = new Tasks({ engine, database, tasks: [module], ...more })
  const scope: Scope = { services: new Map([provide(tasksService, tasks)]) }
  const lines: Record<string, unknown>[] = []
  const events: TaskRunEvent[] = []
  t.after(taskRuns.subscribe((event) => events.push(event)))
  const logger = createLogger({ format: 'json', write: (line) => lines.push(JSON.parse(line)) })
  return {
    database,
    engine,
    tasks,
    scope,
    lines,
    events,
    in: (work) => runInScope(scope, work),
    run: () => runPending(tasks, scope, { logger, random: () => 0.5 }),
    states: async () => (await engine.list()).map(({ state }) => state).reverse(),
  }
}
