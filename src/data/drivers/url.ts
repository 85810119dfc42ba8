import { resolve } from 'node:path'
import { driverErrors } from './errors.ts'
import { type MysqlAddress, parseMysqlUrl } from './mysql/address.ts'
import { type PostgresAddress, parsePostgresUrl } from './postgres/address.ts'

/** What an SQLite URL says. */
export interface SqliteAddress {
  readonly kind: 'sqlite'
  /** Absolute path, or ':memory:'. */
  readonly file: string
  readonly readOnly: boolean
  /** Milliseconds, or null where the URL does not say. */
  readonly patience: number | null
}

/**
 * Reads the URL of any database that nuages speaks to. Messages name the scheme and options only: a URL may hold a
 * password.
 */
export function parseUrl(url: string, name: string): SqliteAddress | PostgresAddress | MysqlAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) throw driverErrors.BAD_URL({ name, problem: 'it has no scheme' })
  if (scheme === 'postgres' || scheme === 'postgresql') return parsePostgresUrl(url, name)
  if (scheme === 'mysql' || scheme === 'mariadb') return parseMysqlUrl(url, name)
  if (scheme !== 'sqlite' && scheme !== 'sqlite3') throw driverErrors.UNSUPPORTED_URL({ name, scheme })
  return parseSqliteUrl(url.slice(scheme.length + 1), name)
}

/**
 * Reads `sqlite:path`, `sqlite:///absolute/path` or `sqlite::memory:`, with `?mode=ro` and `?patience=5000`; `rest` is what follows the scheme.
 */
function parseSqliteUrl(rest: string, name: string): SqliteAddress {
  const mark = rest.indexOf('?')
  const options = new URLSearchParams(mark < 0 ? '' : rest.slice(mark + 1))
  let path = mark < 0 ? rest : rest.slice(0, mark)
  if (path.startsWith('//')) path = unescapePath(path.slice(2), name)
  if (path === '') throw driverErrors.BAD_URL({ name, problem: 'it names no file' })

  let readOnly = false
  let patience: number | null = null
  for (const [option, value] of options) {
    if (option === 'mode' && (value === 'ro' || value === 'rwc')) readOnly = value === 'ro'
    else if (option === 'patience' && /^\d{1,9}$/.test(value)) patience = Number(value)
    else throw driverErrors.BAD_URL({ name, problem: `it has an unknown option or value for '${option}'` })
  }
  return { kind: 'sqlite', file: path === ':memory:' ? path : resolve(path), readOnly, patience }
}

function unescapePath(path: string, name: string): string {
  try {
    return decodeURIComponent(path)
  } catch (cause) {
    throw driverErrors.BAD_URL({ name, problem: "its path has a '%' that escapes nothing" }, { cause })
  }
}

/** Whether a URL opens its database for reading only. */
export function readsOnly(url: string): boolean {
  return /\?(?:.*&)?mode=ro(?:&|$)/.test(url)
}
