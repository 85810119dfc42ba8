import { openDatabase, type Statement } from '../../src/data/drivers/index.ts'
import type { ScratchDatabase } from './postgres.ts'
import { mariadbServer } from './services.ts'

/** The URL of `database` on the tests' server, as any other user and with other options where they are given. */
export function mariadbUrl(
  database: string,
  { user, password, ...options }: Readonly<Record<string, string | number>> = {},
): string {
  const url = new URL(mariadbServer)
  url.pathname = `/${encodeURIComponent(database)}`
  if (user !== undefined) url.username = String(user)
  if (password !== undefined) url.password = String(password)
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, String(value))
  return url.href
}

let count = 0

/** Creates a database with a name of its own; the one who asks drops it (`t.after(scratch.drop)`). */
export async function scratchMariadb(): Promise<ScratchDatabase> {
  const name = `nuages_test_${process.pid}_${++count}_${crypto.randomUUID().slice(0, 8)}`
  await onMariadb(`CREATE DATABASE "${name}" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`)
  return { name, url: mariadbUrl(name), drop: () => onMariadb(`DROP DATABASE IF EXISTS "${name}"`) }
}

/** Runs one statement on the server's own database. */
export async function onMariadb(text: string): Promise<void> {
  const statement: Statement = { text, writes: true, wide: false }
  const database = await openDatabase(mariadbServer)
  try {
    await database.run(statement, [])
  } finally {
    await database.close()
  }
}
