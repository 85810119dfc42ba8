import type { Boss, BossDatabase, BossTransaction } from './client.ts'
import { type JobRow, jobColumns } from './jobs.ts'

/**
 * The connection to pg-boss and its database, and two small tables of our own beside its: `nuages_note` (progress, and who was asked to end) and
 * `nuages_rate` (how much of its rate a queue has used), for which pg-boss has no place.
 */
export class BossStore {
  readonly boss: Boss
  readonly schema: string
  /** Milliseconds after which a silent worker counts as lost. */
  readonly lease: number
  readonly #queues = new Map<string, Promise<void>>()

  constructor(boss: Boss, schema: string, lease: number) {
    this.boss = boss
    this.schema = schema
    this.lease = lease
  }

  get db(): BossDatabase {
    return this.boss.getDb()
  }

  async rows<R>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    return (await this.db.executeSql(text.replaceAll('{schema}', this.schema), values)).rows as unknown as readonly R[]
  }

  /** Jobs with what was noted of them. `rest` follows FROM: conditions, order, limit. */
  jobs(rest: string, values: readonly unknown[]): Promise<readonly JobRow[]> {
    return this.rows(
      `SELECT ${jobColumns} FROM {schema}.job job LEFT JOIN {schema}.nuages_note note ON note.id = job.id ${rest}`,
      values,
    )
  }

  /** Makes what pg-boss does not make. Processes that start together wait for one another. */
  async install(): Promise<void> {
    await this.within(async (db) => {
      const run = (text: string) => db.executeSql(text.replaceAll('{schema}', this.schema))
      await run("SELECT pg_advisory_xact_lock(hashtext('nuages_tasks'))")
      await run(
        'CREATE TABLE IF NOT EXISTS {schema}.nuages_note (id uuid PRIMARY KEY, progress text, cancel boolean NOT NULL DEFAULT false)',
      )
      await run(
        'CREATE TABLE IF NOT EXISTS {schema}.nuages_rate (queue text PRIMARY KEY, started_at timestamptz NOT NULL, used integer NOT NULL)',
      )
    })
  }

  /** A queue exists before anything is put into it. Made outside of the caller's transaction, which may be undone. */
  queue(name: string): Promise<void> {
    let made = this.#queues.get(name)
    if (made === undefined) {
      made = this.boss.createQueue(name, { policy: 'exclusive' }).catch((error: unknown) => {
        this.#queues.delete(name)
        throw error
      })
      this.#queues.set(name, made)
    }
    return made
  }

  /** Does `work` in a transaction of pg-boss's own connections. */
  async within<R>(work: (db: BossDatabase) => Promise<R>): Promise<R> {
    const transaction: BossTransaction = await this.db.beginTransaction!()
    try {
      const value = await work(transaction.db)
      await transaction.commit()
      return value
    } catch (error) {
      await transaction.rollback()
      throw error
    }
  }
}
