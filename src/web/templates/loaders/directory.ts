import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { safeJoin } from '../../../base/text/index.ts'
import type { Loader } from './loader.ts'

/**
 * Templates in directories, the first that has the name wins. A name is relative and uses `/`; one that leads out of its
 * directory is not found.
 */
export function directoryLoader(dirs: readonly string[]): Loader {
  const paths = (name: string) => (isPlainName(name) ? dirs.map((dir) => safeJoin(dir, name)) : [])
  return {
    load(name, skip) {
      const before: string[] = []
      for (const path of paths(name)) {
        if (skip.includes(path)) continue
        const found = read(path)
        if (found !== null) {
          const isFresh = () => found.isFresh() && before.every((each) => stamp(each) === null)
          return { source: found.source, path, isFresh }
        }
        before.push(path)
      }
      return null
    },
    tried: paths,
    names: () => dirs.flatMap((dir) => list(dir)),
  }
}

function isPlainName(name: string): boolean {
  if (name === '' || name.includes('\0') || name.includes('\\') || isAbsolute(name)) return false
  return !name.split('/').some((part) => part === '..' || part === '.')
}

function stamp(path: string): string | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true })
    return found?.isFile() ? `${found.mtimeNs} ${found.size}` : null
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG'
}

function read(path: string): { source: string; isFresh: () => boolean } | null {
  try {
    const loaded = stamp(path)
    if (loaded === null) return null
    const source = readFileSync(path, 'utf8')
    return { source: source.startsWith('\uFEFF') ? source.slice(1) : source, isFresh: () => stamp(path) === loaded }
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

/** The names of all templates of a directory, for suggestions. */
function list(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
  } catch {
    return []
  }
}
