import type { Database } from '../../../data/drivers/index.ts'
import { postgresAddress } from '../../../data/drivers/index.ts'
import { tasksErrors } from '../errors.ts'
import type { BossModule } from './client.ts'
import { PgBossEngine } from './engine.ts'
import { BossStore } from './store.ts'

export interface PgBossOptions {
  /** The URL of the PostgreSQL database in which pg-boss has its schema. */
  readonly url: string
  /** The project's database where it is the same one: then jobs are enqueued by the transaction that wants them. */
  readonly database?: Database
  /** The schema of pg-boss's tables, which it makes by itself. Default 'pgboss'. */
  readonly schema?: string
  /** Milliseconds after which a worker without a word counts as lost. Default 30,000; whole seconds. */
  readonly lease?: number
  /** The longest pause in milliseconds between two looks for jobs. Default 1000. */
  readonly pollInterval?: number
  /** Connections of pg-boss's own. Default 4. */
  readonly pool?: number
  /** Is told of pg-boss's own failures and warnings. */
  readonly onError?: (error: unknown) => void
}

/**
 * Opens pg-boss, and makes its tables where they are not there. It needs the packages `pg-boss` and `pg`. Rejects with `NUAGES_TASKS_NO_PACKAGE`, or the
 * error of the database.
 */
export async function openPgBoss(options: PgBossOptions): Promise<PgBossEngine> {
  const {
    url,
    database,
    schema = 'pgboss',
    lease = 30_000,
    pollInterval = 1000,
    pool = 4,
    onError = () => {},
  } = options
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema))
    throw tasksErrors.BAD_OPTION({ where: 'tasks.engine', problem: `'${schema}' cannot be the name of a schema` })
  const { PgBoss } = await loadPgBoss()
  const address = postgresAddress(url, 'tasks')
  const boss = new PgBoss({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    ...(address.password !== null && { password: address.password }),
    ssl: address.tls,
    connectionTimeoutMillis: address.connectTimeout,
    application_name: address.applicationName,
    max: pool,
    schema,
    supervise: false,
    schedule: false,
    monitorIntervalSeconds: 1,
    openTelemetry: { enabled: false },
  })
  boss.on('error', onError)
  await boss.start()
  const store = new BossStore(boss, schema, Math.ceil(lease / 1000) * 1000)
  await store.install()
  return new PgBossEngine({ store, database: database ?? null, pollInterval })
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
async function loadPgBoss(packageName = 'pg-boss'): Promise<BossModule> {
  try {
    return (await import(packageName)) as BossModule
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw tasksErrors.NO_PACKAGE({ engine: 'pg-boss', package: packageName }, { cause })
  }
}
