import type { Database } from '../driver.ts'
import type { TransactionFacts } from '../pooled/database.ts'
import { openPooled } from '../pooled/open.ts'
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

export function openMysql(address: MysqlAddress, name: string, patience: number): Promise<Database> {
  return openPooled(address, name, patience, facts, (origin, owner) => connect(address, origin, owner, patience))
}
