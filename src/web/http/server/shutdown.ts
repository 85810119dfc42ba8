import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lifetime } from '../lifetime.ts'
import type { OpenConnections } from './connections.ts'

/** Milliseconds that a connection may stay silent once the server closes. */
const silence = 100

export interface ShutOptions {
  /** Milliseconds for requests in flight and work after answers. */
  readonly timeout: number
  /** Milliseconds that idle connections may still be used for one more request, whose answer then closes them. */
  readonly idle: number
  readonly connections: OpenConnections
  readonly lifetime: Lifetime
}

/** Stops accepting, waits for requests in flight, closes what is idle, and at the end of the time everything. */
export async function shut(server: Server, { timeout, idle, connections, lifetime }: ShutOptions): Promise<void> {
  const start = performance.now()
  const left = () => timeout - (performance.now() - start)
  // Browsers open connections ahead of need; for Node these are not idle but about to send something. One that came just
  // before the end may have its request on the way, and gets a moment.
  const patience = Math.min(Math.max(silence, idle), timeout)
  let open = server.listening
  // The close of node:http would cut idle connections at once.
  NetServer.prototype.close.call(server, () => (open = false))
  while ((open || connections.all.size > 0) && left() > 0) {
    const passed = timeout - left()
    if (passed >= Math.min(idle, timeout)) server.closeIdleConnections()
    if (passed >= patience) for (const socket of connections.fresh()) socket.destroy()
    await sleep(20)
  }
  await Promise.race([lifetime.idle(), sleep(Math.max(0, left()), undefined, { ref: false })])
  server.closeAllConnections()
  for (const socket of connections.all) socket.destroy()
  server.close(() => {})
}
