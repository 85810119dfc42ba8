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
 * Runs the jobs that are due, and those that they enqueue, as a worker does. A worker has transactions of its own, so that it is for a `transactionTest`: in a `dbTest`
 * it is `NUAGES_TESTING_TASKS_INSIDE`.
 */
export async function runTasks(): Promise<PendingRun> {
  if (isInTestTransaction()) throw testingErrors.TASKS_INSIDE()
  return await runPending(use(tasksService), currentScope()!)
}
