import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { cliErrors } from '../errors.ts'
import { failureResponse } from './failure-page.ts'
import type { ToChild, ToParent } from './messages.ts'
import { watchProject } from './watch.ts'

export interface DevelopmentOptions {
  /** The folder of `nuages.config.ts`. */
  readonly dir: string
  readonly host: string
  readonly port: number
  /** The module that serves: it gets connections from its parent. */
  readonly child: string
  readonly print: (line: string) => void
}

const patience = 5000

/**
 * Runs the project in a child process and keeps the listening socket, so that a restart never refuses a connection:
 * those that arrive meanwhile wait for the next child.
 */
export class DevelopmentServer {
  readonly #options: DevelopmentOptions
  readonly #server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket))
  readonly #waiting: Socket[] = []
  #child: ChildProcess | undefined
  #ready = false
  #failed = false
  #lastOutput = ''
  #restarting: Promise<void> | undefined
  #restartAgain = false
  #closed = false
  #unwatch: (() => void) | undefined
  /** How many child processes were started: one, and one more for each restart. */
  starts = 0

  constructor(options: DevelopmentOptions) {
    this.#options = options
  }

  /** The port in use: the one asked for, or the one that the system chose for port 0. */
  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : this.#options.port
  }

  /** Listens, starts the first child and begins to watch. Throws `NUAGES_CLI_PORT_IN_USE` or `NUAGES_CLI_CANNOT_LISTEN`. */
  async start(): Promise<void> {
    const { host, port, dir } = this.#options
    try {
      this.#server.listen(port, host)
      await once(this.#server, 'listening')
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      if (code === 'EADDRINUSE') throw cliErrors.PORT_IN_USE({ host, port }, { cause })
      throw cliErrors.CANNOT_LISTEN({ host, port, reason: message }, { cause })
    }
    this.#unwatch = watchProject(dir, (kind, paths) => {
      if (kind === 'restart' || this.#failed) void this.restart()
      else this.#send({ type: 'changed', paths })
    })
    this.#spawn()
  }

  /** Replaces the child: the old one finishes its requests first, for at most five seconds. */
  restart(): Promise<void> {
    if (this.#restarting !== undefined) {
      this.#restartAgain = true
      return this.#restarting
    }
    this.#restarting = (async () => {
      do {
        this.#restartAgain = false
        await this.#stopChild()
        if (!this.#closed) this.#spawn()
      } while (this.#restartAgain && !this.#closed)
      this.#restarting = undefined
    })()
    return this.#restarting
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#unwatch?.()
    this.#server.close()
    for (const socket of this.#waiting.splice(0)) socket.destroy()
    await this.#stopChild()
    await this.#restarting
  }

  #spawn(): void {
    const { child, dir, port, host } = this.#options
    this.#ready = false
    this.#failed = false
    this.#lastOutput = ''
    this.starts++
    const process_ = fork(child, [], {
      cwd: dir,
      stdio: ['inherit', 'inherit', 'pipe', 'ipc'],
      env: { ...process.env, NUAGES_DEV_HOST: host, NUAGES_DEV_PORT: String(this.port || port), NUAGES_DEV_DIR: dir },
    })
    this.#child = process_
    process_.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk)
      this.#lastOutput = (this.#lastOutput + chunk.toString()).slice(-8000)
    })
    process_.on('message', (message: ToParent) => {
      if (message.type !== 'ready' || this.#child !== process_) return
      this.#ready = true
      for (const socket of this.#waiting.splice(0)) this.#hand(socket)
    })
    process_.on('exit', (code) => {
      if (this.#child !== process_) return
      this.#child = undefined
      this.#ready = false
      this.#failed = true
      this.#options.print(
        `The process ended${code === null ? '' : ` with code ${code}`}; save a file to start it again.`,
      )
      for (const socket of this.#waiting.splice(0)) this.#refuse(socket)
    })
  }

  async #stopChild(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    this.#ready = false
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    const kill = setTimeout(() => child.kill('SIGKILL'), patience)
    if (child.connected) child.send({ type: 'stop' } satisfies ToChild, () => {})
    else child.kill('SIGTERM')
    await ended
    clearTimeout(kill)
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#closed) socket.destroy()
    else if (this.#ready) this.#hand(socket)
    else if (this.#failed) this.#refuse(socket)
    else this.#waiting.push(socket)
  }

  #hand(socket: Socket): void {
    this.#child?.send({ type: 'connection' } satisfies ToChild, socket, { keepOpen: false }, (error) => {
      if (error !== null) socket.destroy()
    })
  }

  #refuse(socket: Socket): void {
    socket.resume()
    socket.end(failureResponse(this.#lastOutput))
  }

  #send(message: ToChild): void {
    if (this.#ready) this.#child?.send(message, () => {})
  }
}
