import type { Row } from '../../../data/drivers/index.ts'
import type { Job, JobError, JobState, JsonValue } from '../engine.ts'

/** The columns of a job, in the order that `jobOf` reads them. */
export const columns =
  'id, name, payload, queue, priority, state, run_at, attempt, max_attempts, timeout, unique_key, request_id, progress, result, error, created_at, started_at, finished_at'

const json = (text: unknown): JsonValue => (text === null ? null : (JSON.parse(String(text)) as JsonValue))
const moment = (value: unknown): Date | null => (value === null ? null : new Date(Number(value)))
const text = (value: unknown): string | null => (value === null ? null : String(value))

/** A job from a row of `columns`. */
export function jobOf(row: Row): Job {
  return {
    id: String(row[0]),
    name: String(row[1]),
    payload: json(row[2]),
    queue: String(row[3]),
    priority: Number(row[4]),
    state: String(row[5]) as JobState,
    runAt: new Date(Number(row[6])),
    attempt: Number(row[7]),
    maxAttempts: Number(row[8]),
    timeout: row[9] === null ? null : Number(row[9]),
    uniqueKey: text(row[10]),
    requestId: text(row[11]),
    progress: json(row[12]),
    result: json(row[13]),
    error: row[14] === null ? null : (JSON.parse(String(row[14])) as JobError),
    createdAt: new Date(Number(row[15])),
    startedAt: moment(row[16]),
    finishedAt: moment(row[17]),
  }
}
