import type { Rounds } from '../orm/measure.ts'
import type { Endpoint } from './endpoints.ts'
import type { Clients, Server } from './processes.ts'

/** Rounds that nobody counts. */
const warmUps = 4

/**
 * CPU of each server for one unit of work, round by round. All take turns, each round beginning with another one: what
 * disturbs the machine disturbs all of them. One that fails is left out, with its reason.
 */
export async function race(
  servers: readonly Server[],
  rounds: number,
  work: (server: Server) => Promise<number>,
): Promise<Rounds> {
  const spent = new Map<string, number[]>()
  for (const server of servers) {
    try {
      for (let i = 0; i < warmUps; i++) await work(server)
      spent.set(server.name, [])
    } catch (error) {
      console.log(`  ${server.name} is left out: ${String(error)}`)
    }
  }
  const racing = servers.filter(({ name }) => spent.has(name))
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < racing.length; i++) {
      const server = racing[(i + round) % racing.length]!
      spent.get(server.name)!.push(await work(server))
    }
  }
  return spent
}

/** Server CPU per request, in microseconds. */
export function requests(endpoint: Endpoint, clients: Clients) {
  return async (server: Server): Promise<number> => {
    await server.cpu()
    await clients.send(server, endpoint, endpoint.count)
    return (await server.cpu()) / endpoint.count
  }
}

/** Server CPU per event and client. */
export function events(listeners: number, count: number, clients: Clients) {
  return async (server: Server): Promise<number> => {
    await clients.listen(server, listeners)
    await server.cpu()
    await server.publish(count)
    await clients.hear(server, listeners, count)
    return (await server.cpu()) / (listeners * count)
  }
}
