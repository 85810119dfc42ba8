import { peer } from '../orm/contestant.ts'

/** A connection of `pg`, whose types are installed with the benchmarks only. */
export interface Client {
  connect(): Promise<unknown>
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>
  end(): Promise<void>
}

const { default: pg } = (await peer('pg')) as { default: { Client: new (options: object) => Client } }
export const { Client } = pg
