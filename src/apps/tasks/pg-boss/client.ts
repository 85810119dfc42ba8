// As much of the package `pg-boss` as is used here. Its own types are not asked for: the package is optional.

/** Runs one statement. Parameters are `$1`, `$2` …; rows are objects by column. */
export interface BossDatabase {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: readonly Readonly<Record<string, unknown>>[] }>
  listen?(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<{ close(): Promise<void> }>
  beginTransaction?(): Promise<BossTransaction>
}

export interface BossTransaction {
  readonly db: BossDatabase
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** A job to be kept. */
export interface BossInsert {
  readonly id: string
  readonly data: object
  readonly priority: number
  /** Seconds from now, or a moment in ISO form. */
  readonly startAfter: string
  readonly singletonKey: string
  readonly retryLimit: number
  readonly retryDelay: number
  readonly expireInSeconds: number
  readonly retentionSeconds: number
  readonly deleteAfterSeconds: number
  readonly heartbeatSeconds: number
}

/** One attempt at a job: how often it was taken again after the first time tells them apart. */
export interface BossAttempt {
  readonly id: string
  readonly retryCount: number
}

/** A job as `fetch` gives it with its metadata. */
export interface BossFetched extends BossAttempt {
  readonly data: unknown
  readonly priority: number
  readonly retryLimit: number
  readonly startAfter: Date
  readonly startedOn: Date
  readonly createdOn: Date
  readonly output: unknown
}

interface Settled {
  /** How many jobs a call has changed. */
  readonly affected: number
  /** Which ones. */
  readonly settled?: readonly string[]
}

interface On {
  readonly db?: BossDatabase
}

export interface Boss {
  start(): Promise<unknown>
  stop(options: { readonly graceful: boolean; readonly close: boolean }): Promise<void>
  on(event: 'error' | 'warning', listener: (problem: unknown) => void): unknown
  getDb(): BossDatabase
  createQueue(name: string, options: { readonly policy: 'exclusive' }): Promise<void>
  insert(name: string, jobs: readonly BossInsert[], options: On & { readonly returnId: true }): Promise<string[] | null>
  fetch(
    name: string,
    options: { readonly batchSize: number; readonly includeMetadata: true },
  ): Promise<readonly BossFetched[]>
  complete(name: string, attempts: BossAttempt | readonly BossAttempt[], output: object, options?: On): Promise<Settled>
  fail(name: string, attempt: BossAttempt | string, output: object, options?: On): Promise<Settled>
  touch(name: string, attempts: readonly BossAttempt[]): Promise<Settled>
  cancel(name: string, id: string | BossAttempt, options?: On): Promise<Settled>
  resume(name: string, id: string, options?: On): Promise<Settled>
  retry(name: string, id: string, options?: On): Promise<Settled>
  update(
    name: string,
    data: object | undefined,
    options: On & { readonly id: string; readonly startAfter?: Date | number; readonly retryLimit?: number },
  ): Promise<{ readonly updated: number }>
  deleteJob(name: string, ids: readonly string[]): Promise<Settled>
  supervise(name: string): Promise<void>
}

export interface BossModule {
  readonly PgBoss: new (options: object) => Boss
}
