import { after, type TestContext } from 'node:test'
import {
  type Database,
  openDatabase,
  type Row,
  type RunResult,
  type Statement,
} from '../../../src/data/drivers/index.ts'
import type { DatabaseValue } from '../../../src/data/query/index.ts'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'

let scratch: ScratchDatabase | null = null
after(() => scratch?.drop())

/** The scratch database of this file's tests, which take turns: empty again for each. */
export async function scratchFor(t: TestContext): Promise<ScratchDatabase> {
  const found = scratch ?? (await scratchPostgres())
  scratch = found
  const database = await openedWith(t, found, { pool: 1 })
  await database.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS other CASCADE')
  await database.close()
  return found
}

/** A connection to it, with options of the URL, that is closed with the test. */
export async function openedWith(
  t: TestContext,
  { url }: ScratchDatabase,
  options: Readonly<Record<string, string | number>> = {},
): Promise<Database> {
  const address = new URL(url)
  for (const [name, value] of Object.entries(options)) address.searchParams.set(name, String(value))
  const database = await openDatabase(address.href)
  t.after(() => database.close())
  return database
}

const statements = new Map<string, Statement>()

/** A statement of this text: the same object for the same text. */
export function statement(text: string, writes = false): Statement {
  const found = statements.get(text) ?? { text, writes, wide: false }
  statements.set(text, found)
  return found
}

export const read = async (database: Database, text: string, ...values: DatabaseValue[]): Promise<readonly Row[]> =>
  database.all(statement(text), values)

export const write = async (database: Database, text: string, ...values: DatabaseValue[]): Promise<RunResult> =>
  database.run(statement(text, true), values)

export const code = (name: string) => ({ code: `NUAGES_DRIVERS_${name}` })
