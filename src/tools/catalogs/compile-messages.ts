import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { NuagesError } from '../../base/errors/index.ts'
import { checkCatalog } from './check-catalog.ts'
import { compileMo } from './compile.ts'
import { catalogsErrors } from './errors.ts'
import { catalogsIn, languageNamed, type MessageRoot, readIfThere, replaceFile, touch } from './files.ts'
import { countsOf, type MessageCounts } from './make.ts'
import { readPo } from './po/read.ts'

export interface CompileMessagesOptions {
  readonly roots: readonly MessageRoot[]
  /** Codes of languages; all by default. */
  readonly languages?: readonly string[]
  readonly exclude?: readonly string[]
  /** Take fuzzy translations for good ones. */
  readonly useFuzzy?: boolean
}

/** What became of a catalog. */
export interface CompiledCatalog {
  /** The .po file. */
  readonly path: string
  readonly language: string
  /** `broken`: nothing was written. `none`: the .mo file was up to date. */
  readonly change: 'compiled' | 'none' | 'broken'
  readonly counts: MessageCounts | null
  readonly problems: readonly { readonly line: number | null; readonly problem: string }[]
}

/**
 * Compiles every catalog of the languages to the .mo file beside it, each after it was checked; one that has mistakes keeps
 * the .mo file that it had, and the others are compiled. Throws `NUAGES_CATALOGS_NO_CATALOGS`, `…_WRONG_LANGUAGE` and `…_UNWRITABLE`.
 * Semantics: Django's `compilemessages` (https://docs.djangoproject.com/en/stable/ref/django-admin/#compilemessages).
 */
export async function compileMessages(options: CompileMessagesOptions): Promise<readonly CompiledCatalog[]> {
  const wanted = options.languages?.map(languageNamed)
  const excluded = new Set((options.exclude ?? []).map(languageNamed))
  const compiled: CompiledCatalog[] = []
  for (const { dir, locale } of options.roots) {
    const root = { dir: resolve(dir), locale: resolve(locale) }
    for (const { language, dir, domains } of await catalogsIn(root)) {
      if (excluded.has(language) || (wanted !== undefined && !wanted.includes(language))) continue
      for (const domain of domains)
        compiled.push(await compileFile(join(dir, `${domain}.po`), language, options.useFuzzy === true))
    }
  }
  const missing = wanted?.filter((code) => !compiled.some(({ language }) => language === code)) ?? []
  if (compiled.length === 0 || missing.length > 0)
    throw catalogsErrors.NO_CATALOGS({ languages: missing.length === 0 ? '' : ` of ${missing.join(', ')}` })
  return compiled
}

async function compileFile(path: string, language: string, useFuzzy: boolean): Promise<CompiledCatalog> {
  const broken = (problems: CompiledCatalog['problems']) =>
    ({ path, language, change: 'broken', counts: null, problems }) as const
  try {
    const file = readPo(readIfThere(path)!, path)
    const problems = checkCatalog(file, { useFuzzy })
    if (problems.length > 0) return broken(problems)
    const target = path.replace(/\.po$/, '.mo')
    const bytes = compileMo(file, { useFuzzy })
    const counts = countsOf(file)
    const before = readIfThere(target)
    if (before === null || Buffer.compare(before, bytes) !== 0) {
      await replaceFile(target, bytes)
      return { path, language, change: 'compiled', counts, problems: [] }
    }
    // The newer of the two files is read.
    if (statSync(target).mtimeMs < statSync(path).mtimeMs) await touch(target)
    return { path, language, change: 'none', counts, problems: [] }
  } catch (error) {
    if (!(error instanceof NuagesError) || error.code !== 'NUAGES_CATALOGS_BROKEN_CATALOG') throw error
    const { line, reason } = error.data as { line: number; reason: string }
    return broken([{ line, problem: reason }])
  }
}
