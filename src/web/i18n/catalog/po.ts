import { createRequire } from 'node:module'
import type { GetTextTranslation, GetTextTranslations, PoParser } from 'gettext-parser'
import { i18nErrors } from '../errors.ts'
import { Catalog, type CatalogEntry } from './catalog.ts'
import { charsetOf, decoderOf } from './encoding.ts'
import { poProblem } from './po-check.ts'

/**
 * Reads a `.po` file (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html): bytes in the encoding that its header
 * names, or text. Fuzzy, obsolete and untranslated entries are left out. `name` stands in error messages. Throws
 * `NUAGES_I18N_BROKEN_CATALOG` with the line, and `NUAGES_I18N_PLURAL_FORMS`.
 */
export function parsePo(source: string | Uint8Array, name = 'a .po text'): Catalog {
  const table = parsed(source, name)
  return new Catalog(usable(table), headers(table), name)
}

let loaded: { readonly po: PoParser } | undefined

/** Loaded when the first `.po` file is read: a program whose catalogs are compiled never needs it. */
function parser(): PoParser {
  loaded ??= createRequire(import.meta.url)('gettext-parser') as { readonly po: PoParser }
  return loaded.po
}

function parsed(source: string | Uint8Array, file: string): GetTextTranslations {
  const text = (typeof source === 'string' ? source : decoded(source, file)).replace(/^\ufeff/, '')
  const problem = poProblem(text)
  if (problem !== null) throw i18nErrors.BROKEN_CATALOG({ file, ...problem })
  try {
    return parser().parse(text.replace(emptyContext, `$1"${standIn}"`))
  } catch (error) {
    const reason = `it cannot be read (${error instanceof Error ? error.message : String(error)})`
    throw i18nErrors.BROKEN_CATALOG({ file, line: null, reason }, { cause: error })
  }
}

/** The library takes an empty context for none, which is another message: it gets one that no message can have. */
const emptyContext = /^([ \t]*msgctxt[ \t]*)""(?:\s*"")*(?=\s*msgid)/gm
const standIn = '\u0004'

/** Keywords and the header are ASCII: the encoding can be read before the rest is. */
function decoded(bytes: Uint8Array, file: string): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headerBytes)).toString('latin1')
  const header = /^msgid\s+""\s*\r?\nmsgstr\s+((?:"[^\n]*\n?\s*)*)/m.exec(start)?.[1] ?? ''
  return decoderOf(charsetOf(header), file)(bytes)
}

/** A header is not longer. */
const headerBytes = 16_384

function headers(table: GetTextTranslations): Map<string, string> {
  return new Map(Object.entries(table.headers ?? {}))
}

/** The entries of a parsed file that are translated and not fuzzy; the header is none. */
function* usable(table: GetTextTranslations): Generator<CatalogEntry> {
  for (const messages of Object.values(table.translations)) {
    for (const each of Object.values(messages)) {
      if (isHeader(each) || isFuzzy(each)) continue
      yield {
        id: each.msgid,
        translations: each.msgstr ?? [],
        ...(each.msgctxt === undefined ? {} : { context: each.msgctxt === standIn ? '' : each.msgctxt }),
        ...(each.msgid_plural === undefined ? {} : { plural: each.msgid_plural }),
      }
    }
  }
}

function isHeader(entry: GetTextTranslation): boolean {
  return entry.msgid === '' && entry.msgctxt === undefined
}

function isFuzzy(entry: GetTextTranslation): boolean {
  return entry.comments?.flag?.split(/[,\s]+/).includes('fuzzy') ?? false
}
