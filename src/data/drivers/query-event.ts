import { queries } from '../../base/events/index.ts'
import type { DatabaseValue } from '../query/index.ts'

/** Tells those who listen of a statement that was sent at `start`, by `performance.now()`. */
export function publishQuery(
  database: string,
  sql: string,
  parameters: readonly DatabaseValue[],
  start: number,
  rows: number,
  origin: string | null,
  error?: unknown,
): void {
  const event = { database, sql, parameters, duration: performance.now() - start, rows, origin }
  queries.publish(error === undefined ? event : { ...event, error })
}
