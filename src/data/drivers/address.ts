import { readFileSync } from 'node:fs'
import { driverErrors } from './errors.ts'

/** What the URL of a database behind a server says. */
export interface ServerAddress {
  /** A host name, an IP address, or the path of a Unix socket or its directory. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** Null where neither the URL nor the environment has one. Never part of a message. */
  readonly password: string | null
  readonly tls: false | { readonly rejectUnauthorized: boolean; readonly ca?: string }
  readonly readOnly: boolean
  /** How many connections may be open at once. */
  readonly pool: number
  /** Milliseconds that a statement may wait for a free connection; null where the URL does not say. */
  readonly patience: number | null
  /** Milliseconds that connecting may take. */
  readonly connectTimeout: number
  /** Milliseconds after which the server ends a statement; 0 for never. */
  readonly statementTimeout: number
  /** Milliseconds after which a connection that nobody uses is closed; 0 for never. */
  readonly idleTimeout: number
  readonly applicationName: string
}

/** What a URL may leave out. */
export interface ServerDefaults {
  /** How such a URL is written, for messages. */
  readonly form: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | null
}

const numbers: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  pool: { least: 1, most: 10_000 },
  patience: { least: 0, most: 999_999_999 },
  connectTimeout: { least: 1, most: 999_999_999 },
  statementTimeout: { least: 0, most: 999_999_999 },
  idleTimeout: { least: 0, most: 999_999_999 },
}
const texts = new Set(['mode', 'sslmode', 'sslrootcert', 'host', 'applicationName'])

/**
 * Reads `scheme://user:password@host:port/database?pool=10`. Messages name options only: everything else in the URL may be
 * a secret.
 */
export function parseServerUrl(url: string, name: string, defaults: ServerDefaults): ServerAddress {
  const bad = (problem: string, cause?: unknown) => driverErrors.BAD_URL({ name, problem }, { cause })
  let parsed: URL
  try {
    // These are no special schemes: the parser asks nothing of the host, and keeps its escapes.
    parsed = new URL(url)
  } catch {
    throw bad(`it is not of the form ${defaults.form}`)
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
  const database = part(parsed.pathname.replace(/^\/+/, ''), 'path')
  if (database === '' || database.includes('/')) throw bad('it names no database')
  return {
    host: options.get('host') ?? (host === '' ? defaults.host : host),
    port: parsed.port === '' ? defaults.port : Number(parsed.port),
    database,
    user: part(parsed.username, 'user') || defaults.user,
    password: parsed.password === '' ? defaults.password : part(parsed.password, 'password'),
    tls: tlsOf(options, bad),
    readOnly: mode === 'ro',
    pool: counts['pool'] ?? 10,
    patience: counts['patience'] ?? null,
    connectTimeout: counts['connectTimeout'] ?? 5000,
    statementTimeout: counts['statementTimeout'] ?? 0,
    idleTimeout: counts['idleTimeout'] ?? 60_000,
    applicationName: options.get('applicationName') ?? 'nuages',
  }
}

/** libpq's names for how much of the server's certificate is checked. */
function tlsOf(
  options: ReadonlyMap<string, string>,
  bad: (problem: string, cause?: unknown) => Error,
): ServerAddress['tls'] {
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
