import { openDatabase, type Statement } from '../../src/data/drivers/index.ts'
import { postgresServer } from './services.ts'

/** The URL of `database` on the tests' server, as any other user and with other options where they are given. */
export function postgresUrl(
  database: string,
  { user, password, ...options }: Readonly<Record<string, string | number>> = {},
): string {
  const url = new URL(postgresServer)
  url.pathname = `/${encodeURIComponent(database)}`
  if (user !== undefined) url.username = String(user)
  if (password !== undefined) url.password = String(password)
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, String(value))
  return url.href
}

/** A database of one's own, empty, on the tests' PostgreSQL server. */
export interface ScratchDatabase {
  readonly name: string
  readonly url: string
  /** Ends every connection to it and drops it. */
  drop(): Promise<void>
}

let count = 0

/** Creates a database with a name of its own from `template0`; the one who asks drops it (`t.after(scratch.drop)`). */
export async function scratchPostgres(): Promise<ScratchDatabase> {
  const name = `nuages_test_${process.pid}_${++count}_${crypto.randomUUID().slice(0, 8)}`
  await onServer(`CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`)
  return {
    name,
    url: postgresUrl(name),
    drop: () => onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  }
}

/** Runs one statement on the server's own database. */
export async function onServer(text: string): Promise<void> {
  const statement: Statement = { text, writes: true, wide: false }
  const database = await openDatabase(postgresServer)
  try {
    await database.run(statement, [])
  } finally {
    await database.close()
  }
}
