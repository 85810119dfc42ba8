// As much of the packages `bullmq` and `redis` as is used here. Their own types are not asked for: both are optional.

/** A connection of the package `redis`. */
export interface RedisConnection {
  readonly isReady: boolean
  connect(): Promise<unknown>
  duplicate(): RedisConnection
  sendCommand(words: readonly string[]): Promise<unknown>
  subscribe(channel: string, listener: (message: string) => void): Promise<void>
  close(): Promise<void>
  destroy(): void
  on(event: 'error' | 'ready', listener: (error: Error & { readonly code?: string }) => void): unknown
}

export interface RedisPackage {
  createClient(options: object): RedisConnection
}

export interface BullJob {
  readonly id?: string
  readonly name: string
  readonly data: unknown
  readonly priority: number
  readonly delay: number
  readonly timestamp: number
  readonly attemptsMade: number
  readonly stalledCounter: number
  readonly failedReason?: string
  readonly progress: unknown
  readonly returnvalue?: unknown
  readonly processedOn?: number
  readonly finishedOn?: number
  readonly queueName: string
  getState(): Promise<string>
  updateData(data: object): Promise<void>
  updateProgress(progress: object): Promise<void>
  remove(): Promise<void>
  moveToCompleted(result: unknown, token: string, fetchNext: false): Promise<unknown>
  moveToFailed(error: object, token: string, fetchNext: false): Promise<unknown>
  moveToWait(token: string): Promise<unknown>
  retry(
    state: 'failed',
    options: { readonly resetAttemptsMade: true; readonly resetAttemptsStarted: true },
  ): Promise<void>
}

export interface BullAdd {
  readonly name: string
  readonly data: object
  readonly opts: object
}

export interface BullQueue {
  waitUntilReady(): Promise<unknown>
  add(name: string, data: object, opts: object): Promise<BullJob>
  addBulk(jobs: readonly BullAdd[]): Promise<readonly BullJob[]>
  getJob(id: string): Promise<BullJob | undefined>
  getRanges(types: readonly string[], start: number, end: number, ascending: boolean): Promise<readonly string[]>
  getDelayed(start: number, end: number): Promise<readonly (BullJob | undefined)[]>
  getJobCounts(...types: readonly string[]): Promise<Readonly<Record<string, number>>>
  clean(grace: number, limit: number, type: 'completed' | 'failed'): Promise<readonly string[]>
  close(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface BullWorker {
  waitUntilReady(): Promise<unknown>
  getNextJob(token: string, options: { readonly block: false }): Promise<BullJob | undefined>
  extendJobLocks(ids: readonly string[], tokens: readonly string[], duration: number): Promise<readonly string[]>
  startStalledCheckTimer(): Promise<void>
  close(force: true): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'stalled', listener: (id: string) => void): unknown
}

export interface BullModule {
  readonly Queue: new (name: string, options: object) => BullQueue
  readonly Worker: new (name: string, processor: null, options: object) => BullWorker
}
