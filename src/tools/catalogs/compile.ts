import { isShown } from './check-catalog.ts'
import { keyOf, type PoFile } from './po/entry.ts'

/**
 * The bytes of a .mo file (https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html): what is translated, sorted by bytes
 * as readers in C need it, without the field POT-Creation-Date, so that the same translations give the same bytes.
 */
export function compileMo(file: PoFile, { useFuzzy = false } = {}): Uint8Array {
  const texts: [Buffer, Buffer][] = []
  const add = (key: string, text: string) => texts.push([Buffer.from(key), Buffer.from(text)])
  if (file.header !== null) add('', (file.header.translations[0] ?? '').replace(/^POT-Creation-Date:.*\n/m, ''))
  for (const entry of file.entries) {
    if (!isShown(entry, useFuzzy)) continue
    add(entry.plural === null ? keyOf(entry) : `${keyOf(entry)}\0${entry.plural}`, entry.translations.join('\0'))
  }
  texts.sort(([a], [b]) => Buffer.compare(a, b))
  const head = 28
  const tables = head + texts.length * 16
  const size = texts.reduce((sum, [key, text]) => sum + key.length + text.length + 2, tables)
  const bytes = Buffer.alloc(size)
  for (const [i, value] of [0x950412de, 0, texts.length, head, head + texts.length * 8, 0, tables].entries())
    bytes.writeUInt32LE(value, i * 4)
  let at = tables
  for (const column of [0, 1] as const) {
    for (const [i, row] of texts.entries()) {
      const text = row[column]
      bytes.writeUInt32LE(text.length, head + (column * texts.length + i) * 8)
      bytes.writeUInt32LE(at, head + (column * texts.length + i) * 8 + 4)
      text.copy(bytes, at)
      at += text.length + 1
    }
  }
  return bytes
}
