import type { Database, OpenOptions } from './driver.ts'
import { openSqlite } from './sqlite/open.ts'
import { parseUrl } from './url.ts'

/**
 * Opens the database that a URL names: `sqlite:app.sqlite3` (made where it does not exist), `sqlite::memory:`.
 * Rejects with a coded error (`NUAGES_DRIVERS_…`) that says what is wrong with the URL or the file.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const name = options.name ?? 'default'
  const address = parseUrl(url, name)
  return openSqlite(address, name, options.patience ?? address.patience ?? 5000)
}
