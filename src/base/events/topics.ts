import { callSite } from './call-site.ts'
import { type Operation, operation } from './operation.ts'
import { type Topic, topic } from './topic.ts'

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
  /** Where in the program it was asked for: 'news/views.ts:12:20'. Null where nobody asks for it (`trace`), or it is not known. */
  readonly origin: string | null
  readonly error?: unknown
}

/** Statements as a topic; where they come from is only looked for while somebody wants to know. */
export interface QueryTopic extends Topic<QueryEvent> {
  /** Somebody wants to know where statements come from. */
  readonly traced: boolean
  /** Subscribes to events that say where they come from, which costs some microseconds a statement. */
  trace(listener: (event: QueryEvent) => void): () => void
  /** Where the code that runs was called from, where somebody wants to know; `known` where the stack does not tell. */
  origin(known?: string | null): string | null
}

function queryTopic(): QueryTopic {
  const events = topic<QueryEvent>('nuages:query')
  let tracing = 0
  return {
    name: events.name,
    get heard() {
      return events.heard
    },
    get traced() {
      return tracing > 0
    },
    publish: (event) => events.publish(event),
    subscribe: (listener) => events.subscribe(listener),
    trace(listener) {
      const stop = events.subscribe(listener)
      tracing++
      let ended = false
      return () => {
        if (ended) return
        ended = true
        tracing--
        stop()
      }
    },
    origin: (known = null) => (tracing === 0 ? null : (callSite() ?? known)),
  }
}

/** Every statement of every connection. Listeners run in the async context of the query. */
export const queries: QueryTopic = queryTopic()

/** A file of the project was written while `nuages dev` runs. */
export interface FileChangeEvent {
  readonly path: string
}

/** Template and static files that changed under `nuages dev`. */
export const fileChanges = topic<FileChangeEvent>('nuages:file-change')

/** What happened to a background task's job. */
export interface TaskRunEvent {
  /** `lost`: its worker ended without a word. `retry`: an attempt failed, and another one follows. `failed`: the last one did. */
  readonly kind: 'enqueued' | 'started' | 'done' | 'retry' | 'failed' | 'cancelled' | 'released' | 'lost'
  readonly id: string
  /** The name of the task: 'billing.sendInvoice'. */
  readonly name: string
  readonly queue: string
  /** Which attempt it was; 0 where it was only enqueued. */
  readonly attempt: number
  /** The id of the request that it came from. */
  readonly requestId: string | null
  /** Milliseconds that the attempt took; null before its end, and where nobody knows. */
  readonly duration: number | null
  /** Milliseconds from when it was due to its start; in `started` alone. */
  readonly waited: number | null
  /** In `retry`, `failed` and `lost`. */
  readonly error: unknown
}

/** Jobs of background tasks, as they are enqueued and run. Listeners run in the context of who enqueues, or of the attempt. */
export const taskRuns = topic<TaskRunEvent>('nuages:task-run')

/** One attempt at a background task's job. */
export type TaskAttempt = Pick<TaskRunEvent, 'id' | 'name' | 'queue' | 'attempt' | 'requestId'>

/** Attempts; what the handler does is inside. It gives how the attempt ended: `{ state: 'failed', error: { code } }`. */
export const taskAttempts: Operation<TaskAttempt> = operation<TaskAttempt>('nuages:task-attempt')

/** A template was rendered: one that was asked for, that it extends, or that is included. */
export interface RenderedTemplate {
  /** As it was asked for: 'news/page.html'. */
  readonly name: string
  /** Where it was found; null for one that is in no file. */
  readonly path: string | null
  /** The variables that it was given. */
  readonly context: Readonly<Record<string, unknown>>
}

/** Templates as they begin to be rendered. One that had to wait for a value begins once more: it may be told twice. */
export const renderedTemplates = topic<RenderedTemplate>('nuages:template')

/** One mail that was given to its transport. */
export interface MailEvent {
  /** Its `Message-ID`. */
  readonly id: string
  /** 'smtp', 'console', 'file', 'memory'. */
  readonly transport: string
  /** Without user and password: 'smtp://mail.example.org:587'. */
  readonly location: string
  /** Addresses and subject are for development tools only, never for a log. */
  readonly from: string
  readonly to: readonly string[]
  /** Recipients that were refused while others were taken. */
  readonly rejected: readonly string[]
  readonly subject: string
  readonly bytes: number
  /** Milliseconds until the transport had taken or refused it. */
  readonly duration: number
  readonly error?: unknown
}

/** Every mail of this process, sent or not. */
export const mails = topic<MailEvent>('nuages:mail')

/** The rendering of a whole page or text, with all that it extends and includes. */
export interface Rendering {
  /** The template as it was asked for: 'news/page.html'. */
  readonly template: string
}

export const renderings: Operation<Rendering> = operation<Rendering>('nuages:rendering')

/** One thing that a cache was asked or told. */
export interface CacheEvent {
  /** The name of the cache in the settings: 'default'. */
  readonly cache: string
  /** 'stale' is a hit whose value is being made anew. */
  readonly kind: 'hit' | 'miss' | 'stale' | 'set' | 'delete'
  /** As the program gave it, with the names of its namespaces before it: for development tools only, never for a log or a metric. */
  readonly key: string
}

/** Reads and writes of caches. Listeners run in the async context of who asked. */
export const cacheReads = topic<CacheEvent>('nuages:cache')
