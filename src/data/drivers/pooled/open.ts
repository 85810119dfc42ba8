import type { ServerAddress } from '../address.ts'
import type { Database } from '../driver.ts'
import { PooledDatabase, type TransactionFacts } from './database.ts'
import { Pool } from './pool.ts'
import type { Origin, PooledSession, SessionOwner } from './session.ts'

/** Opens the first connection, so that what is wrong with the URL or the server is known now. */
export async function openPooled<S extends PooledSession>(
  address: ServerAddress,
  name: string,
  patience: number,
  facts: TransactionFacts<S>,
  connect: (origin: Origin, owner: SessionOwner<S>) => Promise<S>,
): Promise<Database> {
  const location = `${address.host}:${address.port}/${address.database}`
  const origin = { name, location }
  const pool = new Pool<S>(origin, {
    size: address.pool,
    patience,
    idleTimeout: address.idleTimeout,
    connectTimeout: address.connectTimeout,
    connect: (owner) => connect(origin, owner),
  })
  await pool.open()
  return new PooledDatabase(name, location, pool, facts)
}
