export { tasksApp } from './app.ts'
export { type Backoff, pauseAfter } from './backoff.ts'
export { DatabaseEngine, type DatabaseEngineOptions } from './database/engine.ts'
export {
  type ClaimedJob,
  type Enqueued,
  type Job,
  type JobCounts,
  type JobError,
  type JobFilter,
  type JobState,
  type JsonValue,
  jobStates,
  type NewJob,
  type Outcome,
  type RateLimit,
  type TaskEngine,
  type WorkHandle,
  type WorkOptions,
  type WorkQueue,
} from './engine.ts'
export { tasksErrors } from './errors.ts'
export { Runner, type RunnerParts } from './runner.ts'
export {
  type AnyTask,
  type EnqueueOptions,
  isTask,
  type PayloadSchema,
  type Task,
  type TaskContext,
  type TaskHandler,
  type TaskOptions,
  task,
} from './task.ts'
export { type QueueOptions, Tasks, type TasksOptions, tasksService } from './tasks.ts'
