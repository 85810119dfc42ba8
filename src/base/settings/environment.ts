import { type Level, levels } from '../log/index.ts'
import { settingsErrors } from './errors.ts'

/** How the project runs: with help and shortcuts for its developer, for the public, or under test. */
export type Mode = 'development' | 'production' | 'test'

/** What a deployer sets from outside. A value that is absent leaves the decision to `nuages.config.ts`. */
export interface Environment {
  /** `NUAGES_ENV`; development where it says nothing. */
  readonly mode: Mode
  /** `PORT`, 0 to 65535. */
  readonly port: number | undefined
  /** `HOST`: the address to listen on, or a Unix socket: 'unix:/run/app.sock'. */
  readonly host: string | undefined
  /** The descriptor of a socket that systemd has opened for this process (`LISTEN_FDS`, `LISTEN_PID`). */
  readonly socket: number | undefined
  /** `TLS_KEY` and `TLS_CERT`: the files of a key and a certificate. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined
  /** `NUAGES_WORKERS`: how many processes serve, or 'auto' for one a core. */
  readonly workers: number | 'auto' | undefined
  /** `DATABASE_URL`. */
  readonly databaseUrl: string | undefined
  /** `SECRET_KEY`. */
  readonly secretKey: string | undefined
  /** `SECRET_KEY_FALLBACKS`, comma separated: keys of the past. */
  readonly secretKeyFallbacks: readonly string[] | undefined
  /** `JWT_KEYS`: what signs and checks JSON Web Tokens, as JSON. */
  readonly jwtKeys: string | undefined
  /** `REDIS_URL`. */
  readonly redisUrl: string | undefined
  /** `MAIL_URL`. */
  readonly mailUrl: string | undefined
  /** `FILES_URL`: where the default storage is. */
  readonly filesUrl: string | undefined
  /** `TASKS_URL`: the engine that keeps jobs. */
  readonly tasksUrl: string | undefined
  /** `CACHE_URL`: the address of the default cache. */
  readonly cacheUrl: string | undefined
  /** `ALLOWED_HOSTS`, comma separated: `example.org,.example.org`. */
  readonly allowedHosts: readonly string[] | undefined
  /** `NUAGES_LOG_QUERIES`: milliseconds from which on a statement is logged; 0 for every one. */
  readonly logQueries: number | undefined
  /** `METRICS_TOKEN`: what a reader of metrics has to send. */
  readonly metricsToken: string | undefined
  /** `NUAGES_LOG_LEVEL`: trace, debug, info, warn, error or silent. */
  readonly logLevel: Level | 'silent' | undefined
  /** `NUAGES_LOG_FORMAT`: json or text. */
  readonly logFormat: 'json' | 'text' | undefined
}

const modes: readonly Mode[] = ['development', 'production', 'test']

function readMode(text: string | undefined): Mode {
  return readChoice('NUAGES_ENV', modes, text) ?? 'development'
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65535)) {
    throw settingsErrors.INVALID({ name: 'PORT', problem: `is '${text}', which is no port number from 0 to 65535` })
  }
  return port
}

function readTls(key: string | undefined, cert: string | undefined): Environment['tls'] {
  if (key !== undefined && cert !== undefined) return { key, cert }
  if (key === undefined && cert === undefined) return undefined
  const [name, other] = key === undefined ? ['TLS_CERT', 'TLS_KEY'] : ['TLS_KEY', 'TLS_CERT']
  throw settingsErrors.INVALID({ name, problem: `is set without ${other}` })
}

function readWorkers(text: string | undefined): number | 'auto' | undefined {
  if (text === undefined || text === 'auto') return text
  if (!/^[1-9]\d{0,2}$/.test(text)) {
    throw settingsErrors.INVALID({
      name: 'NUAGES_WORKERS',
      problem: `is '${text}', which is neither a number from 1 to 999 nor 'auto'`,
    })
  }
  return Number(text)
}

function readChoice<T extends string>(name: string, choices: readonly T[], text: string | undefined): T | undefined {
  if (text === undefined) return undefined
  const found = choices.find((choice) => choice === text)
  if (found === undefined)
    throw settingsErrors.INVALID({ name, problem: `is '${text}', which is none of ${choices.join(', ')}` })
  return found
}

function readMilliseconds(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text))
    throw settingsErrors.INVALID({ name, problem: `is '${text}', which is no whole number of milliseconds` })
  return Number(text)
}

function readUrl(name: string, example: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^[a-z][a-z0-9+]*:/.test(text)) {
    throw settingsErrors.INVALID({
      name,
      problem: `has no scheme; it reads like ${example}`,
    })
  }
  return text
}

function readList(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readHosts(text: string | undefined): readonly string[] | undefined {
  const hosts = readList(text?.toLowerCase())
  if (hosts === undefined) return undefined
  for (const host of hosts) {
    if (!/^(\*|\.?[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(host)) {
      throw settingsErrors.INVALID({
        name: 'ALLOWED_HOSTS',
        problem: `holds '${host}', which is no host name (write example.org, or .example.org for its subdomains too, without scheme or port)`,
      })
    }
  }
  return hosts
}

/**
 * Reads what a deployer sets from outside. An empty variable counts as absent.
 * Throws `NUAGES_SETTINGS_INVALID`, which names the variable; a secret's value is never repeated.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const read = (name: string) => (env[name] === undefined || env[name].trim() === '' ? undefined : env[name].trim())
  return {
    mode: readMode(read('NUAGES_ENV')),
    port: readPort(read('PORT')),
    host: read('HOST'),
    // systemd's protocol begins at 3: https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
    socket: Number(read('LISTEN_FDS')) >= 1 && Number(read('LISTEN_PID')) === process.pid ? 3 : undefined,
    tls: readTls(read('TLS_KEY'), read('TLS_CERT')),
    workers: readWorkers(read('NUAGES_WORKERS')),
    databaseUrl: readUrl('DATABASE_URL', "'sqlite:db.sqlite3' or 'postgres://user@host/name'", read('DATABASE_URL')),
    secretKey: read('SECRET_KEY'),
    secretKeyFallbacks: readList(read('SECRET_KEY_FALLBACKS')),
    jwtKeys: read('JWT_KEYS'),
    redisUrl: readUrl('REDIS_URL', "'redis://host:6379/0'", read('REDIS_URL')),
    mailUrl: readUrl('MAIL_URL', "'smtp://user:password@host:587'", read('MAIL_URL')),
    filesUrl: read('FILES_URL'),
    tasksUrl: readUrl('TASKS_URL', "'database:' or 'redis://host:6379/0'", read('TASKS_URL')),
    cacheUrl: readUrl('CACHE_URL', "'memory:64mb', 'database:' or 'redis://host:6379/0'", read('CACHE_URL')),
    allowedHosts: readHosts(read('ALLOWED_HOSTS')),
    logQueries: readMilliseconds('NUAGES_LOG_QUERIES', read('NUAGES_LOG_QUERIES')),
    metricsToken: read('METRICS_TOKEN'),
    logLevel: readChoice('NUAGES_LOG_LEVEL', [...levels, 'silent'] as const, read('NUAGES_LOG_LEVEL')),
    logFormat: readChoice('NUAGES_LOG_FORMAT', ['json', 'text'] as const, read('NUAGES_LOG_FORMAT')),
  }
}
