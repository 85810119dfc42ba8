import type { TestContext } from 'node:test'
import { type Database, openDatabase, type Row, type RunResult, type Statement } from '../../src/data/drivers/index.ts'
import type { DatabaseValue } from '../../src/data/query/index.ts'

/** A database of one's own, empty, on a server that tests use. */
export interface ScratchDatabase {
  readonly name: string
  readonly url: string
  /** Ends every connection to it and drops it. */
  drop(): Promise<void>
}

/** A name that no other run of the tests gives to a database. */
export const scratchName = () => `nuages_test_${process.pid}_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`

/** The URL of `database` on a server, as any other user and with other options where they are given. */
export function databaseUrl(
  server: string,
  database: string,
  { user, password, ...options }: Readonly<Record<string, string | number>> = {},
): string {
  const url = new URL(server)
  url.pathname = `/${encodeURIComponent(database)}`
  if (user !== undefined) url.username = String(user)
  if (password !== undefined) url.password = String(password)
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, String(value))
  return url.href
}

/** Runs one statement on a server's own database. */
export async function onServer(server: string, text: string): Promise<void> {
  const database = await openDatabase(server)
  try {
    await database.run({ text, writes: true, wide: false }, [])
  } finally {
    await database.close()
  }
}

/** A connection to a scratch database, with options of the URL, that is closed with the test. */
export async function openedWith(
  t: TestContext,
  { url }: ScratchDatabase,
  options: Readonly<Record<string, string | number>> = {},
): Promise<Database> {
  const address = new URL(url)
  for (const [name, value] of Object.entries(options)) address.searchParams.set(name, String(value))
  const database = await openDatabase(address.href)
  t.after(() => database.close())
  return database
}

const statements = new Map<string, Statement>()

/** A statement of this text: the same object for the same text. */
export function statement(text: string, writes = false): Statement {
  const found = statements.get(text) ?? { text, writes, wide: false }
  statements.set(text, found)
  return found
}

export const read = async (database: Database, text: string, ...values: DatabaseValue[]): Promise<readonly Row[]> =>
  database.all(statement(text), values)

export const write = async (database: Database, text: string, ...values: DatabaseValue[]): Promise<RunResult> =>
  database.run(statement(text, true), values)

export const code = (name: string) => ({ code: `NUAGES_DRIVERS_${name}` })
