import { type GetTextTranslations, mo } from 'gettext-parser'
import { i18nErrors } from '../errors.ts'
import { Catalog, type CatalogEntry } from './catalog.ts'

/**
 * Reads a `.mo` file (https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html), of either byte order, in the encoding that
 * its header names. `name` stands in error messages. Throws `NUAGES_I18N_BROKEN_CATALOG` and `NUAGES_I18N_PLURAL_FORMS`.
 */
export function parseMo(bytes: Uint8Array, name = 'a .mo file'): Catalog {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  checkTables(buffer, name)
  const table = parsed(buffer, name)
  const entries: CatalogEntry[] = []
  for (const messages of Object.values(table.translations)) {
    for (const each of Object.values(messages)) {
      if (each.msgid === '' && each.msgctxt === undefined) continue
      entries.push({
        id: each.msgid,
        translations: each.msgstr,
        ...(each.msgctxt === undefined ? {} : { context: each.msgctxt }),
        ...(each.msgid_plural === undefined ? {} : { plural: each.msgid_plural }),
      })
    }
  }
  return new Catalog(entries, new Map(Object.entries(table.headers ?? {})), name)
}

function parsed(buffer: Buffer, file: string): GetTextTranslations {
  try {
    return mo.parse(buffer, 'utf-8')
  } catch (error) {
    throw i18nErrors.BROKEN_CATALOG({ file, line: null, reason: 'it cannot be read as .mo' }, { cause: error })
  }
}

/** Holds what the file says about itself against its size, before anybody believes it. */
function checkTables(buffer: Buffer, file: string): void {
  const broken = (reason: string) => i18nErrors.BROKEN_CATALOG({ file, line: null, reason })
  if (buffer.length < 20) throw broken('it is too short for a .mo file')
  const little = buffer.readUInt32LE(0) === 0x950412de
  if (!little && buffer.readUInt32BE(0) !== 0x950412de) throw broken('it does not begin as .mo files do')
  const read = (at: number) => (little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at))
  if (read(4) >>> 16 > 1) throw broken('it is of a later version of the format')
  const total = read(8)
  for (const table of [read(12), read(16)]) {
    if (table + total * 8 > buffer.length) throw broken('its table of texts goes beyond its end')
    for (let at = table; at < table + total * 8; at += 8) {
      if (read(at) + read(at + 4) > buffer.length) throw broken('one of its texts goes beyond its end')
    }
  }
}
