import type { Duplex } from 'node:stream'
import { loadPackage } from '../package.ts'
import type { Origin, SessionOwner } from '../pooled/session.ts'
import type { PostgresAddress } from './address.ts'
import { connectError } from './errors.ts'
import { Session, type SharedKnowledge } from './session.ts'

/** As much of `pg` as is used: it opens the socket, speaks TLS, and authenticates. Then its socket is read here. */
interface PgClient {
  readonly processID: number
  readonly secretKey: number
  connect(): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): void
  query(submittable: {
    submit(connection: { readonly stream: Duplex }): void
    handleError(error: Error): void
  }): unknown
}

/** Its bare connection, which can ask a server to end what another connection does. */
interface PgConnection {
  once(event: 'connect' | 'end' | 'error', listener: () => void): this
  on(event: 'error', listener: () => void): this
  readonly stream: Duplex
  connect(port: number, host: string): void
  cancel(processID: number, secretKey: number): void
}

interface PgModule {
  readonly Client: new (config: object) => PgClient
  readonly Connection: new (config: object) => PgConnection
}

/** Opens one connection, as `address` says, and sets what every session needs. */
export async function connect(
  address: PostgresAddress,
  origin: Origin,
  owner: SessionOwner<Session>,
  shared: SharedKnowledge,
): Promise<Session> {
  const pg = await loadPackage<PgModule>('pg', origin.name)
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    password: address.password ?? undefined,
    ssl: address.tls,
    connectionTimeoutMillis: address.connectTimeout,
    application_name: address.applicationName,
    keepAlive: true,
  })
  // After the socket is ours the session hears of its end; pg's own word about it is not needed.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw connectError(error, origin, address.user, address.connectTimeout)
  }
  let stream: Duplex | undefined
  client.query({
    submit(connection) {
      stream = connection.stream
    },
    handleError() {},
  })
  // The server may have ended the connection as soon as it was open.
  if (stream === undefined) throw connectError({ code: 'ECONNRESET', message: '' }, origin, address.user, 0)
  stream.removeAllListeners('data')
  const session = new Session(stream, origin, owner, shared, () => cancel(pg, address, client))
  try {
    await session.script(settings(address))
  } catch (error) {
    session.end()
    throw error
  }
  return session
}

/** https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS */
function cancel({ Connection }: PgModule, address: PostgresAddress, client: PgClient): Promise<void> {
  const { host, port, connectTimeout } = address
  return new Promise((resolve) => {
    const connection = new Connection({ ssl: false })
    const silent = setTimeout(() => connection.stream.destroy(), connectTimeout)
    const done = () => {
      clearTimeout(silent)
      resolve()
    }
    // The server closes the connection when it has passed the request on.
    connection.once('end', done).on('error', done)
    connection.once('connect', () => connection.cancel(client.processID, client.secretKey))
    connection.connect(port, host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : host)
  })
}

function settings({ readOnly, statementTimeout }: PostgresAddress): string {
  return [
    "SET TIME ZONE 'UTC'",
    "SET datestyle = 'ISO, MDY'",
    "SET intervalstyle = 'iso_8601'",
    'SET standard_conforming_strings = on',
    "SET bytea_output = 'hex'",
    'SET extra_float_digits = 1',
    ...(statementTimeout > 0 ? [`SET statement_timeout = ${statementTimeout}`] : []),
    ...(readOnly ? ['SET default_transaction_read_only = on'] : []),
  ].join('; ')
}
