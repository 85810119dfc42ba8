import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../../../base/log/index.ts'

/** Milliseconds in which a client may read why it was refused, before its connection is cut. */
const patience = 500

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers what never became a request (no HTTP, too large a head, too slow) and closes its connection. What was sent is not logged. */
export function answerClientErrors(server: Server, logger: Logger): void {
  const answer = (error: NodeJS.ErrnoException, socket: Socket): void => {
    // The rest of what was refused arrives as further errors.
    if (socket.writableEnded) return
    const code = error.code ?? ''
    if (!socket.writable || beyondAnswering(socket) || code === 'ECONNRESET') return void socket.destroy(error)
    const status = statuses[code] ?? 400
    const body = `${STATUS_CODES[status]}\n`
    logger.info('A request could not be read', { status, code, ip: socket.remoteAddress ?? '' })
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
    const cut = setTimeout(() => socket.destroy(), patience)
    socket.once('close', () => clearTimeout(cut))
  }
  server.on('clientError', answer as (error: Error, socket: import('node:stream').Duplex) => void)
}

/** What node:http keeps with a connection. */
interface HttpSocket {
  readonly _httpMessage?: ServerResponse | null
  readonly parser?: { readonly incoming: IncomingMessage | null } | null
}

/** True in the middle of an answer, and in the body of a request that was answered already: a second answer would be taken for that of the next one. */
function beyondAnswering(socket: Socket): boolean {
  const { _httpMessage: answer, parser } = socket as HttpSocket
  return answer ? answer.headersSent : parser?.incoming?.complete === false
}
