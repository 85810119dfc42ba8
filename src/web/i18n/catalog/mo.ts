import { i18nErrors } from '../errors.ts'
import { Catalog, type CatalogEntry } from './catalog.ts'
import { charsetOf, decoderOf } from './encoding.ts'

/**
 * Reads a `.mo` file (https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html), of either byte order, in the encoding that
 * its header names. `name` stands in error messages. Throws `NUAGES_I18N_BROKEN_CATALOG` and `NUAGES_I18N_PLURAL_FORMS`.
 */
export function parseMo(bytes: Uint8Array, name = 'a .mo file'): Catalog {
  const pairs = [...texts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name)]
  const header = pairs.find(([id]) => id.length === 0)?.[1].toString('latin1') ?? ''
  const decode = decoderOf(charsetOf(header), name)
  const headers = new Map<string, string>()
  const entries: CatalogEntry[] = []
  for (const [id, translation] of pairs) {
    const text = decode(translation)
    if (id.length === 0) for (const line of text.split('\n')) addHeader(headers, line)
    else entries.push(entryOf(decode(id), text))
  }
  return new Catalog(entries, headers, name)
}

function addHeader(headers: Map<string, string>, line: string): void {
  const colon = line.indexOf(':')
  if (colon > 0) headers.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim())
}

/** A context ends with U+0004, a singular and each form with U+0000. */
function entryOf(key: string, text: string): CatalogEntry {
  const end = key.indexOf('\u0004')
  const [id = '', plural] = key.slice(end + 1).split('\0')
  const context = end === -1 ? {} : { context: key.slice(0, end) }
  return plural === undefined
    ? { id, translations: [text], ...context }
    : { id, plural, translations: text.split('\0'), ...context }
}

/** The messages and their translations as bytes. What the file says of itself is held against its size first. */
function* texts(buffer: Buffer, file: string): Generator<readonly [Buffer, Buffer]> {
  const broken = (reason: string) => i18nErrors.BROKEN_CATALOG({ file, line: null, reason })
  if (buffer.length < 20) throw broken('it is too short for a .mo file')
  const little = buffer.readUInt32LE(0) === 0x950412de
  if (!little && buffer.readUInt32BE(0) !== 0x950412de) throw broken('it does not begin as .mo files do')
  const read = (at: number) => (little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at))
  if (read(4) >>> 16 > 1) throw broken('it is of a later version of the format')
  const total = read(8)
  const [ids, translations] = [read(12), read(16)]
  if (Math.max(ids, translations) + total * 8 > buffer.length) throw broken('its table of texts goes beyond its end')
  const text = (at: number) => {
    const start = read(at + 4)
    const end = start + read(at)
    if (end > buffer.length) throw broken('one of its texts goes beyond its end')
    return buffer.subarray(start, end)
  }
  for (let i = 0; i < total; i++) yield [text(ids + i * 8), text(translations + i * 8)]
}
