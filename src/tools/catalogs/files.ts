import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, readdir, realpath, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileReason } from '../../base/errors/index.ts'
import { toLanguage, toLocale } from '../../web/i18n/index.ts'
import { catalogsErrors } from './errors.ts'

/** A file's bytes; null where there is none. Throws `NUAGES_CATALOGS_UNREADABLE`. */
export function readIfThere(file: string): Uint8Array | null {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw catalogsErrors.UNREADABLE({ file, reason: fileReason(error) }, { cause: error })
  }
}

/**
 * Writes a file beside and gives it its name when it is complete and on the disk: whatever happens meanwhile, the file holds what
 * it held before or what it was to hold. A link stays one. Throws `NUAGES_CATALOGS_UNWRITABLE`.
 */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    const target = await realpath(file).catch(() => file)
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o666,
    )
    const partial = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.partial`)
    try {
      const handle = await open(partial, 'wx', mode)
      try {
        await handle.writeFile(content)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(partial, target)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
  } catch (error) {
    throw catalogsErrors.UNWRITABLE({ file, reason: fileReason(error) }, { cause: error })
  }
}

/** Says that a file is as new as those beside it. */
export async function touch(file: string): Promise<void> {
  const now = new Date()
  await utimes(file, now, now)
}

/** A folder of sources with the folder of their catalogs. */
export interface MessageRoot {
  /** Places in catalogs are relative to it. */
  readonly dir: string
  /** Where its catalogs lie: `<dir>/locale` as a rule. */
  readonly locale: string
}

/** Where a catalog lies: `locale/pt_BR/LC_MESSAGES/messages.po`. */
export function catalogFile({ locale }: MessageRoot, language: string, domain: string): string {
  return join(locale, toLocale(language), 'LC_MESSAGES', `${domain}.po`)
}

/** The catalogs of a language in a folder. */
export interface LanguageCatalogs {
  readonly language: string
  /** `…/locale/pt_BR/LC_MESSAGES`. */
  readonly dir: string
  /** The names of the .po files without their ending, sorted. */
  readonly domains: readonly string[]
}

/** What lies in a folder of catalogs, sorted. */
export async function catalogsIn({ locale }: MessageRoot): Promise<readonly LanguageCatalogs[]> {
  if (!existsSync(locale)) return []
  const found: LanguageCatalogs[] = []
  for (const each of (await readdir(locale, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const dir = join(locale, each.name, 'LC_MESSAGES')
    const names = each.name.startsWith('.') ? null : await readdir(dir).catch(() => null)
    if (names === null) continue
    const domains = names.filter((name) => /^[^.].*\.po$/.test(name)).map((name) => name.slice(0, -3))
    found.push({ language: toLanguage(each.name), dir, domains: domains.sort() })
  }
  return found
}

/** The code of a language as it was written: 'pt-br' for `pt_BR` too. Throws `NUAGES_CATALOGS_WRONG_LANGUAGE`. */
export function languageNamed(written: string): string {
  if (/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(written)) return written.replaceAll('_', '-').toLowerCase()
  const english = new Intl.DisplayNames('en', { type: 'language' })
  const meant = common.find((code) => english.of(code)?.toLowerCase() === written.toLowerCase())
  throw catalogsErrors.WRONG_LANGUAGE({
    language: written,
    suggestion: meant === undefined ? '' : ` (did you mean '${meant}'?)`,
  })
}

const common =
  'ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi zh'.split(
    ' ',
  )
