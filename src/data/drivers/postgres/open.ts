import type { Database } from '../driver.ts'
import type { TransactionFacts } from '../pooled/database.ts'
import { openPooled } from '../pooled/open.ts'
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

export function openPostgres(address: PostgresAddress, name: string, patience: number): Promise<Database> {
  const shared = new SharedKnowledge()
  return openPooled(address, name, patience, facts, (origin, owner) => connect(address, origin, owner, shared))
}
