import { parseServerUrl, type ServerAddress } from '../address.ts'

/** What a MariaDB or MySQL URL says. */
export interface MysqlAddress extends ServerAddress {
  readonly kind: 'mysql'
}

/** Reads `mysql://user:password@host:3306/database?pool=10`; what it leaves out comes from the client's variables. */
export function parseMysqlUrl(url: string, name: string): MysqlAddress {
  const { env } = process
  const address = parseServerUrl(url, name, {
    form: 'mysql://user:password@host:3306/database',
    host: env['MYSQL_HOST'] ?? 'localhost',
    port: 3306,
    user: env['USER'] ?? 'root',
    password: env['MYSQL_PWD'] ?? null,
  })
  return { kind: 'mysql', ...address }
}
