import { parseServerUrl, type ServerAddress } from '../address.ts'

/** What a PostgreSQL URL says. */
export interface PostgresAddress extends ServerAddress {
  readonly kind: 'postgres'
}

/** Reads `postgres://user:password@host:5432/database?pool=10`; what it leaves out comes from libpq's variables. */
export function parsePostgresUrl(url: string, name: string): PostgresAddress {
  const { env } = process
  const address = parseServerUrl(url, name, {
    form: 'postgres://user:password@host:5432/database',
    host: env['PGHOST'] ?? 'localhost',
    port: 5432,
    user: env['PGUSER'] ?? env['USER'] ?? 'postgres',
    password: env['PGPASSWORD'] ?? null,
  })
  return { kind: 'postgres', ...address }
}
