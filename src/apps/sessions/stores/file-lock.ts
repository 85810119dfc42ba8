import { randomBytes } from 'node:crypto'
import { readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { sessionsErrors } from '../errors.ts'

/** A lock that is older was left by a process that ended. In milliseconds: holders need a thousandth of it. */
const stale = 10_000
const mostTries = 2000

/** The code of an error of the file system. */
export const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** Of an attempt: null where the file is not there. */
export async function unlessMissing<R>(work: Promise<R>): Promise<R | null> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * Holds a file beside the locked one while `work` runs, against other processes. `isHeld` is to be asked before the last step: who was held up for
 * too long has lost it.
 */
export async function withFileLock<R>(lock: string, work: (isHeld: () => Promise<boolean>) => Promise<R>): Promise<R> {
  const own = randomBytes(12).toString('hex')
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(lock, own, { flag: 'wx', mode: 0o600 })
      break
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    if (tries >= mostTries) throw sessionsErrors.CONTENDED()
    const age = await unlessMissing(stat(lock))
    if (age !== null && Date.now() - age.mtimeMs > stale) {
      // Of those who find it stale one moves it away.
      await unlessMissing(rename(lock, `${lock}.${own}`))
      await unlessMissing(unlink(`${lock}.${own}`))
    } else await wait(1 + Math.floor(Math.random() * 10))
  }
  const isHeld = async () => (await unlessMissing(readFile(lock, 'utf8'))) === own
  try {
    return await work(isHeld)
  } finally {
    if (await isHeld()) await unlessMissing(unlink(lock))
  }
}
