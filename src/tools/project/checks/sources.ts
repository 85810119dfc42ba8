import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A TypeScript module of the project. */
export interface SourceFile {
  /** From the project's folder, with slashes: 'news/views.ts'. */
  readonly path: string
  readonly source: string
}

const skipped: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'coverage', 'migrations'])

/** Reads the project's TypeScript modules, sorted by path. */
export async function readSources(dir: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = []
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !skipped.has(entry.name)) await walk(path)
      } else if (/\.m?tsx?$/.test(entry.name) && !/\.d\.m?ts$/.test(entry.name)) {
        files.push({ path: relative(dir, path).replaceAll(sep, '/'), source: await readFile(path, 'utf8') })
      }
    }
  }
  await walk(dir)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
