import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from '../driver.ts'
import { driverErrors } from '../errors.ts'
import type { SqliteAddress } from '../url.ts'
import { Busy, SqliteConnection } from './connection.ts'
import { SqliteDatabase } from './database.ts'
import { patiently } from './patience.ts'

/** Opens the file's writer, checks that it is a database, and sets the pragmas that every connection needs. */
export async function openSqlite(address: SqliteAddress, name: string, patience: number): Promise<Database> {
  const { file, readOnly } = address
  if (file !== ':memory:') checkPlace(file, name, readOnly)
  const writer = connect(name, file, readOnly)
  try {
    await patiently(patience, { name, file }, () => {
      writer.query('SELECT count(*) FROM sqlite_schema')
      if (file !== ':memory:' && !readOnly) {
        // Persistent: later connections of any program find the file in this mode.
        if (writer.query('PRAGMA journal_mode')[0]?.[0] !== 'wal') writer.query('PRAGMA journal_mode = WAL')
        writer.script('PRAGMA synchronous = NORMAL')
      }
    })
  } catch (error) {
    writer.close()
    throw error
  }
  return new SqliteDatabase(name, file === ':memory:' ? file : realpathSync(file), readOnly, patience, writer)
}

function checkPlace(file: string, name: string, readOnly: boolean): void {
  const directory = dirname(file)
  if (!existsSync(directory)) throw driverErrors.NO_DIRECTORY({ name, file, directory })
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw driverErrors.CANNOT_OPEN({ name, file, reason: 'it is a directory' })
  if (found === undefined && readOnly) throw driverErrors.NO_FILE({ name, file })
}

function connect(name: string, file: string, readOnly: boolean): SqliteConnection {
  try {
    return new SqliteConnection(name, file, readOnly)
  } catch (cause) {
    if (cause instanceof Busy) throw driverErrors.LOCKED({ name, file, waited: 0 }, { cause })
    const code = (cause as { code?: string }).code
    if (code !== 'NUAGES_DRIVERS_STATEMENT_FAILED') throw cause
    throw driverErrors.CANNOT_OPEN({ name, file, reason: (cause as Error & { cause: Error }).cause.message }, { cause })
  }
}
