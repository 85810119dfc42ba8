import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** The open connections of a server, for its end. */
export interface OpenConnections {
  readonly all: ReadonlySet<Socket>
  /** Those over which no request has begun to come. */
  fresh(): Iterable<Socket>
}

export function plainConnections(server: Server): OpenConnections {
  const all = new Set<Socket>()
  server.on('connection', (socket: Socket) => keep(all, socket))
  return { all, fresh: () => silent(all) }
}

/** The same over TLS, where a connection is one already before both sides have agreed on how to encrypt it. */
export function secureConnections(server: Server): OpenConnections {
  const all = new Set<Socket>()
  const agreeing = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    keep(all, socket)
    keep(agreeing, socket)
  })
  server.on('secureConnection', (socket: SecureSocket) => {
    keep(all, socket)
    if (socket._parent) {
      agreeing.delete(socket._parent)
      all.delete(socket._parent)
    }
  })
  return { all, fresh: () => [...agreeing, ...silent(all)] }
}

/** What Node keeps with a connection over TLS: the one that it goes over. */
type SecureSocket = Socket & { readonly _parent?: Socket | null }

function keep(open: Set<Socket>, socket: Socket): void {
  open.add(socket)
  socket.once('close', () => open.delete(socket))
}

function silent(open: ReadonlySet<Socket>): Iterable<Socket> {
  return [...open].filter((socket) => socket.bytesRead === 0)
}
