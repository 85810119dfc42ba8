import { use } from '../../base/context/index.ts'
import type { EndState, Job, JobCounts, JobFilter } from './engine.ts'
import { checkAge } from './options.ts'
import { tasksService } from './tasks.ts'

/** A job of the current project, or null where there is none (any more): for a page that shows how far it is. */
export const findJob = (id: string): Promise<Job | null> => use(tasksService).engine.find(id)

/** Jobs of the current project, the newest first: `listJobs({ state: 'failed' })`. */
export const listJobs = (filter?: JobFilter): Promise<readonly Job[]> => use(tasksService).engine.list(filter)

/** Cancels a job: at once where it waits, through its signal where it runs. False where it has ended or is not known. */
export const cancelJob = (id: string): Promise<boolean> => use(tasksService).engine.cancel(id)

/** Makes a job that failed or was cancelled wait again, with all attempts before it. False where it is in another state. */
export const retryJob = (id: string): Promise<boolean> => use(tasksService).engine.retry(id)

/** How many jobs there are, by queue and state. */
export const countJobs = (): Promise<JobCounts> => use(tasksService).engine.counts()

/** Deletes jobs that ended more than so many milliseconds ago, of these states only where some are named. Resolves to how many. */
export async function pruneJobs(olderThan: number, states?: readonly EndState[]): Promise<number> {
  checkAge('pruneJobs()', olderThan)
  return use(tasksService).engine.prune(olderThan, states)
}
