import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { scaffoldErrors } from './errors.ts'

export interface NewProject {
  /** The folder to make. Its last part is the project's name. */
  readonly dir: string
  /** What `dependencies.nuages` says: a version range, or a path to a tarball. The version of this package by default. */
  readonly nuages?: string
}

export interface CreatedProject {
  readonly name: string
  readonly dir: string
  /** Paths from `dir`, sorted. */
  readonly files: readonly string[]
}

const packageRoot = join(import.meta.dirname, '..', '..', '..')

/** 'my-site' → 'My site'. */
function titleOf(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  return `^${manifest.version}`
}

/**
 * Writes a new project. Refuses a folder that holds anything but version control (`NUAGES_SCAFFOLD_NOT_EMPTY`) and a
 * name that npm would refuse (`NUAGES_SCAFFOLD_BAD_NAME`).
 */
export async function createProject(options: NewProject): Promise<CreatedProject> {
  const dir = resolve(options.dir)
  const name = basename(dir)
  if (!/^[a-z][a-z0-9_-]{0,213}$/.test(name)) throw scaffoldErrors.BAD_NAME({ name })
  const there = await readdir(dir).catch(() => [])
  if (there.some((entry) => entry !== '.git')) throw scaffoldErrors.NOT_EMPTY({ dir })
  const words: Readonly<Record<string, string>> = {
    __NAME__: name,
    __TITLE__: titleOf(name),
    __NUAGES__: options.nuages ?? (await ownVersion()),
  }
  const source = join(packageRoot, 'templates', 'project')
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const from = join(entry.parentPath, entry.name)
    const to = relative(source, from).replace(/(^|[/\\])_gitignore$/, '$1.gitignore')
    const text = (await readFile(from, 'utf8')).replace(/__(NAME|TITLE|NUAGES)__/g, (word) => words[word]!)
    await mkdir(dirname(join(dir, to)), { recursive: true })
    await writeFile(join(dir, to), text)
    files.push(to)
  }
  return { name, dir, files: files.sort() }
}
