import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { byBytes } from '../names.ts'
import { codeOf } from './folders.ts'

/**
 * The names of all files and links below `root` that begin with `prefix`, in their order; hidden ones and folders behind links are left out.
 */
export async function* walk(root: string, prefix: string): AsyncGenerator<string, void, undefined> {
  yield* walkIn(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix)
}

/** The paths of all files below `folder` whose names `wanted` takes, hidden ones too; folders behind links and hidden folders are left out. */
export async function* filesBelow(
  folder: string,
  wanted: (name: string) => boolean,
): AsyncGenerator<string, void, undefined> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* filesBelow(path, wanted)
    else if (entry.isFile() && wanted(entry.name)) yield path
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    // Gone meanwhile, or never there.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return []
    throw error
  })
}

async function* walkIn(root: string, folder: string, prefix: string): AsyncGenerator<string, void, undefined> {
  const names = (await entriesOf(join(root, folder)))
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ entry, name: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
    .sort((a, b) => byBytes(a.name, b.name))
  for (const { entry, name } of names) {
    if (entry.isDirectory()) {
      if (name.startsWith(prefix) || prefix.startsWith(name)) yield* walkIn(root, name, prefix)
    } else if (name.startsWith(prefix) && (entry.isFile() || entry.isSymbolicLink())) yield name
  }
}
