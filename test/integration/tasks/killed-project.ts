/** The tasks of `killed.test.ts`, and the process that runs them until it is killed. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DatabaseEngine,
  OutboxEngine,
  openBull,
  openPgBoss,
  startWorker,
  type TaskEngine,
  Tasks,
  task,
  tasksService,
} from '../../../src/apps/tasks/index.ts'
import { provide, type Scope } from '../../../src/base/context/index.ts'
import { createLogger } from '../../../src/base/log/index.ts'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'

/** Writes down that a job has had its effect. */
async function effect(database: Database, kind: string, n: number): Promise<void> {
  const mark = database.database === 'postgres' ? '$1, $2' : '?, ?'
  const text = `INSERT INTO effect (kind, n) VALUES (${mark})`
  await database.run({ text, writes: true, wide: false }, [kind, n])
}

export type EngineKind = 'database' | 'pg-boss' | 'redis'

export const redisUrl = 'redis://127.0.0.1:6379/7'

/** An engine that soon notices that a worker is dead. pg-boss counts in seconds. */
export async function engineOf(kind: EngineKind, database: Database, url: string, prefix: string): Promise<TaskEngine> {
  const options = { lease: kind === 'pg-boss' ? 1000 : 400, pollInterval: 20 }
  if (kind === 'database') return new DatabaseEngine(database, options)
  if (kind === 'pg-boss') return openPgBoss({ ...options, url, database })
  return new OutboxEngine(await openBull({ ...options, url: redisUrl, prefix }), { database, pollInterval: 20 })
}

/** A project of three tasks on a database: one in transactions, which enqueues another in them, and a plain one. */
export function killedProject(database: Database, engine: TaskEngine) {
  const options = { retries: 999, backoff: () => 0 }
  const child = task('kill.child', async ({ n }: { n: number }) => effect(database, 'child', n), {
    ...options,
    transaction: true,
    queue: 'children',
  })
  const parent = task(
    'kill.parent',
    async ({ n }: { n: number }) => {
      await effect(database, 'parent', n)
      await sleep(Math.random() * 3)
      await child.enqueue({ n })
      await sleep(Math.random() * 3)
    },
    { ...options, transaction: true },
  )
  const plain = task(
    'kill.plain',
    async ({ n }: { n: number }) => {
      await sleep(Math.random() * 10)
      await effect(database, 'plain', n)
      await sleep(Math.random() * 10)
    },
    options,
  )
  const tasks = new Tasks({ engine, database, tasks: [{ parent, child, plain }] })
  const scope: Scope = { services: new Map([provide(tasksService, tasks)]) }
  const work = () => startWorker(tasks, scope, { concurrency: 8, logger: createLogger({ level: 'silent' }) })
  return { engine, tasks, scope, parent, plain, work }
}

if (import.meta.main) {
  const [, , url, kind, prefix] = process.argv
  const database = await openDatabase(url!)
  const { work } = killedProject(database, await engineOf(kind as EngineKind, database, url!, prefix!))
  await work()
  process.stdout.write('works')
}
