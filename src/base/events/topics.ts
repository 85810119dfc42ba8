import { topic } from './topic.ts'

/** One statement that went to a database. */
export interface QueryEvent {
  /** The name of the connection in the settings: 'default'. */
  readonly database: string
  readonly sql: string
  /** As sent to the driver: for development tools only, never for a log. */
  readonly parameters: readonly unknown[]
  /** Milliseconds from sending to the last row. */
  readonly duration: number
  /** Rows read, or rows changed. */
  readonly rows: number
  readonly error?: unknown
}

/** Every statement of every connection. Listeners run in the async context of the query. */
export const queries = topic<QueryEvent>('nuages:query')

/** A file of the project was written while `nuages dev` runs. */
export interface FileChangeEvent {
  readonly path: string
}

/** Template and static files that changed under `nuages dev`. */
export const fileChanges = topic<FileChangeEvent>('nuages:file-change')
