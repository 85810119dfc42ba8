import { setTimeout as sleep } from 'node:timers/promises'
import { NuagesError } from '../../../base/errors/index.ts'
import { type Database, driverErrors, type Statement } from '../../drivers/index.ts'
import { schemaFacts } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'

const locking = (text: string): Statement => ({ text, writes: true, wide: false })

/** The number is ours alone: 'nuages' in letters of five bits. */
const advisory = 474136499
/**
 * PostgreSQL's lock is tried again and again, never waited for: a statement that waits has a snapshot, and whoever has the lock may
 * build an index concurrently, which waits for all snapshots.
 */
const tryOfTransaction = locking(`SELECT pg_try_advisory_xact_lock(${advisory})`)
const tryOfSession = locking(`SELECT pg_try_advisory_lock(${advisory})`)
const unlockSession = locking(`SELECT pg_advisory_unlock(${advisory})`)

/** As long as anybody waits: a day. */
const longest = 86_400
/** MariaDB's locks have names, which all of a server's databases share. */
const lockName = "CONCAT('nuages migrate ', MD5(DATABASE()))"
const tryNamed = locking(`SELECT GET_LOCK(${lockName}, 0)`)
/** The wait is no statement that takes too long. */
const waitForNamed = locking(`SET STATEMENT max_statement_time = 0 FOR SELECT GET_LOCK(${lockName}, ${longest})`)
const freeNamed = locking(`SELECT RELEASE_LOCK(${lockName})`)

/** Whether what is done to tables is undone with the transaction. */
export function isTransactional({ database }: Database): boolean {
  return schemaFacts(database).transactionalDdl
}

export interface AloneOptions {
  /** In one transaction; left out, where the database undoes changes of tables with it. */
  readonly whole?: boolean
  /** Called once where somebody else has the lock and has to be waited for. */
  readonly onWait?: (() => void) | undefined
}

/**
 * Changes tables while nobody else does: in one transaction, or step by step. The lock is of the connection that does the work:
 * where the process is killed, the server first ends what it was doing for it, and only then lets the next one in.
 * On SQLite steps have no lock: there each of them has to be a transaction that looks first at what is done (`inTransaction`).
 */
export function alone<R>(database: Database, work: () => Promise<R>, options: AloneOptions = {}): Promise<R> {
  const { whole = isTransactional(database), onWait = () => {} } = options
  if (whole) return inTransaction(database, work, onWait)
  if (database.inTransaction) return Promise.reject(driverErrors.NOT_DURABLE({ name: database.name }))
  if (database.database === 'sqlite') return work()
  return database.session(async () => {
    await (database.database === 'mysql' ? lockByName(database, onWait) : lockSession(database, onWait))
    try {
      return await work()
    } finally {
      // Where the connection is lost, the lock is free already.
      await Promise.resolve(database.all(database.database === 'mysql' ? freeNamed : unlockSession, [])).catch(() => {})
    }
  })
}

const occupied: unique symbol = Symbol('occupied')

/** Does `work` in a transaction that no other migrator is in at the same time. */
export function inTransaction<R>(database: Database, work: () => Promise<R>, onWait: () => void): Promise<R> {
  return persistently(database, onWait, async () => {
    let started = false
    try {
      return await database.atomic(
        async () => {
          if (database.database === 'postgres' && !(await isTaken(database, tryOfTransaction))) return occupied
          started = true
          return work()
        },
        { durable: true, foreignKeys: false },
      )
    } catch (error) {
      // SQLite has one writer, and another process is it.
      const isLocked = error instanceof NuagesError && error.code === 'NUAGES_DRIVERS_LOCKED'
      if (started || !isLocked) throw error
      return occupied
    }
  })
}

async function lockSession(database: Database, onWait: () => void): Promise<void> {
  await persistently(database, onWait, async () => ((await isTaken(database, tryOfSession)) ? true : occupied))
}

async function isTaken(database: Database, statement: Statement): Promise<boolean> {
  const [[got] = []] = await database.all(statement, [])
  return got === true
}

/** Tries until nobody is in the way, after pauses that grow to half a second. */
async function persistently<R>(
  database: Database,
  onWait: () => void,
  attempt: () => Promise<R | typeof occupied>,
): Promise<R> {
  const end = performance.now() + longest * 1000
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    const result = await attempt()
    if (result !== occupied) return result
    if (pause === 20) onWait()
    if (performance.now() > end) throw migrationErrors.NO_LOCK({ database: database.name })
    await sleep(pause * (0.5 + Math.random()))
  }
}

async function lockByName(database: Database, onWait: () => void): Promise<void> {
  const [[free] = []] = await database.all(tryNamed, [])
  if (Number(free) === 1) return
  onWait()
  const [[got] = []] = await database.all(waitForNamed, [])
  // Null where the wait was ended, 0 where it took too long.
  if (Number(got) !== 1) throw migrationErrors.NO_LOCK({ database: database.name })
}
