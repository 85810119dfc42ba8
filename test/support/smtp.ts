import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail that a server took. */
export interface Arrived {
  readonly from: string
  readonly to: readonly string[]
  readonly source: Buffer
  readonly secure: boolean
}

export interface SmtpHost {
  readonly port: number
  readonly arrived: readonly Arrived[]
  /** Connections that were made so far. */
  readonly connections: () => number
  close(): Promise<void>
}

/** A real SMTP server in this process. */
export async function smtpHost(options: SMTPServerOptions = {}): Promise<SmtpHost> {
  const arrived: Arrived[] = []
  let connections = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined ? ['STARTTLS'] : [],
    disableReverseLookup: true,
    closeTimeout: 50,
    logger: false,
    onData(stream, { envelope, secure }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        arrived.push({
          from: sender,
          to: envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks),
          secure,
        })
        done()
      })
    },
    ...options,
    onConnect(session, done) {
      connections++
      if (options.onConnect === undefined) done()
      else options.onConnect.call(server, session, done)
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    port,
    arrived,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
