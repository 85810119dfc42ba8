/**
 * `npm run bench -- tasks`: jobs enqueued and run a second, of nuages on each engine and of the engines' own clients. Each contestant has its turn in every
 * round; printed are ratios to the engine's own client, the median and the range of the rounds. `--jobs 1000`, `--rounds 5`.
 */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Queue, Worker } from 'bullmq'
import { PgBoss } from 'pg-boss'
import { createClient } from 'redis'
import { DatabaseEngine, OutboxEngine, openBull, openPgBoss, type TaskEngine } from '../../src/apps/tasks/index.ts'
import { openDatabase } from '../../src/data/drivers/index.ts'
import { temporaryFolder } from '../../test/support/packages.ts'
import { scratchPostgres } from '../../test/support/postgres.ts'
import { skipWithout } from '../../test/support/services.ts'
import { newJob } from '../../test/support/suites/tasks.ts'
import { makeTaskTables } from '../../test/support/tasks.ts'

const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}
const count = option('jobs', 1000)
const rounds = option('rounds', 5)
const concurrency = 10
const at = { enqueue: 'enqueued one by one', many: 'enqueued at once', run: 'run' } as const
type Figure = keyof typeof at

interface Contestant {
  readonly name: string
  /** Whose ratio is printed: the name of the client that it is compared with. */
  readonly against: string
  enqueue(): Promise<unknown>
  many(): Promise<unknown>
  /** Runs all that was enqueued. */
  run(total: number): Promise<unknown>
}

const closing: (() => unknown)[] = []
const contestants: Contestant[] = []

function nuages(name: string, against: string, engine: TaskEngine): void {
  closing.push(() => engine.close())
  contestants.push({
    name,
    against,
    enqueue: () => engine.enqueue([newJob()]),
    many: () => engine.enqueue(Array.from({ length: count }, () => newJob())),
    async run(total) {
      const ended = Promise.withResolvers<void>()
      let ran = 0
      const worker = await engine.work({
        queues: [{ name: 'default' }],
        concurrency,
        handle: async () => {
          if (++ran === total) ended.resolve()
          return { state: 'done', result: null }
        },
        onError: (error) => ended.reject(error),
      })
      await ended.promise
      await worker.stop(5000)
    },
  })
}

const folder = temporaryFolder('bench-tasks')
closing.push(() => rmSync(folder, { recursive: true, force: true }))
const sqliteUrl = `sqlite:${join(folder, 'tasks.sqlite3')}`
await makeTaskTables(sqliteUrl)
const sqlite = await openDatabase(sqliteUrl)
closing.push(() => sqlite.close())

if ((await skipWithout('postgres')) === false) {
  const scratch = await scratchPostgres()
  await makeTaskTables(scratch.url)
  const database = await openDatabase(scratch.url)
  const boss = new PgBoss({ connectionString: scratch.url, schema: 'own', max: 10, schedule: false })
  boss.on('error', console.error)
  await boss.start()
  await boss.createQueue('default')
  contestants.push({
    name: 'pg-boss',
    against: 'pg-boss',
    enqueue: () => boss.send('default', {}),
    many: () =>
      boss.insert(
        'default',
        Array.from({ length: count }, () => ({ data: {} })),
      ),
    async run(total) {
      const ended = Promise.withResolvers<void>()
      let ran = 0
      await boss.work(
        'default',
        { batchSize: concurrency, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
        async (jobs) => {
          ran += jobs.length
          if (ran === total) ended.resolve()
        },
      )
      await ended.promise
      await boss.offWork('default')
    },
  })
  nuages('nuages, embedded on PostgreSQL', 'pg-boss', new DatabaseEngine(database))
  nuages('nuages on pg-boss', 'pg-boss', await openPgBoss({ url: scratch.url, database, pool: 10 }))
  closing.push(
    () => boss.stop({ graceful: false }),
    () => database.close(),
    () => scratch.drop(),
  )
}
if ((await skipWithout('redis')) === false) {
  const url = 'redis://127.0.0.1:6379/7'
  const prefix = `nuages-bench-${randomUUID()}`
  const connection = createClient({ url })
  await connection.connect()
  const options = { connection, prefix: `${prefix}-own` }
  const queue = new Queue('default', options)
  contestants.push({
    name: 'BullMQ',
    against: 'BullMQ',
    enqueue: () => queue.add('task', {}),
    many: () => queue.addBulk(Array.from({ length: count }, () => ({ name: 'task', data: {} }))),
    async run(total) {
      const ended = Promise.withResolvers<void>()
      let ran = 0
      const handle = async () => {
        if (++ran === total) ended.resolve()
      }
      const worker = new Worker('default', handle, { ...options, concurrency })
      await ended.promise
      await worker.close()
    },
  })
  nuages(
    'nuages on BullMQ, beside SQLite',
    'BullMQ',
    new OutboxEngine(await openBull({ url, prefix }), { database: sqlite }),
  )
  nuages('nuages, embedded on SQLite', 'BullMQ', new DatabaseEngine(sqlite))
  closing.push(async () => {
    await queue.close()
    const keys = await connection.keys(`${prefix}*`)
    if (keys.length > 0) await connection.del(keys)
    await connection.close()
  })
}

const times = new Map<string, Record<Figure, number[]>>()
/** Of this process, which does all of a contestant's work but what the servers do. On a machine that is busy it is the steadier figure. */
const processorTimes = new Map<string, Record<Figure, number[]>>()
for (let round = 0; round < rounds; round++)
  for (const contestant of contestants) {
    const kept = [times, processorTimes].map((all) => {
      const own = all.get(contestant.name) ?? { enqueue: [], many: [], run: [] }
      all.set(contestant.name, own)
      return own
    })
    const measure = async (figure: Figure, work: () => Promise<unknown>) => {
      const start = performance.now()
      const used = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(used)
      kept[0]![figure].push(performance.now() - start)
      kept[1]![figure].push((user + system) / 1000)
    }
    await measure('enqueue', async () => {
      for (let i = 0; i < count; i++) await contestant.enqueue()
    })
    await measure('many', () => contestant.many())
    await measure('run', () => contestant.run(2 * count))
  }

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)
console.log(`${count} jobs, ${rounds} rounds; times as fast as the engine's own client (median, least to most)`)
for (const [title, all] of [
  ['by the clock', times],
  ['processor time of this process', processorTimes],
] as const) {
  console.log(`\n${title}`)
  for (const { name, against } of contestants) {
    if (name === against) continue
    const cells = (Object.keys(at) as Figure[]).map((figure) => {
      const ratios = sorted(all.get(against)![figure].map((own, i) => own / all.get(name)![figure][i]!))
      const [least, middle, most] = [ratios[0]!, ratios[Math.floor(rounds / 2)]!, ratios.at(-1)!]
      return `${at[figure]} ${middle.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`
    })
    console.log(`${name.padEnd(34)} vs ${against.padEnd(8)} ${cells.join('   ')}`)
  }
}
for (const close of closing) await close()
