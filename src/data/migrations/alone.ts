import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database, Statement } from '../drivers/index.ts'
import { schemaFacts } from '../sql/index.ts'
import { migrationErrors } from './errors.ts'

const locking = (text: string): Statement => ({ text, writes: true, wide: false })

/** The number is ours alone: 'nuages' in letters of five bits. */
const advisoryLock = locking('SELECT pg_advisory_xact_lock(474136499)')
/** MariaDB's locks have names, which all of a server's databases share; a day is as long as anybody waits. */
const lockName = "CONCAT('nuages migrate ', MD5(DATABASE()))"
/** The wait is no statement that takes too long. */
const namedLock = locking(`SET STATEMENT max_statement_time = 0 FOR SELECT GET_LOCK(${lockName}, 86400)`)
const freeLock = locking(`SELECT RELEASE_LOCK(${lockName})`)

/** Whether what is done to tables is undone with the transaction. */
export function isTransactional({ database }: Database): boolean {
  return schemaFacts(database).transactionalDdl
}

/**
 * Changes tables while nobody else does: in one transaction, or beside one that only holds the lock, where the database
 * commits every change of a table by itself.
 */
export function alone<R>(database: Database, work: () => Promise<R>): Promise<R> {
  if (!isTransactional(database)) return beside(database, work)
  return database.atomic(
    async () => {
      // SQLite has one writer; elsewhere a lock that ends with the transaction lets one in at a time.
      if (database.database === 'postgres') await database.all(advisoryLock, [])
      return work()
    },
    { durable: true, foreignKeys: false },
  )
}

function beside<R>(database: Database, work: () => Promise<R>): Promise<R> {
  const outside = AsyncLocalStorage.snapshot()
  return database.atomic(
    async () => {
      const [[got] = []] = await database.all(namedLock, [])
      // Null where the wait was ended, 0 where it took too long.
      if (Number(got) !== 1) throw migrationErrors.NO_LOCK({ database: database.name })
      try {
        return await outside(work)
      } finally {
        await database.all(freeLock, [])
      }
    },
    { durable: true },
  )
}
