import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Database, openDatabase, type Statement } from '../../../src/data/drivers/index.ts'

/** A directory that goes with the test. */
export function temporary(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A database that is closed with the test. */
export async function opened(t: TestContext, url: string, patience?: number): Promise<Database> {
  const database = await openDatabase(url, patience === undefined ? {} : { patience })
  t.after(() => database.close())
  return database
}

export const reading = (text: string): Statement => ({ text, writes: false, wide: false })
export const writing = (text: string): Statement => ({ text, writes: true, wide: false })

export const code = (name: string) => ({ code: `NUAGES_${name}` })
