import { databaseUrl, onServer as onAny, type ScratchDatabase, scratchName } from './servers.ts'
import { postgresServer } from './services.ts'

export type { ScratchDatabase } from './servers.ts'

/** The URL of `database` on the tests' server, as any other user and with other options where they are given. */
export const postgresUrl = (database: string, options?: Readonly<Record<string, string | number>>): string =>
  databaseUrl(postgresServer, database, options)

/** Creates a database with a name of its own from `template0`; the one who asks drops it (`t.after(scratch.drop)`). */
export async function scratchPostgres(): Promise<ScratchDatabase> {
  const name = scratchName()
  await onServer(`CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`)
  return {
    name,
    url: postgresUrl(name),
    drop: () => onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  }
}

/** Runs one statement on the server's own database. */
export const onServer = (text: string): Promise<void> => onAny(postgresServer, text)
