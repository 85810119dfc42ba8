/** As much of the package `redis` as is used here. Its own types are not asked for: the package is optional. */
export interface RedisModule {
  createClient(options: RedisClientOptions): RedisClient
}

export interface RedisClientOptions {
  readonly url: string
  readonly name: string
  /** Commands are refused while there is no connection, and not kept for later. */
  readonly disableOfflineQueue: boolean
  readonly socket: {
    readonly connectTimeout: number
    readonly reconnectStrategy: (retries: number) => number
  }
}

export interface RedisClient {
  readonly isReady: boolean
  connect(): Promise<unknown>
  sendCommand(words: readonly string[]): Promise<unknown>
  /** Answers what was asked, then closes. */
  close(): Promise<void>
  destroy(): void
  on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): unknown
  on(event: 'ready', listener: () => void): unknown
}
