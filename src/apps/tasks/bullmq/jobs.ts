import type { Job, JobError, JobState, JsonValue, NewJob } from '../engine.ts'
import type { BullAdd, BullJob } from './client.ts'

/** What BullMQ keeps as a job's data. `skip`: lost attempts that do not count any more. */
export interface JobData {
  readonly payload: string
  readonly maxAttempts: number
  readonly timeout: number | null
  readonly key: string | null
  readonly requestId: string | null
  readonly priority: number
  readonly skip: number
}

/** Retries are decided by who runs the job: BullMQ is never to run out of them. */
const enough = 1_000_000_000

/** BullMQ runs the lower number first, from 1; without one a job would come before all others. */
const prioritized = (priority: number) => 101 - priority

export function addOf(job: NewJob, now: number): BullAdd {
  const delay = job.at === null ? job.delay : Math.max(0, job.at.getTime() - now)
  const data: JobData = {
    payload: job.payload,
    maxAttempts: job.maxAttempts,
    timeout: job.timeout,
    key: job.uniqueKey,
    requestId: job.requestId,
    priority: job.priority,
    skip: 0,
  }
  return {
    name: job.name,
    data,
    opts: {
      jobId: job.id,
      timestamp: now,
      ...(delay > 0 && { delay }),
      priority: prioritized(job.priority),
      attempts: enough,
      backoff: { type: 'nuages' },
      stackTraceLimit: 0,
    },
  }
}

/** How many attempts at a job have begun, without one that runs. */
export function attemptsOf({ attemptsMade, stalledCounter, data }: BullJob): number {
  return Math.max(0, attemptsMade + stalledCounter - (data as JobData).skip)
}

export function jobOf(job: BullJob, state: JobState): Job {
  const data = job.data as JobData
  const progress = job.progress as { readonly value?: JsonValue } | number | null | undefined
  return {
    id: job.id!,
    name: job.name,
    payload: JSON.parse(data.payload) as JsonValue,
    queue: job.queueName,
    priority: data.priority,
    state,
    runAt: new Date(job.timestamp + job.delay),
    attempt: attemptsOf(job) + (state === 'running' ? 1 : 0),
    maxAttempts: data.maxAttempts,
    timeout: data.timeout,
    uniqueKey: data.key,
    requestId: data.requestId,
    progress: typeof progress === 'object' && progress !== null ? (progress.value ?? null) : null,
    result: state === 'done' ? ((job.returnvalue ?? null) as JsonValue) : null,
    error: errorOf(job.failedReason),
    createdAt: new Date(job.timestamp),
    startedAt: momentOf(job.processedOn),
    finishedAt: momentOf(job.finishedOn),
  }
}

const momentOf = (time: number | undefined) => (time === undefined ? null : new Date(time))

function errorOf(reason: string | undefined | null): JobError | null {
  if (reason === undefined || reason === null || reason === '') return null
  try {
    return JSON.parse(reason) as JobError
  } catch {
    return { code: 'Error', message: reason }
  }
}

/** What BullMQ calls a state. */
export function stateOf(name: string): JobState | null {
  switch (name) {
    case 'waiting':
    case 'prioritized':
      return 'waiting'
    case 'delayed':
      return 'delayed'
    case 'active':
      return 'running'
    case 'completed':
      return 'done'
    case 'failed':
      return 'failed'
    default:
      return null
  }
}
