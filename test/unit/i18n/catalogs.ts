import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mo, po } from 'gettext-parser'

/** A `.po` text: the header with plural forms, and entries. */
export function poText(entries: string, plurals = 'nplurals=2; plural=(n > 1);'): string {
  return `msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: ${plurals}\\n"\n\n${entries}`
}

/** The same as the bytes of a `.mo` file. */
export function moBytes(text: string): Buffer {
  return mo.compile(po.parse(text))
}

/** A folder that goes away with the test that it was made in. */
export function folder(t: { after(work: () => void): void }): string {
  const made = mkdtempSync(join(tmpdir(), 'nuages-i18n-'))
  t.after(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Writes a catalog into a folder; `seconds` is when it says that it was written. */
export function writeCatalog(path: string, content: string | Uint8Array, seconds?: number): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  if (seconds !== undefined) utimesSync(path, seconds, seconds)
}
