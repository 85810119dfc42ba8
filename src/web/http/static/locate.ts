import { realpathSync, statSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { httpErrors } from '../errors.ts'

/** A folder of static files. Those of `{ dir: '/srv/fonts', prefix: 'fonts' }` are named 'fonts/…'. */
export type StaticDir = string | { readonly dir: string; readonly prefix: string }

/** A folder as it is on the disk, without links. */
export interface Root {
  readonly dir: string
  /** '' or 'fonts/'. */
  readonly prefix: string
}

/** A file on the disk, inside of its root. */
export interface Located {
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
}

/** The real folder. Throws `NUAGES_HTTP_FILE_OUTSIDE` where it is relative or not there. */
export function rootOf(given: StaticDir): Root {
  const { dir, prefix } = typeof given === 'string' ? { dir: given, prefix: '' } : given
  if (!isAbsolute(dir) || !statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw httpErrors.FILE_OUTSIDE({ dir })
  const names = prefix.split('/').filter((name) => name !== '')
  return { dir: realpathSync(dir), prefix: names.map((name) => `${name}/`).join('') }
}

/** Names that Windows takes for devices, whatever their ending. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i

/** A name that means one and the same file on every system, and no hidden one. */
function isPlainName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[\\\0:]|[. ]$/.test(name) && !device.test(name)
}

/**
 * True for a path that static files may have: 'css/site.css'. Empty and hidden names, '..', backslashes, colons, zero bytes, dots or spaces
 * at the end of a name, and what Windows takes for a device are none.
 */
export function isStaticPath(path: string): boolean {
  return path.split('/').every(isPlainName)
}

/** The file that a path means in one folder; null where there is none, or where links lead out of the folder or to a hidden file. */
export async function locateIn({ dir, prefix }: Root, path: string): Promise<Located | null> {
  if (!path.startsWith(prefix)) return null
  const real = await realpath(join(dir, ...path.slice(prefix.length).split('/'))).catch(() => null)
  if (real === null || !real.startsWith(dir.endsWith(sep) ? dir : dir + sep)) return null
  if (
    relative(dir, real)
      .split(sep)
      .some((name) => name.startsWith('.'))
  )
    return null
  const found = await stat(real).catch(() => null)
  return found?.isFile() ? { path: real, size: found.size, mtimeMs: found.mtimeMs } : null
}

/** The file that a path means in the first folder that has it. `path` may come from a visitor. */
export async function locate(roots: readonly Root[], path: string): Promise<Located | null> {
  if (!isStaticPath(path)) return null
  for (const root of roots) {
    const found = await locateIn(root, path)
    if (found !== null) return found
  }
  return null
}
