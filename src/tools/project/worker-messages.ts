import type { ChannelMessage, ListenOptions } from '../../web/http/index.ts'

/** How a primary wants its worker to serve; it travels in the variable `NUAGES_WORKER`. */
export interface WorkerTask {
  readonly dir: string
  /** True for the first of all: it looks at the databases and says what the others keep to themselves. */
  readonly first: boolean
  /** How many serve. */
  readonly workers: number
  readonly port?: number
  readonly host?: string
  readonly fd?: number
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** What the primary says to a worker. */
export type ToWorker =
  /** A connection travels beside it. */
  | { readonly type: 'connection'; readonly id: number }
  /** Finish what is in flight and end. Milliseconds: in which idle connections may bring one more request, and before it begins. */
  | { readonly type: 'drain'; readonly idle: number; readonly delay?: number }
  | ChannelMessage

/** What a worker says once it can serve. */
export interface WorkerReady {
  readonly type: 'ready'
  /** Where the project wants to be reached. */
  readonly place: ListenOptions
  readonly secure: boolean
  readonly closeTimeout: number
  readonly closeDelay: number
}

/** What a worker says to its primary. */
export type ToPrimary =
  | WorkerReady
  /** It has the connection; the primary may let go of it. */
  | { readonly type: 'taken'; readonly id: number }
  /** An error was caught by nobody: the worker finishes what is in flight and ends with 1. */
  | { readonly type: 'failing' }
  | ChannelMessage
