import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileReason } from '../../base/errors/index.ts'
import { staticErrors } from './errors.ts'

/** Everybody may read what is served, whatever its source's rights are. */
const mode = 0o644

/** Makes a file beside its place and gives it its name when it is complete. Throws `NUAGES_STATIC_UNWRITABLE`. */
async function place(file: string, make: (partial: string) => Promise<unknown>): Promise<void> {
  const partial = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.partial`)
  try {
    await mkdir(dirname(file), { recursive: true })
    await make(partial)
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw staticErrors.UNWRITABLE({ file, reason: fileReason(error) }, { cause: error })
  }
}

/**
 * Writes a file as a whole: whoever reads meanwhile sees the old one or the new one. `flush` waits until it is on the disk, for one that others
 * are judged by. Throws `NUAGES_STATIC_UNWRITABLE`.
 */
export function writeWhole(file: string, content: string | Uint8Array, flush = false): Promise<void> {
  return place(file, (partial) => writeFile(partial, content, { mode, flush }))
}

/** The same with the content, and the time of change, of another file. */
export function copyWhole(from: string, file: string, mtimeMs: number): Promise<void> {
  return place(file, async (partial) => {
    await copyFile(from, partial, constants.COPYFILE_FICLONE)
    await chmod(partial, mode)
    const time = new Date(mtimeMs)
    await utimes(partial, time, time)
  })
}

/** True where a file is there, of this size and, where it is given, last changed at this millisecond. */
export async function isThere(file: string, size: number, mtimeMs?: number): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile() || found.size !== size) return false
  return mtimeMs === undefined || Math.floor(found.mtimeMs) === Math.floor(mtimeMs)
}

/** True where a regular file is there. */
export async function isRegular(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false
}

/** Runs `work` for each item, a few at a time. */
export async function each<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const atOnce = 4
