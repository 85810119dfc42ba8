import { readFileSync } from 'node:fs'
import { driverErrors } from '../errors.ts'

/** What a PostgreSQL URL says. */
export interface PostgresAddress {
  readonly kind: 'postgres'
  /** A host name, an IP address, or the directory of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** Null where the URL has none: PGPASSWORD is taken then. Never part of a message. */
  readonly password: string | null
  readonly tls: false | { readonly rejectUnauthorized: boolean; readonly ca?: string }
  readonly readOnly: boolean
  /** How many connections may be open at once. */
  readonly pool: number
  /** Milliseconds that a statement may wait for a free connection; null where the URL does not say. */
  readonly patience: number | null
  /** Milliseconds that connecting may take. */
  readonly connectTimeout: number
  /** Milliseconds after which a connection that nobody uses is closed; 0 for never. */
  readonly idleTimeout: number
  /** Milliseconds after which the server ends a statement; 0 for never. */
  readonly statementTimeout: number
  readonly applicationName: string
}

const numbers: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  pool: { least: 1, most: 10_000 },
  patience: { least: 0, most: 999_999_999 },
  connectTimeout: { least: 1, most: 999_999_999 },
  idleTimeout: { least: 0, most: 999_999_999 },
  statementTimeout: { least: 0, most: 999_999_999 },
}
const texts = new Set(['mode', 'sslmode', 'sslrootcert', 'host', 'applicationName'])

/**
 * Reads `postgres://user:password@host:5432/database?pool=10`. Messages name options only: everything else in the URL
 * may be a secret.
 */
export function parsePostgresUrl(url: string, name: string): PostgresAddress {
  const bad = (problem: string, cause?: unknown) => driverErrors.BAD_URL({ name, problem }, { cause })
  let parsed: URL
  try {
    // 'postgres:' is no special scheme: the parser asks nothing of its host, and keeps its escapes.
    parsed = new URL(url)
  } catch {
    throw bad('it is not of the form postgres://user:password@host:5432/database')
  }
  const part = (text: string, what: string) => {
    try {
      return decodeURIComponent(text)
    } catch {
      throw bad(`its ${what} has a '%' that escapes nothing`)
    }
  }
  const options = new Map<string, string>()
  const counts: Record<string, number> = {}
  for (const [option, value] of parsed.searchParams) {
    const range = numbers[option]
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    if (range !== undefined && number >= range.least && number <= range.most) counts[option] = number
    else if (texts.has(option) && value !== '') options.set(option, value)
    else throw bad(`it has an unknown option or value for '${option}'`)
  }
  const mode = options.get('mode') ?? 'rw'
  if (mode !== 'ro' && mode !== 'rw') throw bad("it has an unknown option or value for 'mode'")
  const host = part(parsed.hostname, 'host').replace(/^\[(.*)\]$/, '$1')
  const user = part(parsed.username, 'user') || (process.env['PGUSER'] ?? process.env['USER'] ?? 'postgres')
  const database = part(parsed.pathname.replace(/^\/+/, ''), 'path')
  if (database === '' || database.includes('/')) throw bad('it names no database')
  return {
    kind: 'postgres',
    host: options.get('host') ?? (host === '' ? (process.env['PGHOST'] ?? 'localhost') : host),
    port: parsed.port === '' ? 5432 : Number(parsed.port),
    database,
    user,
    password: parsed.password === '' ? (process.env['PGPASSWORD'] ?? null) : part(parsed.password, 'password'),
    tls: tlsOf(options, bad),
    readOnly: mode === 'ro',
    pool: counts['pool'] ?? 10,
    patience: counts['patience'] ?? null,
    connectTimeout: counts['connectTimeout'] ?? 5000,
    idleTimeout: counts['idleTimeout'] ?? 60_000,
    statementTimeout: counts['statementTimeout'] ?? 0,
    applicationName: options.get('applicationName') ?? 'nuages',
  }
}

/** libpq's names for how much of the server's certificate is checked. */
function tlsOf(
  options: ReadonlyMap<string, string>,
  bad: (problem: string, cause?: unknown) => Error,
): PostgresAddress['tls'] {
  const mode = options.get('sslmode') ?? 'disable'
  const file = options.get('sslrootcert')
  if (mode === 'disable') return false
  if (mode === 'require' && file === undefined) return { rejectUnauthorized: false }
  if (mode !== 'require' && mode !== 'verify-full')
    throw bad("its 'sslmode' is none of disable, require and verify-full")
  if (file === undefined) return { rejectUnauthorized: true }
  try {
    return { rejectUnauthorized: true, ca: readFileSync(file, 'utf8') }
  } catch (cause) {
    throw bad("the file of its 'sslrootcert' cannot be read", cause)
  }
}
