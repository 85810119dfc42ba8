import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for the uploads of one request. Its name says whose it is. */
export function makeUploadFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `nuages-upload-${process.pid}-`))
}

/** Milliseconds: no request takes that long, and processes of another container, whose numbers mean nothing here, get their time as well. */
const old = 60 * 60 * 1000

/** Deletes the folders that processes which were killed have left. Never rejects. */
export async function sweepUploadFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const name of names) {
    const owner = /^nuages-upload-(\d{1,10})-\w{6}$/.exec(name)?.[1]
    if (owner === undefined) continue
    const path = join(tmpdir(), name)
    const found = await stat(path).catch(() => null)
    if (found === null || Date.now() - found.mtimeMs < old) continue
    // In a container every process has the same number: what is older than this one is not its own.
    const isOwn = Number(owner) === process.pid && found.mtimeMs >= performance.timeOrigin
    if (isOwn || (Number(owner) !== process.pid && isAlive(Number(owner)))) continue
    await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
