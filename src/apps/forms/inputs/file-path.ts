import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ChoiceInput, type ChoiceOptions } from './choice.ts'
import type { InputOptions } from './input.ts'

export interface FilePathOptions extends InputOptions<string>, Pick<ChoiceOptions<string>, 'emptyLabel' | 'empty'> {
  /** The folder, as an absolute path. It comes back in the values, and can be read in the page. */
  readonly path: string
  /** Only names that match. Folders match by their names too. */
  readonly match?: RegExp | string
  /** Those in folders below too. Default false. */
  readonly recursive?: boolean
  /** Default true. */
  readonly allowFiles?: boolean
  /** Default false. */
  readonly allowFolders?: boolean
}

/** The choice of a file of a folder, as its path. Semantics: Django's `FilePathField`. */
export class FilePathInput extends ChoiceInput<string> {
  constructor({ path, match, recursive, allowFiles, allowFolders, ...options }: FilePathOptions) {
    super({
      ...options,
      choices: () => entriesOf({ path, match, recursive, allowFiles, allowFolders }),
    })
  }
}

type Search = {
  readonly [K in 'match' | 'recursive' | 'allowFiles' | 'allowFolders']: FilePathOptions[K] | undefined
} & {
  readonly path: string
}

async function entriesOf(search: Search): Promise<[path: string, label: string][]> {
  const { path, match = '', recursive = false, allowFiles = true, allowFolders = false } = search
  const pattern = new RegExp(match)
  const found: [string, string][] = []
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(path, below), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const label = join(below, entry.name)
      const wanted = entry.isDirectory() ? allowFolders : allowFiles
      if (wanted && pattern.test(entry.name)) found.push([join(path, label), label])
      if (recursive && entry.isDirectory()) await visit(label)
    }
  }
  await visit('')
  return found
}
