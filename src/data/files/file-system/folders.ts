import { chmod, mkdir, realpath, rmdir } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { filesErrors } from '../errors.ts'

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code

/** True for `path` inside of the folder `root`, or `root` itself. Both without links. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}

/** The real path, or null where nothing lies there. */
export async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error) ?? '')) return null
    throw error
  }
}

/** A folder that can be saved into. */
export interface MadeFolder {
  /** The folder without links. */
  readonly dir: string
  /** Takes away the folders that were made for it and are still empty. */
  undo(): Promise<void>
}

/**
 * Makes the folders `parts` below the real folder `root`, one after the other, and follows no link out of it. Throws `NUAGES_FILES_OUTSIDE`.
 */
export async function makeFolder(
  root: string,
  parts: readonly string[],
  mode: number | undefined,
  name: string,
): Promise<MadeFolder> {
  const made: string[] = []
  const undo = async () => {
    for (const each of made.toReversed()) {
      const empty = await rmdir(each).then(
        () => true,
        () => false,
      )
      // Somebody else has put a file there meanwhile.
      if (!empty) return
    }
  }
  let dir = root
  try {
    for (const part of parts) {
      const next = join(dir, part)
      if (await makeOne(next, mode)) made.push(next)
      const real = await realpath(next)
      if (!isInside(root, real)) throw filesErrors.OUTSIDE({ name })
      dir = real
    }
  } catch (error) {
    await undo()
    throw error
  }
  return { dir, undo }
}

/** True where the folder was not there. */
async function makeOne(path: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(path, mode === undefined ? {} : { mode })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  // The umask took a part of it.
  if (mode !== undefined) await chmod(path, mode)
  return true
}

/** The storage's own folder without links, made where it is not there. */
export async function makeRoot(location: string, mode: number | undefined): Promise<string> {
  const real = await realOrNull(location)
  if (real !== null) return real
  await mkdir(dirname(location), { recursive: true })
  await makeOne(location, mode)
  return await realpath(location)
}
