/**
 * `npm run bench -- postgres`: what our PostgreSQL driver costs this process in CPU, as a ratio to `pg` used by hand with
 * prepared statements and rows as arrays.
 */
import { openDatabase, type Statement } from '../../src/data/drivers/index.ts'
import { scratchPostgres } from '../../test/support/postgres.ts'
import { skipWithout } from '../../test/support/services.ts'

interface Pool {
  query(query: { name: string; text: string; values: unknown[]; rowMode: 'array' }): Promise<unknown>
  end(): Promise<void>
}

const absent = await skipWithout('postgres')
if (absent !== false) {
  console.log(`PostgreSQL: ${absent}`)
  process.exit(0)
}

const packageName: string = 'pg'
const { Pool }: { Pool: new (options: object) => Pool } = (await import(packageName)).default
const scratch = await scratchPostgres()
const database = await openDatabase(scratch.url)
const pool = new Pool({ connectionString: scratch.url, max: 10 })
await database.script(`CREATE TABLE t AS SELECT i AS id, 'name number ' || i AS name, i * 2 AS n, i % 2 = 0 AS ok, now() AS at
  FROM generate_series(1, 10000) i; CREATE UNIQUE INDEX ON t (id); ANALYZE t`)

const reading = (text: string): Statement => ({ text, writes: false, wide: false })
const one = reading('SELECT id, name, n, ok, at FROM t WHERE id = $1')
const all = reading('SELECT id, name, n, ok, at FROM t')
const byHand = ({ text }: Statement, values: number[]) => pool.query({ name: text, text, values, rowMode: 'array' })
type Ask = (statement: Statement, values: number[]) => unknown
const ours: Ask = (statement, values) => database.all(statement, values)

const kinds: [string, number, (ask: Ask) => unknown][] = [
  ['a read by key', 3000, (ask) => ask(one, [77])],
  ['10,000 rows', 30, (ask) => ask(all, [])],
  ['20 reads at once', 300, (ask) => Promise.all(Array.from({ length: 20 }, (_, i) => ask(one, [i])))],
]

/** Microseconds of this process's CPU for one call; the best of five rounds. */
async function cost(times: number, work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage()
    for (let i = 0; i < times; i++) await work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / times)
  }
  return best
}

for (const [name, times, work] of kinds) {
  const bare = await cost(times, () => work(byHand))
  const own = await cost(times, () => work(ours))
  console.log(`${name}: ${own.toFixed(0)} µs, pg ${bare.toFixed(0)} µs, ratio ${(own / bare).toFixed(2)}`)
}
await pool.end()
await database.close()
await scratch.drop()
