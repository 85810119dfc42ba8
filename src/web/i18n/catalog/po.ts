import { type GetTextTranslation, type GetTextTranslations, po } from 'gettext-parser'
import { i18nErrors } from '../errors.ts'
import { Catalog, type CatalogEntry } from './catalog.ts'

/**
 * Reads a `.po` file (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html): bytes in the encoding that its header
 * names, or text. Fuzzy, obsolete and untranslated entries are left out. `name` stands in error messages. Throws
 * `NUAGES_I18N_BROKEN_CATALOG` with the line, and `NUAGES_I18N_PLURAL_FORMS`.
 */
export function parsePo(source: string | Uint8Array, name = 'a .po text'): Catalog {
  const table = parsed(source, name)
  return new Catalog(usable(table), headers(table), name)
}

function parsed(source: string | Uint8Array, file: string): GetTextTranslations {
  const input = typeof source === 'string' ? source.replace(/^\ufeff/, '') : withoutMark(source)
  try {
    return po.parse(input, { validation: true, defaultCharset: 'utf-8' })
  } catch (error) {
    // A file with fewer forms than its header promises is used as far as it goes: compilemessages is what objects.
    if (error instanceof RangeError && error.message.startsWith('Plural forms')) {
      return po.parse(input, { defaultCharset: 'utf-8' })
    }
    throw i18nErrors.BROKEN_CATALOG({ file, ...explained(error, input) }, { cause: error })
  }
}

function withoutMark(bytes: Uint8Array): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? buffer.subarray(3) : buffer
}

/** What the parser's error says, in our words, and the line, from the error or from the message that it names. */
function explained(error: unknown, input: string | Buffer): { reason: string; line: number | null } {
  const message = error instanceof Error ? error.message : String(error)
  const line = (error as { lineNumber?: unknown }).lineNumber
  const at = typeof line === 'number' ? line : null
  const key = /Invalid key name "([^"]*)"/.exec(message)
  if (key !== null) return { reason: `'${key[1]!.slice(0, 60)}' is no keyword of .po files`, line: at }
  if (message.includes('End-of-line')) return { reason: 'a text has no closing quote', line: at === null ? at : at - 1 }
  if (message.includes('End-of-file')) return { reason: 'the file ends inside a text', line: at }
  const id = /(?:entry|associated with) "([\s\S]*)" in "/.exec(message)?.[1]
  if (message.startsWith('Duplicate')) {
    return { reason: `the message '${id?.slice(0, 60)}' is there twice`, line: lineOf(input, id, 2) }
  }
  if (message.startsWith('Translation string')) {
    return { reason: `the message '${id?.slice(0, 60)}' needs one msgstr`, line: lineOf(input, id, 1) }
  }
  return { reason: 'the file cannot be read as .po', line: at }
}

/** The line of the nth `msgid` with that text. Null where its text goes over several lines. */
function lineOf(input: string | Buffer, id: string | undefined, nth: number): number | null {
  const wanted = `msgid "${(id ?? '').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
  let left = nth
  for (const [index, line] of input.toString().split('\n').entries()) {
    if (line.trim() === wanted && --left === 0) return index + 1
  }
  return null
}

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
        ...(each.msgctxt === undefined ? {} : { context: each.msgctxt }),
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
