import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { toLanguage } from '../negotiation/codes.ts'
import type { Catalog } from './catalog.ts'
import { parseMo } from './mo.ts'
import { parsePo } from './po.ts'

/** A folder of catalogs: `DIR/pt_BR/LC_MESSAGES/<domain>.po` and `.mo`, as Django and gettext lay them out. */
export interface CatalogDir {
  readonly dir: string
  /** The name of the files without their ending. */
  readonly domain: string
}

/** When a file was last written; null where there is none. */
function written(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}

/**
 * The catalog of a locale (`pt_BR`) in a folder, or null. A `.mo` file is read where it is at least as new as the `.po` file
 * beside it or alone; otherwise the `.po` file is, so that a text that was just translated shows without compiling. Throws
 * `NUAGES_I18N_BROKEN_CATALOG` and `NUAGES_I18N_PLURAL_FORMS`.
 */
export function readCatalog({ dir, domain }: CatalogDir, locale: string): Catalog | null {
  const base = join(dir, locale, 'LC_MESSAGES', domain)
  const po = written(`${base}.po`)
  const mo = written(`${base}.mo`)
  if (mo !== null && (po === null || mo >= po)) return parseMo(readFileSync(`${base}.mo`), `${base}.mo`)
  return po === null ? null : parsePo(readFileSync(`${base}.po`), `${base}.po`)
}

/** The codes of the languages that a folder has catalogs of, in alphabetical order. */
export function languagesIn({ dir, domain }: CatalogDir): readonly string[] {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(dir)
    .filter((name) => {
      const base = join(dir, name, 'LC_MESSAGES', domain)
      return written(`${base}.po`) !== null || written(`${base}.mo`) !== null
    })
    .map(toLanguage)
    .sort()
}
