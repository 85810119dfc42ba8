import type { Database, OpenOptions } from './driver.ts'
import { openMysql } from './mysql/open.ts'
import { openPostgres } from './postgres/open.ts'
import { openSqlite } from './sqlite/open.ts'
import { parseUrl } from './url.ts'

/**
 * Opens the database that a URL names: `sqlite:app.sqlite3` (made where it does not exist), `sqlite::memory:`,
 * `postgres://user:password@host/database`, for which the package `pg` must be installed,
 * `mysql://user:password@host/database`, for which it is `mariadb`. Rejects with a coded error (`NUAGES_DRIVERS_…`) that says what is wrong with the URL, the file or the server.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const name = options.name ?? 'default'
  const address = parseUrl(url, name)
  const patience = options.patience ?? address.patience ?? 5000
  switch (address.kind) {
    case 'postgres':
      return openPostgres(address, name, patience)
    case 'mysql':
      return openMysql(address, name, patience)
    case 'sqlite':
      return openSqlite(address, name, patience)
  }
}

/** Opens databases by name; where one cannot be opened, closes the others and rejects. */
export async function openDatabases(urls: Readonly<Record<string, string>>): Promise<Record<string, Database>> {
  const databases: Record<string, Database> = {}
  try {
    for (const [name, url] of Object.entries(urls)) databases[name] = await openDatabase(url, { name })
    return databases
  } catch (error) {
    await Promise.allSettled(Object.values(databases).map((database) => database.close()))
    throw error
  }
}
