import { readdir } from 'node:fs/promises'
import { basename, extname, join, relative, resolve, sep } from 'node:path'
import { fileReason } from '../../base/errors/index.ts'
import { namePattern } from '../../base/text/index.ts'
import type { Complaint } from './extract/found.ts'

/** How a source is read. */
export type SourceKind = 'typescript' | 'javascript' | 'template'

export interface Source {
  readonly path: string
  readonly kind: SourceKind
}

/** Which files are read for the messages of a domain. */
export interface SourceChoice {
  /** Folders to look through, with all below them. */
  readonly dirs: readonly string[]
  /**
   * Folders of templates, in which JavaScript is a template too. Beside them every folder that is called `templates` is one, but
   * code in it is code.
   */
  readonly templateDirs: readonly string[]
  /** Folders of files for the browser; beside them every folder that is called `static` or `assets` is one. */
  readonly browserDirs: readonly string[]
  /** True for the code of the browser alone, false for everything else. */
  readonly browser: boolean
  /** Endings without a dot. */
  readonly extensions: readonly string[]
  /** Names or paths to leave out, with `*` and `?`. */
  readonly ignore: readonly string[]
}

export const defaultExtensions = {
  server: ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'html', 'txt'],
  browser: ['ts', 'mts', 'js', 'mjs'],
} as const

/** What nobody writes by hand. Django's default patterns, and Node's. */
export const defaultIgnore: readonly string[] = ['node_modules', 'dist', 'coverage', '.*', '*~', '*.d.ts', '*.min.js']

const code: Readonly<Record<string, SourceKind>> = {
  __proto__: null as never,
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescript',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
}

/** The sources of a domain, each once, sorted by path. */
export async function findSources(
  choice: SourceChoice,
  complain: (complaint: Complaint) => void,
): Promise<readonly Source[]> {
  const { browser } = choice
  const extensions = new Set(choice.extensions.map((each) => `.${each.replace(/^\./, '')}`))
  const ignored = choice.ignore.map(namePattern)
  const templateDirs = choice.templateDirs.map((dir) => resolve(dir))
  const browserDirs = choice.browserDirs.map((dir) => resolve(dir))
  const found = new Map<string, Source>()
  const isIgnored = (path: string, top: string) => {
    const inside = relative(top, path).split(sep).join('/')
    return ignored.some((pattern) => pattern.test(basename(path)) || pattern.test(inside))
  }
  const visit = async (dir: string, top: string, inTemplates: InTemplates, inBrowser: boolean): Promise<void> => {
    let entries: Awaited<ReturnType<typeof entriesOf>>
    try {
      entries = await entriesOf(dir)
    } catch (error) {
      return complain({ file: dir, line: null, problem: `it cannot be read: ${fileReason(error)}`, fatal: true })
    }
    for (const each of entries) {
      const path = join(dir, each.name)
      if (isIgnored(path, top)) continue
      if (each.isDirectory()) {
        const named = inTemplates ?? (each.name === 'templates' ? 'named' : null)
        const templates = templateDirs.includes(path) ? 'declared' : named
        const assets = inBrowser || each.name === 'static' || each.name === 'assets' || browserDirs.includes(path)
        await visit(path, top, templates, assets)
      } else if (each.isFile() && extensions.has(extname(path))) {
        const kind = kindOf(extname(path), inTemplates)
        const isWanted = kind === 'template' ? !browser : browser === inBrowser
        if (kind !== undefined && isWanted) found.set(path, { path, kind })
      }
    }
  }
  const tops = choice.dirs.map((each) => resolve(each))
  // One inside of another is seen from there, so that what is left out stays out.
  for (const dir of new Set(tops.filter((each) => !tops.some((top) => each.startsWith(`${top}${sep}`)))))
    await visit(dir, dir, templateDirs.includes(dir) ? 'declared' : null, browserDirs.includes(dir))
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Whether a folder is one of templates: the project says so, or its name. */
type InTemplates = 'declared' | 'named' | null

function kindOf(ending: string, inTemplates: InTemplates): SourceKind | undefined {
  const kind = code[ending]
  if (kind === undefined) return inTemplates === null ? undefined : 'template'
  return kind === 'javascript' && inTemplates === 'declared' ? 'template' : kind
}

const entriesOf = (dir: string) => readdir(dir, { withFileTypes: true })
