import { once } from 'node:events'
import { stat, unlink } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { httpErrors } from '../errors.ts'

/** Where a server listens: a port of an address, a Unix socket, or what another process has opened already. */
type Place = { readonly port: number; readonly host: string } | { readonly path: string } | { readonly fd: number }

/** The place that options name: 'unix:/run/app.sock' as a host is a Unix socket. */
export function placeOf(options: ListenOptions): Place {
  if (options.fd !== undefined) return { fd: options.fd }
  const host = options.host ?? '127.0.0.1'
  const path = options.path ?? (host.startsWith('unix:') ? host.slice('unix:'.length) : undefined)
  return path === undefined ? { port: options.port ?? 8000, host } : { path }
}

/** Where to listen, as `serve` takes it. */
export interface ListenOptions {
  /** Default 8000; 0 takes a free one. */
  readonly port?: number
  /** Default '127.0.0.1': this machine only. '0.0.0.0' or '::' opens it to the network; 'unix:/run/app.sock' is a Unix socket. */
  readonly host?: string
  /** A Unix socket, instead of a port. */
  readonly path?: string
  /** A socket that the parent process has opened, instead of a port: systemd's is 3. */
  readonly fd?: number
}

/**
 * Lets any server listen where `serve` would, and gives the address. Rejects with `NUAGES_HTTP_PORT_IN_USE`, `NUAGES_HTTP_CANNOT_LISTEN` or
 * `NUAGES_HTTP_CANNOT_LISTEN_ON`.
 */
export async function listenOn(
  server: Server,
  options: ListenOptions,
  secure = false,
): Promise<{ readonly url: string; readonly port: number }> {
  const place = placeOf(options)
  await removeStaleSocket(place)
  await listen(server, place)
  return addressOf(server, place, secure)
}

/** Listens. Rejects with `NUAGES_HTTP_PORT_IN_USE` or `NUAGES_HTTP_CANNOT_LISTEN`. */
async function listen(server: Server, place: Place): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const refused = (cause: NodeJS.ErrnoException) => reject(refusal(place, cause))
  server.once('error', refused)
  try {
    server.listen(place, resolve)
  } catch (error) {
    refused(error as NodeJS.ErrnoException)
  }
  await promise
  server.off('error', refused)
}

/** Removes a Unix socket that a process which was killed has left behind. One that still answers stays, and then listening fails. */
async function removeStaleSocket(place: Place): Promise<void> {
  if (!('path' in place)) return
  const found = await stat(place.path).catch(() => null)
  if (found === null || !found.isSocket()) return
  const probe = connect(place.path)
  try {
    await once(probe, 'connect')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') await unlink(place.path).catch(() => {})
  } finally {
    probe.destroy()
  }
}

/** The address as a person reads it: 'http://127.0.0.1:8000/', 'unix:/run/app.sock'. */
export function addressOf(
  server: Server,
  place: Place,
  secure: boolean,
): { readonly url: string; readonly port: number } {
  const address = server.address()
  const path = typeof address === 'string' ? address : 'path' in place ? place.path : null
  if (path !== null) return { url: `unix:${path}`, port: 0 }
  const port = typeof address === 'object' && address !== null ? address.port : 'port' in place ? place.port : 0
  const host = 'host' in place ? place.host : typeof address === 'object' && address !== null ? address.address : ''
  return { url: `${secure ? 'https' : 'http'}://${named(host)}:${port}/`, port }
}

function refusal(place: Place, cause: NodeJS.ErrnoException): Error {
  const reason = cause.code ?? cause.message
  const where = 'path' in place ? place.path : 'fd' in place ? `file descriptor ${place.fd}` : null
  if (where !== null) return httpErrors.CANNOT_LISTEN_ON({ where, reason }, { cause })
  const { port, host } = place as { port: number; host: string }
  if (reason === 'EADDRINUSE') return httpErrors.PORT_IN_USE({ port, host }, { cause })
  return httpErrors.CANNOT_LISTEN({ port, host, reason }, { cause })
}

function named(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
