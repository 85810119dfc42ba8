import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileReason } from '../../base/errors/index.ts'
import { namePattern } from '../../base/text/index.ts'
import { isStaticPath, type Located, locateIn, type Root, rootOf, type StaticDir } from '../../web/http/index.ts'
import { staticErrors } from './errors.ts'

/** A file with the name under which pages know it: 'css/site.css'. */
export interface StaticSource extends Located {
  readonly name: string
}

/** A file that is not collected, and why. */
export interface Skipped {
  readonly file: string
  readonly reason: string
}

export interface Gathered {
  /** By name, sorted. */
  readonly sources: ReadonlyMap<string, StaticSource>
  /** Files whose name an earlier folder has as well. */
  readonly hidden: readonly { readonly name: string; readonly file: string; readonly by: string }[]
  readonly skipped: readonly Skipped[]
}

/** What nobody means to publish: Django's default patterns. Hidden files are never served. */
export const defaultIgnore: readonly string[] = ['CVS', '*~']

/**
 * Finds the files of all folders as `staticFiles` would serve them: of one name the first folder's. `ignore` has patterns of names or
 * paths with `*` and `?`. Throws `NUAGES_STATIC_UNREADABLE`.
 */
export async function gather(dirs: readonly StaticDir[], ignore: readonly string[]): Promise<Gathered> {
  const patterns = ignore.map(namePattern)
  const sources = new Map<string, StaticSource>()
  const hidden: { name: string; file: string; by: string }[] = []
  const skipped: Skipped[] = []

  const take = async (root: Root, name: string): Promise<void> => {
    const file = join(root.dir, name.slice(root.prefix.length))
    if (!isStaticPath(name)) return void skipped.push({ file, reason: 'a file of this name is never served' })
    const found = await locateIn(root, name)
    if (found === null)
      return void skipped.push({ file, reason: 'it is no file, or a link that leads out of its folder' })
    const first = sources.get(name)
    if (first === undefined) sources.set(name, { ...found, name })
    else if (first.path !== found.path) hidden.push({ name, file, by: first.path })
  }
  const visit = async (root: Root, inner: string): Promise<void> => {
    const dir = join(root.dir, inner)
    const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
      throw staticErrors.UNREADABLE({ file: dir, reason: fileReason(error) }, { cause: error })
    })
    for (const entry of entries) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (entry.name.startsWith('.')) continue
      if (patterns.some((pattern) => pattern.test(basename(path)) || pattern.test(path))) continue
      if (entry.isDirectory()) await visit(root, path)
      else await take(root, root.prefix + path)
    }
  }
  for (const root of dirs.map(rootOf)) await visit(root, '')
  const sorted = [...sources].sort(([a], [b]) => (a < b ? -1 : 1))
  return { sources: new Map(sorted), hidden, skipped }
}
