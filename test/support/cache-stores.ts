import type { TestContext } from 'node:test'
import { databaseStore, openCache } from '../../src/data/cache/index.ts'
import { openDatabase } from '../../src/data/drivers/index.ts'
import type { CacheBench } from './suites/cache.ts'

/** A clock that a test moves, in milliseconds. */
export function movedClock(): { readonly now: () => number; pass(milliseconds: number): void } {
  let time = 1_800_000_000_000
  return {
    now: () => time,
    pass: (milliseconds) => {
      time += milliseconds
    },
  }
}

/** Benches on the table of caches of one database, which is emptied for each test. */
export async function databaseBench(
  url: string,
): Promise<{ open(t: TestContext): Promise<CacheBench>; close(): Promise<void> }> {
  // Makes the table.
  await (await openCache(`database:${url}`)).close()
  const database = await openDatabase(url)
  return {
    async open() {
      const clock = movedClock()
      const store = databaseStore(database, { now: clock.now })
      await store.clear('')
      return { ...clock, store, prefix: 'é_%:' }
    },
    close: () => database.close(),
  }
}
