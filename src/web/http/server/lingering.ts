import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Bytes of an unread body that are taken off the connection rather than closing it. */
const short = 64 * 1024
/** Milliseconds in which a client that is still sending may read why it was refused. */
const patience = 1000

/** True where a good part of the body is still to come, so that it is better not waited for. */
export function isLongUnread(incoming: IncomingMessage): boolean {
  if (incoming.complete) return false
  const length = incoming.headers['content-length']
  // Who asked first will not send, or has to begin anew.
  return length === undefined || Number(length) > short || incoming.headers.expect !== undefined
}

const lingering = Symbol('nuages.lingering')
type Marked = Socket & { [lingering]?: true }

/** True on a connection whose last answer was given: what still comes there, also as a request, is dropped (RFC 9112, 9.6). */
export function isLingering({ socket }: IncomingMessage): boolean {
  return (socket as Marked)[lingering] === true
}

/**
 * Makes the connection close politely when the answer was written: it says that no more comes, drops what is still being sent, and ends after a
 * moment. Closed at once it would be reset, and the client would never see the answer (RFC 9112, 9.6).
 */
export function linger(incoming: IncomingMessage): void {
  const socket: Marked = incoming.socket
  socket[lingering] = true
  socket.destroySoon = () => {
    if (socket.writable) socket.end()
    incoming.resume()
    const cut = setTimeout(() => socket.destroy(), patience)
    socket.once('close', () => clearTimeout(cut))
    socket.once('end', () => socket.destroy())
  }
}
