import type { Database } from '../driver.ts'
import type { PostgresAddress } from './address.ts'
import { PostgresDatabase } from './database.ts'
import { Pool } from './pool.ts'

/** Opens the first connection, so that what is wrong with the URL or the server is known now. */
export async function openPostgres(address: PostgresAddress, name: string, patience: number): Promise<Database> {
  const location = `${address.host}:${address.port}/${address.database}`
  const pool = new Pool(address, { name, location }, patience)
  await pool.open()
  return new PostgresDatabase(name, location, pool)
}
