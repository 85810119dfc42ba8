import type { Readable } from 'node:stream'

/** As much of the package `mariadb` as is used. */
export interface MariadbModule {
  createConnection(config: object): Promise<Client>
}

/** A connection of it: commands are sent at once, and answered in order. */
export interface Client {
  readonly threadId: number | null
  readonly info: { readonly status: number; isMariaDB(): boolean }
  query(text: string): Promise<Answer>
  prepare(text: string): Promise<Prepared>
  end(): Promise<void>
  /** Closes the socket, and where something runs has the server end it. */
  destroy(): void
  on(event: 'error', listener: (error: Error) => void): void
  on(event: 'end', listener: () => void): void
}

export interface Prepared {
  readonly parameterCount: number
  execute(values: readonly unknown[]): Promise<Answer>
  /** Emits 'fields' with the columns, then rows. */
  executeStream(values: readonly unknown[]): Readable
  close(): void
}

/** Rows with their columns, or what a statement did. */
export type Answer = readonly [rows: unknown[][] | Done, columns: readonly Column[]]

export interface Done {
  readonly affectedRows: number
  readonly insertId: bigint
}

export interface Column {
  name(): string
  readonly columnType: number
  readonly collation: { readonly index: number }
  isSet(): boolean
}

/** What the server or the package said: the `cause` of coded errors. Its message may hold values. */
export interface ClientError extends Error {
  readonly errno?: number
  readonly code?: string
  readonly sqlMessage?: string | null
  readonly sqlState?: string | null
}
