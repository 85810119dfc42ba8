import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The repository's root. */
export const root = join(import.meta.dirname, '..', '..')

/** Files under a folder of the repository, as paths from the root with `/`, sorted. */
export function filesUnder(folder: string, ends: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ends) && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}
