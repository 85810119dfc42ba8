import type { Database } from '../../data/drivers/index.ts'
import { testingErrors } from './errors.ts'
import { committed, inTestTransaction } from './on-commit.ts'

/**
 * Does `work` in a transaction of each database, all of which are undone at the end. They count as none: what begins inside of them calls its own callbacks when
 * it ends. Where `work` succeeds, keys that are only checked by a
 * commit are checked first.
 */
export async function rolledBack(databases: readonly Database[], work: () => Promise<void>): Promise<void> {
  const [first, ...rest] = databases
  if (first === undefined) return inTestTransaction(work)
  const done = testingErrors.ROLLED_BACK()
  try {
    await first.atomic(
      async () => {
        await rolledBack(rest, work)
        await checkKeys(first)
        throw done
      },
      { commits: committed },
    )
  } catch (error) {
    if (error !== done) throw error
  }
}

async function checkKeys(database: Database): Promise<void> {
  // MariaDB checks each statement.
  if (database.database === 'postgres') await database.script('SET CONSTRAINTS ALL IMMEDIATE')
  if (database.database !== 'sqlite') return
  const [dangling] = await database.all({ text: 'PRAGMA foreign_key_check', writes: false, wide: false }, [])
  if (dangling !== undefined)
    throw testingErrors.DANGLING_KEY({ table: String(dangling[0]), target: String(dangling[2]) })
}
