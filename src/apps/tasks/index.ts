export { tasksApp } from './app.ts'
export { type Backoff, pauseAfter } from './backoff.ts'
export { BullEngine } from './bullmq/engine.ts'
export { type BullOptions, openBull } from './bullmq/open.ts'
export { type ConnectedTasks, type ConnectTasksOptions, connectTasks } from './connect.ts'
export { DatabaseEngine, type DatabaseEngineOptions } from './database/engine.ts'
export {
  type ClaimedJob,
  type EndState,
  type Enqueued,
  endStates,
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
export { cancelJob, countJobs, findJob, listJobs, pruneJobs, retryJob } from './jobs.ts'
export { LazyEngine } from './lazy.ts'
export { Outage } from './outage.ts'
export { OutboxEngine, type OutboxOptions, type RemoteEngine } from './outbox/engine.ts'
export { PgBossEngine } from './pg-boss/engine.ts'
export { openPgBoss, type PgBossOptions } from './pg-boss/open.ts'
export { type FailureHook, Runner, type RunnerParts } from './runner.ts'
export { type ScheduleState, scheduleStates } from './schedules/list.ts'
export type { Interval, Rule, WrittenRule } from './schedules/rule.ts'
export { isSchedule, type Schedule, type ScheduleOptions, schedule } from './schedules/schedule.ts'
export { Scheduler, type SchedulerOptions } from './schedules/scheduler.ts'
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
export { type PendingRun, runPending, startWorker, type WorkerOptions } from './work.ts'
