import { loadPackage } from '../package.ts'
import type { Origin, SessionOwner } from '../pooled/session.ts'
import type { MysqlAddress } from './address.ts'
import type { Client, ClientError, MariadbModule } from './client.ts'
import { connectError } from './errors.ts'
import { Session } from './session.ts'

/**
 * Double quotes are for names, `||` joins texts, a backslash is a backslash; what does not fit a column is refused and not
 * cut. https://mariadb.com/kb/en/sql-mode/
 */
const sqlMode = [
  'ANSI_QUOTES',
  'PIPES_AS_CONCAT',
  'NO_BACKSLASH_ESCAPES',
  'STRICT_ALL_TABLES',
  'NO_ZERO_DATE',
  'NO_ZERO_IN_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
  'NO_UNSIGNED_SUBTRACTION',
].join()

/** MariaDB alone can be told that an UPDATE computes all of its values from the row as it was, and not one after the other. */
const mariadbMode = `${sqlMode},SIMULTANEOUS_ASSIGNMENT`

/** Opens one connection, as `address` says, and sets what every session needs. */
export async function connect(
  address: MysqlAddress,
  origin: Origin,
  owner: SessionOwner<Session>,
  patience: number,
): Promise<Session> {
  const { createConnection } = await loadPackage<MariadbModule>('mariadb', origin.name)
  const open = async (config: object): Promise<Client> => {
    try {
      return await createConnection(config)
    } catch (error) {
      throw connectError(error as ClientError, origin, address.user, address.connectTimeout)
    }
  }
  const config = configOf(address)
  const client = await open(config)
  const cancel = async (threadId: number) => {
    const other = await open(config)
    await other.query(`KILL QUERY ${threadId}`).finally(() => other.end())
  }
  const session = new Session(client, origin, owner, cancel)
  try {
    await session.script(settings(address, client.info.isMariaDB(), patience))
  } catch (error) {
    session.end()
    throw error
  }
  return session
}

function configOf(address: MysqlAddress): object {
  const { host } = address
  const socket = host.startsWith('/')
  return {
    ...(socket ? { socketPath: host.endsWith('.sock') ? host : `${host}/mysqld.sock` } : { host, port: address.port }),
    database: address.database,
    user: address.user,
    password: address.password ?? undefined,
    ssl: address.tls,
    connectTimeout: address.connectTimeout,
    connectAttributes: { program_name: address.applicationName },
    charset: 'utf8mb4',
    // Statements are followed by what belongs to them, and cached by what they are here.
    pipelining: true,
    prepareCacheLength: 0,
    multipleStatements: true,
    // Rows as the driver's types have them.
    rowsAsArray: true,
    metaAsArray: true,
    dateStrings: true,
    jsonStrings: true,
    autoJsonMap: false,
    bitOneIsBoolean: false,
    foundRows: true,
    // Neither values in messages nor a redirection to another server.
    logParam: false,
    permitRedirect: false,
    permitLocalInfile: false,
    keepAliveDelay: 60_000,
  }
}

function settings({ readOnly, statementTimeout }: MysqlAddress, isMariaDb: boolean, patience: number): string {
  // Texts compare by their characters' numbers, case and trailing spaces included, as columns do.
  const collation = isMariaDb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'
  const seconds = Math.max(1, Math.ceil(patience / 1000))
  const variables = [
    `sql_mode = '${isMariaDb ? mariadbMode : sqlMode}'`,
    "time_zone = '+00:00'",
    'sql_auto_is_null = 0',
    'group_concat_max_len = 1073741824',
    // Of a recursion that is deeper, the server would give what it has by then.
    ...(isMariaDb ? ['max_recursive_iterations = 4294967295'] : ['cte_max_recursion_depth = 4294967295']),
    `innodb_lock_wait_timeout = ${seconds}`,
    `lock_wait_timeout = ${seconds}`,
    // A loop over rows may take its time with each.
    'net_write_timeout = 3600',
    ...(statementTimeout === 0
      ? []
      : [isMariaDb ? `max_statement_time = ${statementTimeout / 1000}` : `max_execution_time = ${statementTimeout}`]),
  ]
  const mode = readOnly ? ', READ ONLY' : ''
  return [
    `SET NAMES utf8mb4 COLLATE ${collation}`,
    `SET ${variables.join(', ')}`,
    `SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED${mode}`,
  ].join('; ')
}
