import type { Job, JobError, JobState, JsonValue, NewJob } from '../engine.ts'
import { tasksErrors } from '../errors.ts'
import type { BossInsert } from './client.ts'

/**
 * What pg-boss keeps as a job's data. The payload is text: `jsonb` would sort its keys, and refuses NUL in strings.
 * `skip`: how many times it was taken that do not count as attempts.
 */
export interface JobData {
  readonly name: string
  readonly payload: string
  readonly maxAttempts: number
  readonly timeout: number | null
  readonly key: string | null
  readonly requestId: string | null
  readonly skip: number
}

/** What it keeps as a job's output: texts too. */
export interface JobOutput {
  readonly result?: string
  readonly error?: string
  /** pg-boss's own word where it gave up on an attempt. */
  readonly value?: { readonly message?: string }
}

/** Columns as pg-boss names them, of its table of jobs. */
export interface JobRow {
  readonly id: string
  readonly name: string
  readonly data: JobData
  readonly priority: number
  readonly state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  readonly retry_count: number
  readonly retry_limit: number
  readonly start_after: Date
  readonly created_on: Date
  readonly started_on: Date | null
  readonly completed_on: Date | null
  readonly output: JobOutput | null
  readonly early: boolean
  readonly progress: string | null
}

const year = 365 * 86_400

/** pg-boss is told of nothing that would end a job by itself but a silent worker: what a job may take, its worker watches. */
export function insertOf(job: NewJob, lease: number): BossInsert {
  const data: JobData = {
    name: job.name,
    payload: job.payload,
    maxAttempts: job.maxAttempts,
    timeout: job.timeout,
    key: job.uniqueKey,
    requestId: job.requestId,
    skip: 0,
  }
  return {
    id: job.id,
    data,
    priority: job.priority,
    startAfter: job.at === null ? `${job.delay / 1000}` : job.at.toISOString(),
    // A queue whose policy is 'exclusive' has at most one waiting or running job for a key.
    singletonKey: job.uniqueKey === null ? job.id : `=${job.uniqueKey}`,
    retryLimit: job.maxAttempts - 1,
    retryDelay: 0,
    expireInSeconds: year,
    retentionSeconds: 10 * year,
    deleteAfterSeconds: 0,
    heartbeatSeconds: Math.max(1, Math.ceil(lease / 1000)),
  }
}

/** The columns of `JobRow`; `job` and `note` are the names of the two tables in the statement. */
export const jobColumns =
  'job.id, job.name, job.data, job.priority, job.state::text, job.retry_count, job.retry_limit, job.start_after, job.created_on, job.started_on, job.completed_on, job.output, job.start_after > now() AS early, note.progress'

export function jobOf(row: JobRow): Job {
  const { data, output } = row
  const state = stateOf(row)
  const attempt = row.started_on === null ? 0 : row.retry_count + 1 - data.skip
  return {
    id: row.id,
    name: data.name,
    payload: JSON.parse(data.payload) as JsonValue,
    queue: row.name,
    priority: row.priority,
    state,
    runAt: row.start_after,
    attempt: Math.max(attempt, 0),
    maxAttempts: data.maxAttempts,
    timeout: data.timeout,
    uniqueKey: data.key,
    requestId: data.requestId,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as JsonValue),
    result: state === 'done' && output?.result !== undefined ? (JSON.parse(output.result) as JsonValue) : null,
    error: errorOf(output, attempt, data.maxAttempts),
    createdAt: row.created_on,
    startedAt: row.started_on,
    finishedAt: row.completed_on,
  }
}

function stateOf({ state, early }: JobRow): JobState {
  switch (state) {
    case 'created':
    case 'retry':
      return early ? 'delayed' : 'waiting'
    case 'active':
      return 'running'
    case 'completed':
      return 'done'
    default:
      return state
  }
}

function errorOf(output: JobOutput | null, attempt: number, maxAttempts: number): JobError | null {
  if (output?.error !== undefined) return JSON.parse(output.error) as JobError
  if (output?.value?.message === undefined) return null
  const { code, message } = tasksErrors.LOST({ attempt, maxAttempts })
  return { code, message }
}
