import type { QueueOptions } from '../../apps/tasks/index.ts'

/** How a project keeps and runs background jobs. */
export interface ProjectTasksOptions {
  /**
   * Where jobs are kept: 'database:' for the project's default database, 'database:jobs' for another one of it; 'pg-boss:' for pg-boss in the default
   * one, on PostgreSQL, 'pg-boss:jobs' in another one of it, 'postgres://…' elsewhere; 'redis://…' for BullMQ. `TASKS_URL` wins. 'database:' by default.
   */
  readonly engine?: string
  /** Limits of queues by name. Queues that only tasks name need no entry. */
  readonly queues?: Readonly<Record<string, QueueOptions>>
  /** How many jobs a worker runs at once: 10. `--concurrency` wins. */
  readonly concurrency?: number
  /**
   * Whether a process that serves pages runs jobs too. By default it does in development and not in production, where `nuages worker` does.
   */
  readonly inProcess?: boolean
  /** Jobs run as soon as they are enqueued and committed, in the process that did: for tests. Default false. */
  readonly immediate?: boolean
  /** Milliseconds after which workers delete jobs that were done or cancelled, with their results: 14 days. Null keeps them. */
  readonly keep?: number | null
  /** Milliseconds after which workers delete jobs that failed for good: 90 days. Null keeps them. */
  readonly keepFailed?: number | null
  /** Milliseconds that jobs get to end when their worker stops, before they are put back: 10,000. */
  readonly grace?: number
  /** Milliseconds after which the jobs of a worker that is silent run again: 30,000. */
  readonly lease?: number
  /** The longest pause in milliseconds between two looks for new jobs of other processes: 1000. */
  readonly pollInterval?: number
}
