import { databaseUrl, onServer, type ScratchDatabase, scratchName } from './servers.ts'
import { mariadbServer } from './services.ts'

/** The URL of `database` on the tests' server, as any other user and with other options where they are given. */
export const mariadbUrl = (database: string, options?: Readonly<Record<string, string | number>>): string =>
  databaseUrl(mariadbServer, database, options)

/** Creates a database with a name of its own; the one who asks drops it (`t.after(scratch.drop)`). */
export async function scratchMariadb(): Promise<ScratchDatabase> {
  const name = scratchName()
  await onServer(mariadbServer, `CREATE DATABASE "${name}" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`)
  return {
    name,
    url: mariadbUrl(name),
    drop: () => onServer(mariadbServer, `DROP DATABASE IF EXISTS "${name}"`),
  }
}
