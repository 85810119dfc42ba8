import cluster, { type Worker } from 'node:cluster'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '../../../base/log/index.ts'
import { listenOn } from '../../../web/http/index.ts'
import type { ToPrimary, ToWorker, WorkerReady, WorkerTask } from '../../project/index.ts'
import { cliErrors } from '../errors.ts'
import { Connections } from './connections.ts'

export interface SupervisorOptions {
  readonly count: number
  /** The module that serves. */
  readonly worker: string
  readonly task: Omit<WorkerTask, 'first' | 'workers'>
  readonly logger: Logger
  /** Milliseconds that a worker may take until it serves. */
  readonly startTimeout?: number
  /** Milliseconds after which a worker that serves counts as sound. */
  readonly settleTime?: number
  /** Milliseconds in which the idle connections of a worker that is replaced may bring one more request. */
  readonly idle?: number
}

interface Member {
  readonly worker: Worker
  /** What it says once it serves; rejects where it ends before. */
  readonly ready: Promise<WorkerReady>
  readonly ended: Promise<void>
  serves: WorkerReady | null
  /** It has served for a while. */
  settled: boolean
  /** It was told to end, or said that it will: nobody is to take its place. */
  leaving: boolean
}

const longestPause = 30_000

/**
 * Keeps so many workers serving one address: a process that itself loads nothing of the project. A worker that ends is replaced, with pauses
 * that double where they end soon; where none serves and they go on ending at once, it gives up.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #members = new Set<Member>()
  readonly #connections = new Connections()
  readonly #server = createServer({ pauseOnConnect: true }, (socket) => this.#connections.accept(socket))
  readonly #givenUp = Promise.withResolvers<never>()
  /** Workers that ended before they were sound, since the last that was. */
  #failures = 0
  /** Aborts when it stops. */
  readonly #stopped = new AbortController()
  #reloading: Promise<void> | null = null
  #reloadAgain = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#givenUp.promise.catch(() => {})
    cluster.setupPrimary({ exec: options.worker, args: [], cwd: options.task.dir })
    cluster.on('message', (sender, message: ToPrimary) => {
      if (message.type !== 'nuages:channel') return
      for (const { worker } of this.#members) if (worker.id !== sender.id) send(worker, message)
    })
  }

  /** Rejects with `NUAGES_CLI_WORKERS_END` when it gives up. */
  get givenUp(): Promise<never> {
    return this.#givenUp.promise
  }

  /** Starts the workers and gives their address. The first looks at the databases; where it fails, no other is started. */
  async start(): Promise<string> {
    const first = this.#fork(true)
    let ready: WorkerReady
    try {
      ready = await first.ready
    } catch (error) {
      first.leaving = true
      throw error
    }
    const { url } = await listenOn(this.#server, ready.place, ready.secure)
    this.#watch(first)
    const others = Array.from({ length: this.#options.count - 1 }, () => this.#fork(false))
    for (const other of others) this.#watch(other)
    await Promise.allSettled(others.map(({ ready }) => ready))
    return url
  }

  /**
   * Replaces the workers one after the other by new processes with the code that lies there now: the old one is told to end when the new one serves.
   * Where a new one does not come to serve, the old ones that are left go on. Asked again meanwhile, it begins anew afterwards.
   */
  reload(): Promise<void> {
    this.#reloadAgain = this.#reloading !== null
    this.#reloading ??= this.#replaceAll().finally(() => {
      this.#reloading = null
      if (this.#reloadAgain && !this.#stopped.signal.aborted) return this.reload()
    })
    return this.#reloading
  }

  /** Tells all workers to finish what is in flight, and waits until they have ended. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    const drained = Promise.all([...this.#members].map((member) => this.#drain(member)))
    const delays = [...this.#members].map(({ serves }) => serves?.closeDelay ?? 0)
    await Promise.race([drained, wait(Math.max(0, ...delays))])
    this.#server.close()
    this.#connections.end()
    await drained
  }

  /** Ends all workers at once. */
  kill(): void {
    this.#stopped.abort()
    for (const { worker } of this.#members) worker.process.kill('SIGKILL')
  }

  async #replaceAll(): Promise<void> {
    const { logger, idle = 5000 } = this.#options
    const old = [...this.#members].filter(({ leaving }) => !leaving)
    let replaced = 0
    for (const member of old) {
      if (this.#stopped.signal.aborted) return
      // It may have ended meanwhile, and been replaced by the new code already.
      if (!this.#members.has(member)) continue
      const next = this.#fork(false)
      try {
        await next.ready
      } catch (error) {
        next.leaving = true
        next.worker.process.kill('SIGKILL')
        if (this.#stopped.signal.aborted) return
        logger.error('A new worker does not start; the old ones go on', {
          error,
          replaced,
          kept: old.length - replaced,
        })
        return
      }
      this.#watch(next)
      this.#connections.remove(member.worker)
      void this.#drain(member, { idle, delay: 0 })
      replaced++
    }
    logger.info('The workers were replaced', { workers: replaced })
  }

  #fork(first: boolean): Member {
    const { task, count, startTimeout = 60_000, settleTime = 5000 } = this.#options
    const worker = cluster.fork({
      NUAGES_WORKER: JSON.stringify({ ...task, first, workers: count } satisfies WorkerTask),
    })
    const ready = Promise.withResolvers<WorkerReady>()
    const ended = Promise.withResolvers<void>()
    ready.promise.catch(() => {})
    const member: Member = {
      worker,
      ready: ready.promise,
      ended: ended.promise,
      serves: null,
      settled: false,
      leaving: false,
    }
    this.#members.add(member)
    const late = setTimeout(() => worker.process.kill('SIGKILL'), startTimeout)
    let settle: NodeJS.Timeout | undefined
    worker.on('message', (message: ToPrimary) => {
      if (message.type === 'failing') {
        if (!member.leaving) this.#replace(member, 'an error that nobody caught')
      } else if (message.type === 'taken') {
        this.#connections.taken(worker, message.id)
      } else if (message.type === 'ready') {
        clearTimeout(late)
        member.serves = message
        ready.resolve(message)
        if (!member.leaving) this.#connections.add(worker)
        settle = setTimeout(() => {
          member.settled = true
          this.#failures = 0
        }, settleTime)
      }
    })
    worker.on('error', () => {})
    worker.once('exit', (code, signal) => {
      clearTimeout(late)
      clearTimeout(settle)
      this.#members.delete(member)
      this.#connections.ended(worker)
      ready.reject(cliErrors.WORKER_ENDED({ reason: signal ?? `code ${code}` }))
      ended.resolve()
    })
    return member
  }

  /** From now on the worker is replaced when it ends. */
  #watch(member: Member): void {
    void member.ended.then(() => {
      if (!member.leaving) this.#replace(member, 'its end')
    })
  }

  #replace(member: Member, why: string): void {
    member.leaving = true
    this.#connections.remove(member.worker)
    if (this.#stopped.signal.aborted) return
    const { logger, count } = this.#options
    if (!member.settled) this.#failures++
    const { exitCode, signalCode } = member.worker.process
    const pause = this.#failures <= 1 ? 0 : Math.min(100 * 2 ** (this.#failures - 2), longestPause)
    logger.error('A worker is replaced', { pid: member.worker.process.pid, why, exit: signalCode ?? exitCode, pause })
    if (this.#failures >= Math.max(5, 2 * count) && ![...this.#members].some((each) => each.settled && !each.leaving)) {
      this.#givenUp.reject(cliErrors.WORKERS_END({ times: this.#failures }))
      return
    }
    const again = () => this.#watch(this.#fork(false))
    wait(pause, undefined, { signal: this.#stopped.signal }).then(again, () => {})
  }

  async #drain(member: Member, how: { idle: number; delay?: number } = { idle: 0 }): Promise<void> {
    member.leaving = true
    const { worker, serves } = member
    if (serves === null) worker.process.kill('SIGKILL')
    else send(worker, { type: 'drain', ...how })
    // It ends by itself; what is left then hangs.
    const patience = serves === null ? 0 : serves.closeTimeout + (how.delay ?? serves.closeDelay) + 5000
    const late = setTimeout(() => worker.process.kill('SIGKILL'), patience)
    await member.ended
    clearTimeout(late)
  }
}

function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {})
}
