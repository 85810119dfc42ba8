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

/** A database of its own for a suite that runs on every kind. */
export interface Place {
  readonly label: string
  readonly skip: false | string
  open(): Promise<Pick<ScratchDatabase, 'url' | 'drop'>>
}

/** SQLite in memory, and the servers that this machine has. */
export async function everyPlace(): Promise<readonly Place[]> {
  const servers = [postgres, mariadb].map(async (server) => ({
    label: server.label,
    ...(await skipOn(server)),
    open: () => server.scratch(),
  }))
  const sqlite = {
    label: 'SQLite',
    skip: false as const,
    open: async () => ({ url: 'sqlite::memory:', drop: async () => {} }),
  }
  return [sqlite, ...(await Promise.all(servers))]
}
