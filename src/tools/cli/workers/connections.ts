import type { Worker } from 'node:cluster'
import type { Socket } from 'node:net'
import type { ToWorker } from '../../project/index.ts'

/**
 * Hands connections to workers in turn. One that no worker can have yet waits; one that a worker was given and had not taken when it was
 * killed goes to another. (node:cluster's own distribution leaves the latter hanging for ever.)
 */
export class Connections {
  readonly #waiting: Socket[] = []
  /** Workers in the order of their turns. */
  readonly #workers = new Set<Worker>()
  readonly #given = new Map<Worker, Map<number, Socket>>()
  #lastId = 0

  accept(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    this.#hand(socket)
  }

  /** The worker serves: it gets connections from now on. */
  add(worker: Worker): void {
    this.#workers.add(worker)
    for (const socket of this.#waiting.splice(0)) this.#hand(socket)
  }

  /** The worker gets no more. */
  remove(worker: Worker): void {
    this.#workers.delete(worker)
  }

  /** The worker has the connection: here it is let go of. */
  taken(worker: Worker, id: number): void {
    this.#given.get(worker)?.get(id)?.destroy()
    this.#given.get(worker)?.delete(id)
  }

  /** The worker has ended: what it had not taken goes to others. */
  ended(worker: Worker): void {
    this.remove(worker)
    const lost = this.#given.get(worker)
    this.#given.delete(worker)
    for (const socket of lost?.values() ?? []) this.#hand(socket)
  }

  /** Nobody will come: what waits is closed. */
  end(): void {
    for (const socket of this.#waiting.splice(0)) socket.destroy()
  }

  #hand(socket: Socket): void {
    if (socket.destroyed) return
    const [worker] = this.#workers
    if (worker === undefined) return void this.#waiting.push(socket)
    this.#workers.delete(worker)
    this.#workers.add(worker)
    const id = ++this.#lastId
    const given = this.#given.get(worker) ?? new Map<number, Socket>()
    this.#given.set(worker, given.set(id, socket))
    // What cannot be sent comes back when the worker has ended.
    worker.send({ type: 'connection', id } satisfies ToWorker, socket, { keepOpen: true }, () => {})
  }
}
