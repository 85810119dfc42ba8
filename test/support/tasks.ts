import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { DatabaseEngine, type DatabaseEngineOptions, tasksApp } from '../../src/apps/tasks/index.ts'
import { type Database, openDatabase } from '../../src/data/drivers/index.ts'
import { migrate } from '../../src/data/migrations/index.ts'
import { temporaryFolder } from './packages.ts'
import type { Server } from './scratch.ts'
import { skipWithout } from './services.ts'
import type { TasksPlace } from './suites/tasks.ts'

/** A database that has the tables of tasks, empty at the beginning of each test. */
export interface TaskTables {
  readonly label: string
  readonly skip: false | string
  readonly url: string
  /** A connection that is closed with the test. The tables are emptied. */
  open(t: TestContext): Promise<Database>
  /** Another connection, to what is there. */
  again(t: TestContext): Promise<Database>
}

/** Makes the tables of tasks in a database. */
export async function makeTaskTables(url: string): Promise<void> {
  const database = await openDatabase(url)
  await migrate({ orm: { database: () => database }, apps: [{ label: tasksApp.label, dir: tasksApp.dir! }] })
  await database.close()
}

/**
 * One database for all tests of a file: a file, or one on a server. It is dropped when the tests that are known have ended: ask for all of them
 * before the first test.
 */
export async function taskTables(server: Server | null): Promise<TaskTables> {
  const skip = server === null ? false : await skipWithout(server.service)
  const label = server?.label ?? 'SQLite'
  let url = ''
  if (server === null) {
    const folder = temporaryFolder('tasks')
    url = `sqlite:${join(folder, 'tasks.sqlite3')}`
    after(() => rmSync(folder, { recursive: true, force: true }))
  } else if (skip === false) {
    const scratch = await server.scratch()
    url = scratch.url
    after(() => scratch.drop())
  }
  if (skip === false) await makeTaskTables(url)
  const again = async (t: TestContext) => {
    const database = await openDatabase(url)
    t.after(() => database.close())
    return database
  }
  return {
    label,
    skip,
    url,
    again,
    async open(t) {
      const database = await again(t)
      for (const table of ['job', 'rate', 'moment', 'outbox', 'key', 'done'])
        await database.run({ text: `DELETE FROM nuages_tasks_${table}`, writes: true, wide: false }, [])
      return database
    },
  }
}

/** The embedded engine on such a database, for the suite. */
export function databasePlace(
  tables: TaskTables,
  options: DatabaseEngineOptions = { lease: 2000, pollInterval: 50 },
): TasksPlace {
  return {
    label: tables.label,
    skip: tables.skip,
    async open(t) {
      const database = await tables.open(t)
      const another = async () => new DatabaseEngine(await tables.again(t), options)
      return { engine: new DatabaseEngine(database, options), another, database }
    },
  }
}
