import { type Job, type PendingRun, runPending, tasksService } from '../../apps/tasks/index.ts'
import { currentScope, use } from '../../base/context/index.ts'
import { testingErrors } from './errors.ts'
import { isInTestTransaction } from './on-commit.ts'

/** The jobs that wait to be run, the oldest first; of one task where it is named. */
export async function tasksQueued(name?: string): Promise<readonly Job[]> {
  const jobs = await use(tasksService).engine.list({ state: 'waiting' })
  return jobs.filter((job) => name === undefined || job.name === name).toReversed()
}

/**
 * Runs the jobs that are due, and those that they enqueue. In a `dbTest` they run in its transaction, one after the other; in a `transactionTest` as a worker
 * runs them. Jobs that pg-boss or BullMQ keep are not for a `dbTest`: `NUAGES_TESTING_TASKS_INSIDE`.
 */
export async function runTasks(): Promise<PendingRun> {
  const tasks = use(tasksService)
  if (isInTestTransaction() && !(tasks.inTransaction && tasks.engine.runInside !== undefined))
    throw testingErrors.TASKS_INSIDE()
  return await runPending(tasks, currentScope()!)
}
