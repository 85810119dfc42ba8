import type { Job, RateLimit } from '../engine.ts'
import { columns, jobOf } from './rows.ts'
import { marks, padded, type Statements } from './statements.ts'

const started =
  "state = 'running', attempt = attempt + 1, lease = ?, started_at = {now}, due_at = {now} + ?, progress = NULL"
const next =
  "SELECT id FROM nuages_tasks_job WHERE state = 'waiting' AND queue = ? ORDER BY priority DESC, run_at, id LIMIT ?"
const promotedAtOnce = 1000
const inOrder = (a: Job, b: Job) =>
  b.priority - a.priority || a.runAt.getTime() - b.runAt.getTime() || (a.id < b.id ? -1 : 1)

/** What a look at the table tells a worker. Moments are the database's, in milliseconds. */
export interface Outlook {
  readonly now: number
  /** When the next delayed job is due; null where there is none. */
  readonly nextDelayed: number | null
  /** When the next lease ends. */
  readonly nextLease: number | null
  /** The queues that have waiting jobs, of those asked for. */
  readonly waiting: ReadonlySet<string>
}

/** How workers find and take jobs. */
export class Claims {
  readonly #sql: Statements
  readonly #lease: number

  constructor(sql: Statements, lease: number) {
    this.#sql = sql
    this.#lease = lease
  }

  /** Reads, and locks nothing: four looks into indexes. */
  async look(queues: readonly string[]): Promise<Outlook> {
    const least = (state: string) => `(SELECT MIN(due_at) FROM nuages_tasks_job WHERE state = '${state}')`
    const has = "EXISTS (SELECT 1 FROM nuages_tasks_job WHERE state = 'waiting' AND queue = ?)"
    const [row] = await this.#sql.all(
      `SELECT {now}, ${least('delayed')}, ${least('running')}${queues.map(() => `, ${has}`).join('')}`,
      queues,
    )
    const moment = (value: unknown) => (value === null ? null : Number(value))
    return {
      now: Number(row![0]),
      nextDelayed: moment(row![1]),
      nextLease: moment(row![2]),
      waiting: new Set(queues.filter((_, i) => Boolean(row![3 + i]))),
    }
  }

  /** Delayed jobs whose time has come wait from now on: a thousand at once, and none that another worker is about to promote. */
  async promote(): Promise<void> {
    const due = "state = 'delayed' AND due_at <= {now}"
    const first = `SELECT id FROM nuages_tasks_job WHERE ${due} ORDER BY due_at LIMIT ${promotedAtOnce}`
    const { database } = this.#sql.database
    if (database === 'mysql') return this.#promoteInSteps(first)
    const chosen = database === 'postgres' ? `= ANY(ARRAY(${first} FOR UPDATE SKIP LOCKED))` : `IN (${first})`
    await this.#sql.run(`UPDATE nuages_tasks_job SET state = 'waiting' WHERE state = 'delayed' AND id ${chosen}`)
  }

  #promoteInSteps(first: string): Promise<void> {
    return this.#sql.database.atomic(async () => {
      const ids = padded((await this.#sql.all(`${first} FOR UPDATE SKIP LOCKED`)).map(([id]) => String(id)))
      if (ids[0] !== undefined)
        await this.#sql.run(`UPDATE nuages_tasks_job SET state = 'waiting' WHERE id IN (${marks(ids.length)})`, ids)
    })
  }

  /** Takes at most `count` jobs of a queue, the first ones, under the lease `token`; as many as its rate allows. */
  async take(queue: string, count: number, token: string, rate: RateLimit | null): Promise<readonly Job[]> {
    if (rate === null) return this.#take(queue, count, token)
    return this.#sql.database.atomic(async () => {
      const left = await this.#left(queue, rate)
      if (left === 0) return []
      const taken = await this.#take(queue, Math.min(count, left), token)
      if (taken.length > 0)
        await this.#sql.run('UPDATE nuages_tasks_rate SET used = used + ? WHERE queue = ?', [taken.length, queue])
      return taken
    })
  }

  async #take(queue: string, count: number, token: string): Promise<readonly Job[]> {
    const { database } = this.#sql.database
    if (database === 'mysql') return this.#takeInSteps(queue, count, token)
    // PostgreSQL might run a plain subquery, with its limit, more than once; an array it makes once.
    const chosen = database === 'postgres' ? `= ANY(ARRAY(${next} FOR UPDATE SKIP LOCKED))` : `IN (${next})`
    const rows = await this.#sql.all(
      `UPDATE nuages_tasks_job SET ${started} WHERE state = 'waiting' AND id ${chosen} RETURNING ${columns}`,
      [token, this.#lease, queue, count],
    )
    return rows.map(jobOf).sort(inOrder)
  }

  /** MariaDB gives nothing back from UPDATE, and passes over locked rows in SELECT alone. */
  #takeInSteps(queue: string, count: number, token: string): Promise<readonly Job[]> {
    return this.#sql.database.atomic(async () => {
      const found = await this.#sql.all(`${next} FOR UPDATE SKIP LOCKED`, [queue, count])
      if (found.length === 0) return []
      const ids = found.map(([id]) => String(id))
      await this.#sql.run(`UPDATE nuages_tasks_job SET ${started} WHERE id IN (${marks(ids.length)})`, [
        token,
        this.#lease,
        ...ids,
      ])
      const rows = await this.#sql.all(
        `SELECT ${columns} FROM nuages_tasks_job WHERE id IN (${marks(ids.length)})`,
        ids,
      )
      return rows.map(jobOf).sort(inOrder)
    })
  }

  /** How many jobs of a queue may still begin in the period that runs; locks the queue's row until the end of the transaction. */
  async #left(queue: string, { limit, per }: RateLimit): Promise<number> {
    const { database } = this.#sql.database
    const free = database === 'mysql' ? 'ON DUPLICATE KEY UPDATE queue = queue' : 'ON CONFLICT (queue) DO NOTHING'
    await this.#sql.run(`INSERT INTO nuages_tasks_rate (queue, started_at, used) VALUES (?, {now}, 0) ${free}`, [queue])
    await this.#sql.run(
      'UPDATE nuages_tasks_rate SET used = 0, started_at = {now} WHERE queue = ? AND started_at + ? <= {now}',
      [queue, per],
    )
    const lock = database === 'sqlite' ? '' : ' FOR UPDATE'
    const [row] = await this.#sql.all(`SELECT used FROM nuages_tasks_rate WHERE queue = ?${lock}`, [queue])
    return Math.max(0, limit - Number(row![0]))
  }
}
