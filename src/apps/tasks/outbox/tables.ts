import type { Database } from '../../../data/drivers/index.ts'
import { type Parameter, Statements } from '../database/statements.ts'
import type { JsonValue, NewJob } from '../engine.ts'

/** A job that was enqueued and is not known to have arrived at its engine. */
export interface Pending {
  readonly job: NewJob
  /** Milliseconds since 1970, by the database's clock. */
  readonly createdAt: number
  readonly now: number
}

/** The outbox, the unique keys and the marks of what is done, in the project's database. Each takes part in the transaction that it is called in. */
export class OutboxTables {
  readonly #sql: Statements

  constructor(database: Database) {
    this.#sql = new Statements(database)
  }

  get database(): Database {
    return this.#sql.database
  }

  /** Inserts a row; false where its key is taken. */
  async #inserted(into: string, values: readonly Parameter[]): Promise<boolean> {
    // MariaDB counts a row that `ON DUPLICATE KEY UPDATE` leaves as it is.
    const text =
      this.database.database === 'mysql' ? `INSERT IGNORE INTO ${into}` : `INSERT INTO ${into} ON CONFLICT DO NOTHING`
    return (await this.#sql.changes(text, values)) === 1
  }

  // ---- jobs ------------------------------------------------------------------------------------------------------------

  async put(jobs: readonly NewJob[]): Promise<void> {
    for (let at = 0; at < jobs.length; ) {
      // The same few texts again and again, whatever the number of jobs.
      const left = jobs.length - at
      const size = left >= 100 ? 100 : left >= 10 ? 10 : 1
      const some = jobs.slice(at, at + size)
      const values: Parameter[] = some.flatMap((job) => [job.id, job.queue, JSON.stringify(job)])
      await this.#sql.run(
        `INSERT INTO nuages_tasks_outbox (id, queue, job, created_at) VALUES ${some.map(() => '(?, ?, ?, {now})').join(', ')}`,
        values,
      )
      at += size
    }
  }

  async drop(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += 100) {
      const some = ids.slice(at, at + 100)
      while (some.length < (ids.length >= 100 ? 100 : 10)) some.push(some.at(-1)!)
      await this.#sql.run(`DELETE FROM nuages_tasks_outbox WHERE id IN (${some.map(() => '?').join(', ')})`, some)
    }
  }

  /** The oldest jobs that are here for longer than `age` milliseconds. */
  async pending(age: number, limit: number): Promise<readonly Pending[]> {
    const rows = await this.#sql.all(
      'SELECT job, created_at, {now} FROM nuages_tasks_outbox WHERE created_at <= {now} - ? ORDER BY created_at, id LIMIT ?',
      [age, limit],
    )
    return rows.map(pendingOf)
  }

  async find(id: string): Promise<Pending | null> {
    const rows = await this.#sql.all('SELECT job, created_at, {now} FROM nuages_tasks_outbox WHERE id = ?', [id])
    return rows[0] === undefined ? null : pendingOf(rows[0])
  }

  // ---- unique keys -------------------------------------------------------------------------------------------------------

  /** The job that holds a key; it is this one where nobody held it. */
  async hold(key: string, id: string): Promise<string> {
    for (;;) {
      if (await this.#inserted('nuages_tasks_key (unique_key, job) VALUES (?, ?)', [key, id])) return id
      const [row] = await this.#sql.all(`SELECT job FROM nuages_tasks_key WHERE unique_key = ?${this.#sql.asItIs}`, [
        key,
      ])
      if (row !== undefined) return String(row[0])
    }
  }

  /** Gives a key to another job; false where its holder is not `from` any more. */
  async pass(key: string, from: string, to: string): Promise<boolean> {
    const text = 'UPDATE nuages_tasks_key SET job = ? WHERE unique_key = ? AND job = ?'
    return (await this.#sql.changes(text, [to, key, from])) === 1
  }

  async keysAfter(key: string, limit: number): Promise<readonly { readonly key: string; readonly job: string }[]> {
    const rows = await this.#sql.all(
      'SELECT unique_key, job FROM nuages_tasks_key WHERE unique_key > ? ORDER BY unique_key LIMIT ?',
      [key, limit],
    )
    return rows.map((row) => ({ key: String(row[0]), job: String(row[1]) }))
  }

  async letGo(key: string, id: string): Promise<void> {
    await this.#sql.run('DELETE FROM nuages_tasks_key WHERE unique_key = ? AND job = ?', [key, id])
  }

  // ---- what is done --------------------------------------------------------------------------------------------------------

  /** Marks a job done; false where it is already. A mark that another transaction is about to make is waited for. */
  mark(id: string, result: JsonValue): Promise<boolean> {
    return this.#inserted('nuages_tasks_done (id, result, at) VALUES (?, ?, {now})', [id, JSON.stringify(result)])
  }

  async marked(id: string): Promise<{ readonly result: JsonValue } | null> {
    const [row] = await this.#sql.all('SELECT result FROM nuages_tasks_done WHERE id = ?', [id])
    return row === undefined ? null : { result: JSON.parse(String(row[0])) as JsonValue }
  }

  async marksOlderThan(age: number, after: string, limit: number): Promise<readonly string[]> {
    const rows = await this.#sql.all(
      'SELECT id FROM nuages_tasks_done WHERE at < {now} - ? AND id > ? ORDER BY id LIMIT ?',
      [age, after, limit],
    )
    return rows.map((row) => String(row[0]))
  }

  async unmark(id: string): Promise<void> {
    await this.#sql.run('DELETE FROM nuages_tasks_done WHERE id = ?', [id])
  }
}

function pendingOf(row: readonly unknown[]): Pending {
  const job = JSON.parse(String(row[0])) as NewJob & { at: string | null }
  return {
    job: { ...job, at: job.at === null ? null : new Date(job.at) },
    createdAt: Number(row[1]),
    now: Number(row[2]),
  }
}
