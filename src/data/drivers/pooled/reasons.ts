/** What the codes of sockets mean, in the words of a message. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'nobody answers',
  ECONNRESET: 'the other end closed the connection',
  EPIPE: 'the other end closed the connection',
  ENOENT: 'there is no such socket',
  NUAGES_DRIVERS_CLOSED: 'it was closed here',
  EACCES: 'this user may not use that socket',
}

/** Why there is no connection, or no more. */
export function socketReason(error: unknown): string {
  const { code = '' } = error as { code?: string }
  return reasons[code] ?? (code === '' ? 'the connection failed' : `code ${code}`)
}
