import type { Database } from '../driver.ts'
import { PooledDatabase, type TransactionFacts } from '../pooled/database.ts'
import { Pool } from '../pooled/pool.ts'
import type { PostgresAddress } from './address.ts'
import { connect } from './connect.ts'
import { type Session, SharedKnowledge } from './session.ts'

/** https://www.postgresql.org/docs/current/sql-begin.html */
const facts: TransactionFacts<Session> = {
  database: 'postgres',
  begin({ isolation, readOnly, foreignKeys }) {
    const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.toUpperCase()}`
    const begin = `BEGIN${level}${readOnly === true ? ' READ ONLY' : ''}`
    return foreignKeys === false ? `${begin}; SET CONSTRAINTS ALL DEFERRED` : begin
  },
  after: () => '',
}

/** Opens the first connection, so that what is wrong with the URL or the server is known now. */
export async function openPostgres(address: PostgresAddress, name: string, patience: number): Promise<Database> {
  const location = `${address.host}:${address.port}/${address.database}`
  const origin = { name, location }
  const shared = new SharedKnowledge()
  const pool = new Pool<Session>(origin, {
    size: address.pool,
    patience,
    idleTimeout: address.idleTimeout,
    connectTimeout: address.connectTimeout,
    connect: (owner) => connect(address, origin, owner, shared),
  })
  await pool.open()
  return new PooledDatabase(name, location, pool, facts)
}
