import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Task } from './clients.ts'
import type { Settings } from './contestants/contestant.ts'
import { bytesOf, type Endpoint } from './endpoints.ts'
import type { Order } from './server.ts'

/** True where processes can be kept on one core each: the servers on one, the clients on another. */
export const pinned: boolean = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** Starts a script that is talked to, on one core where that is possible. */
function start(core: number, script: string, ...args: readonly string[]): ChildProcess {
  const command = [process.execPath, '--conditions=nuages-source', join(import.meta.dirname, script), ...args]
  const [program = '', ...rest] = pinned ? ['taskset', '-c', String(core), ...command] : command
  // Lines of an access log go where nobody reads them.
  return spawn(program, rest, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
}

/** The next message; rejects where the process ends instead. */
function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new TypeError('the process ended'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      const { error } = message as { error?: string }
      if (error === undefined) resolve(message as T)
      else reject(new TypeError(error))
    })
  })
}

/** One contestant that runs. */
export class Server {
  readonly name: string
  readonly port: number
  readonly #child: ChildProcess

  constructor(name: string, port: number, child: ChildProcess) {
    this.name = name
    this.port = port
    this.#child = child
  }

  static async start(name: string, settings: Omit<Settings, 'hub'>): Promise<Server> {
    const child = start(0, 'server.ts', name, JSON.stringify(settings))
    const { port } = await answer<{ port: number }>(child)
    return new Server(name, port, child)
  }

  /** Microseconds of CPU since the last question. */
  async cpu(): Promise<number> {
    return (await this.#tell<{ cpu: number }>({ order: 'cpu' })).cpu
  }

  async publish(count: number): Promise<void> {
    await this.#tell({ order: 'publish', count })
  }

  #tell<T>(order: Order): Promise<T> {
    this.#child.send(order)
    return answer<T>(this.#child)
  }

  stop(): void {
    this.#child.kill()
  }
}

/** The process with the clients. */
export class Clients {
  readonly #child = start(1, 'load.ts')

  async send(server: Server, endpoint: Endpoint, count: number, connections = 16): Promise<void> {
    const message = bytesOf(endpoint, server.port).toString('base64')
    await this.#tell({ kind: 'requests', port: server.port, message, count, connections })
  }

  /** Opens so many streams of events. */
  async listen(server: Server, clients: number): Promise<void> {
    await this.#tell({ kind: 'streams', port: server.port, clients, events: 0 })
  }

  /** Waits until each of them has got so many events, and closes them. */
  async hear(server: Server, clients: number, events: number): Promise<void> {
    await this.#tell({ kind: 'streams', port: server.port, clients, events })
  }

  #tell(task: Task): Promise<unknown> {
    this.#child.send(task)
    return answer(this.#child)
  }

  stop(): void {
    this.#child.kill()
  }
}
