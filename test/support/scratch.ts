import { scratchMariadb } from './mariadb.ts'
import { scratchPostgres } from './postgres.ts'
import type { ScratchDatabase } from './servers.ts'
import { type ServiceName, skipWithout } from './services.ts'

/** A kind of server that the tests make databases on. */
export interface Server {
  readonly label: string
  readonly service: ServiceName
  scratch(): Promise<ScratchDatabase>
}

export const postgres: Server = { label: 'PostgreSQL', service: 'postgres', scratch: scratchPostgres }
export const mariadb: Server = { label: 'MariaDB', service: 'mariadb', scratch: scratchMariadb }

/** What a suite on a server is given to be skipped where there is none. */
export const skipOn = async ({ service }: Server): Promise<{ skip: false | string }> => ({
  skip: await skipWithout(service),
})
