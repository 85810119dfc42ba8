import type { Database } from '../driver.ts'
import { PooledDatabase, type TransactionFacts } from '../pooled/database.ts'
import { Pool } from '../pooled/pool.ts'
import type { MysqlAddress } from './address.ts'
import { connect } from './connect.ts'
import { checkKeys } from './foreign-keys.ts'
import type { Session } from './session.ts'

/** https://mariadb.com/kb/en/start-transaction/ */
const facts: TransactionFacts<Session> = {
  database: 'mysql',
  begin({ isolation, readOnly, foreignKeys }) {
    const level = isolation === undefined ? '' : `SET TRANSACTION ISOLATION LEVEL ${isolation.toUpperCase()}; `
    const begin = readOnly === true ? 'START TRANSACTION READ ONLY' : 'BEGIN'
    return `${foreignKeys === false ? 'SET foreign_key_checks = 0; ' : ''}${level}${begin}`
  },
  checkKeys,
  after: ({ foreignKeys }) => (foreignKeys === false ? 'SET foreign_key_checks = 1' : ''),
}

/** Opens the first connection, so that what is wrong with the URL or the server is known now. */
export async function openMysql(address: MysqlAddress, name: string, patience: number): Promise<Database> {
  const location = `${address.host}:${address.port}/${address.database}`
  const origin = { name, location }
  const pool = new Pool<Session>(origin, {
    size: address.pool,
    patience,
    idleTimeout: address.idleTimeout,
    connectTimeout: address.connectTimeout,
    connect: (owner) => connect(address, origin, owner, patience),
  })
  await pool.open()
  return new PooledDatabase(name, location, pool, facts)
}
