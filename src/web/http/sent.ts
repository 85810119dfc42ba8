import type { ServerResponse } from 'node:http'

/** What became of an answer. */
export interface Sent {
  /** Null where the client went away before there was one. */
  readonly status: number | null
  /** Bytes of the body that were given to the connection, null where nobody counted. */
  readonly bytes: number | null
  /** The client went away, or the answer broke off, before it was whole. */
  readonly aborted: boolean
}

const bytesOfBody: unique symbol = Symbol('bytes of the body')

/** Null: to be counted. */
type Counted = ServerResponse & { [bytesOfBody]?: number | null }

/** Remembers how much of a body was given to the connection, where somebody waits to hear of it. */
export function countBytes(outgoing: ServerResponse, bytes: number): void {
  const counted: Counted = outgoing
  if (counted[bytesOfBody] !== undefined) counted[bytesOfBody] = (counted[bytesOfBody] ?? 0) + bytes
}

/** Calls `listener` once when the answer has been sent, or never will be. */
export function whenSent(outgoing: ServerResponse, listener: (sent: Sent) => void): void {
  const counted: Counted = outgoing
  counted[bytesOfBody] ??= null
  const tell = () =>
    listener({
      status: outgoing.headersSent ? outgoing.statusCode : null,
      bytes: counted[bytesOfBody] ?? (outgoing.headersSent ? null : 0),
      aborted: !outgoing.writableFinished,
    })
  if (outgoing.closed || outgoing.destroyed) tell()
  else outgoing.once('close', tell)
}
