import { AsyncLocalStorage } from 'node:async_hooks'
import type {
  EndState,
  Enqueued,
  Job,
  JobCounts,
  JobFilter,
  NewJob,
  TaskEngine,
  WorkHandle,
  WorkOptions,
} from './engine.ts'

/** An engine that is opened when something is asked of it for the first time: a project that only migrates needs none. */
export class LazyEngine implements TaskEngine {
  readonly name: string
  readonly transactional = true
  readonly #open: () => Promise<TaskEngine>
  readonly #free = AsyncLocalStorage.snapshot()
  #opened: Promise<TaskEngine> | undefined

  /** `open` gives a transactional engine. Where it fails it is tried again when the next thing is asked. */
  constructor(name: string, open: () => Promise<TaskEngine>) {
    this.name = name
    this.#open = open
  }

  #engine(): Promise<TaskEngine> {
    // Outside of the caller's transaction, which may be undone, and of its request, which will end.
    this.#opened ??= this.#free(this.#open).catch((error: unknown) => {
      this.#opened = undefined
      throw error
    })
    return this.#opened
  }

  async enqueue(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    return (await this.#engine()).enqueue(jobs)
  }

  async work(options: WorkOptions): Promise<WorkHandle> {
    return (await this.#engine()).work(options)
  }

  async find(id: string): Promise<Job | null> {
    return (await this.#engine()).find(id)
  }

  async list(filter?: JobFilter): Promise<readonly Job[]> {
    return (await this.#engine()).list(filter)
  }

  async cancel(id: string): Promise<boolean> {
    return (await this.#engine()).cancel(id)
  }

  async retry(id: string): Promise<boolean> {
    return (await this.#engine()).retry(id)
  }

  async counts(): Promise<JobCounts> {
    return (await this.#engine()).counts()
  }

  async prune(olderThan: number, states?: readonly EndState[]): Promise<number> {
    return (await this.#engine()).prune(olderThan, states)
  }

  async close(): Promise<void> {
    await (await this.#opened)?.close()
  }
}
