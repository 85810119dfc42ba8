import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import {
  manifestName,
  manifestVersion,
  readManifest,
  type StaticDir,
  StaticManifest,
  siblingEndings,
} from '../../web/http/index.ts'
import { compressBeside } from './compress.ts'
import { staticErrors } from './errors.ts'
import { copyWhole, each, isThere, writeWhole } from './files.ts'
import { defaultIgnore, type Gathered, gather } from './gather.ts'
import { type HashedFile, hashFiles } from './hash.ts'

export interface CollectOptions {
  /** Searched in this order, as `staticFiles` does. */
  readonly dirs: readonly StaticDir[]
  /** The absolute folder to fill: one of its own. */
  readonly root: string
  /** Where the files will appear: '/static/'. */
  readonly prefix: string
  /** Patterns of names or paths to leave out, with `*` and `?`. */
  readonly ignore?: readonly string[]
  /** Leave out what nobody means to publish (`CVS`, `*~`). Default true. */
  readonly defaultIgnore?: boolean
  /** Write compressed copies of hashed files beside them. Default true. */
  readonly compress?: boolean
  /** References to files that are not there stay as they are. Default false: they are an error. */
  readonly lenient?: boolean
  /** What to remove afterwards: all that is not of this collection, or also not of the one before. Default: nothing. */
  readonly remove?: 'others' | 'older'
  /** Say what would be done, and write nothing. */
  readonly dryRun?: boolean
}

/** What a collection did, or would do. */
export interface Collection {
  readonly root: string
  /** Files by name, with the name of their hashed copy. */
  readonly files: readonly HashedFile[]
  /** Names, plain and hashed, that were not there as they are now. */
  readonly written: readonly string[]
  /** How many compressed copies were written. */
  readonly compressed: number
  /** Names of files that were removed. */
  readonly removed: readonly string[]
  readonly hidden: Gathered['hidden']
  readonly skipped: Gathered['skipped']
  /** What the developer should know. */
  readonly notes: readonly string[]
}

/**
 * Gathers static files into one folder: each under its own name, and as a copy with a hash in its name whose addresses of others have theirs; a
 * manifest says which is which. Every file gets its name when it is complete, and the manifest comes last: at any moment the folder
 * can be served from. Copies of earlier collections stay, for pages that name them. Throws `NUAGES_STATIC_MISSING_REFERENCES`,
 * `…_BAD_ROOT`, `…_NOT_OURS`, `…_UNREADABLE` and `…_UNWRITABLE`. Semantics: Django's `collectstatic` and `ManifestStaticFilesStorage`
 * (https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/).
 */
export async function collectStatic(options: CollectOptions): Promise<Collection> {
  const { root, prefix, dryRun = false, compress = true } = options
  await checkRoot(root, options.dirs)
  const ignore = [...(options.defaultIgnore === false ? [] : defaultIgnore), ...(options.ignore ?? [])]
  const { sources, hidden, skipped } = await gather(options.dirs, ignore)
  const { files, missing, notes } = await hashFiles(sources, prefix)
  if (missing.length > 0 && options.lenient !== true) throw staticErrors.MISSING_REFERENCES({ lines: missing })
  const before = readManifest(root)
  if (!dryRun) await claim(root)

  const written: string[] = []
  let compressed = 0
  await each(files, async ({ source, name, content }) => {
    const hashed = join(root, name)
    const size = content === null ? source.size : Buffer.byteLength(content)
    if (!(await isThere(hashed, size))) {
      written.push(name)
      if (!dryRun && content === null) await copyWhole(source.path, hashed, source.mtimeMs)
      else if (!dryRun) await writeWhole(hashed, content!)
    }
    if (compress && !dryRun) {
      // Added when it is there: others of the list are at work meanwhile.
      const copies = await compressBeside(hashed)
      compressed += copies
    }
    const plain = join(root, source.name)
    if (await isThere(plain, source.size, source.mtimeMs)) return
    written.push(source.name)
    if (!dryRun) await copyWhole(source.path, plain, source.mtimeMs)
  })
  const paths = new Map(files.map(({ source, name }) => [source.name, name]))
  if (!dryRun) await writeWhole(join(root, manifestName), manifestText(paths), true)
  const kept = [new StaticManifest(paths), ...(options.remove === 'older' && before !== null ? [before] : [])]
  const removed = options.remove === undefined ? [] : await removeOthers(root, kept, dryRun)
  const notThere = missing.map((line) => `${line}: it is not there`)
  return { root, files, written: written.sort(), compressed, removed, hidden, skipped, notes: [...notThere, ...notes] }
}

/** A line in a hidden file says that the folder is ours: it may be filled again, and cleared. */
const markName = '.collected'

function manifestText(paths: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([...paths]))
    .digest('hex')
    .slice(0, 12)
  return `${JSON.stringify({ paths: Object.fromEntries(paths), version: manifestVersion, hash }, null, 1)}\n`
}

async function checkRoot(root: string, dirs: readonly StaticDir[]): Promise<void> {
  const real = await realpath(root).catch(() => resolve(root))
  for (const each of dirs) {
    const dir = await realpath(typeof each === 'string' ? each : each.dir)
    if (isIn(real, dir)) throw staticErrors.BAD_ROOT({ root, reason: `it lies in ${dir}, whose files are collected` })
    if (isIn(dir, real)) throw staticErrors.BAD_ROOT({ root, reason: `${dir}, whose files are collected, lies in it` })
  }
  const found = await stat(real).catch(() => null)
  if (found === null) return
  if (!found.isDirectory()) throw staticErrors.BAD_ROOT({ root, reason: 'it is a file' })
  const names = await readdir(real)
  const isOurs = names.includes(markName) || names.includes(manifestName)
  if (names.length > 0 && !isOurs) throw staticErrors.NOT_OURS({ root, file: names[0]! })
}

function isIn(inner: string, outer: string): boolean {
  const way = relative(outer, inner)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(outer, way) === inner)
}

async function claim(root: string): Promise<void> {
  await mkdir(root, { recursive: true })
  const mark = join(root, markName)
  if (!existsSync(mark)) await writeWhole(mark, 'Filled by nuages collectstatic, which may clear this folder.\n')
}

/** Removes the files that none of the manifests names, and folders that are empty then. */
async function removeOthers(
  root: string,
  kept: readonly StaticManifest[],
  dryRun: boolean,
): Promise<readonly string[]> {
  const names = new Set([manifestName, markName])
  for (const { paths } of kept) {
    for (const [plain, hashed] of paths) {
      names.add(plain).add(hashed)
      for (const ending of Object.values(siblingEndings)) names.add(hashed + ending)
    }
  }
  const removed: string[] = []
  const folders = new Set<string>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(root, path).split(sep).join('/')
    if (entry.isDirectory() || names.has(name)) continue
    removed.push(name)
    folders.add(dirname(path))
    if (!dryRun) await rm(path)
  }
  if (!dryRun) for (const folder of folders) await removeEmpty(folder, root)
  return removed.sort()
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let dir = folder; dir !== root && dir.startsWith(root + sep); dir = dirname(dir)) {
    if ((await readdir(dir)).length > 0) return
    await rm(dir, { recursive: true })
  }
}
