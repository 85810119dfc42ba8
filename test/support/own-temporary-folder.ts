import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives this process a folder of its own for temporary files, so that a test that counts them does not count those of
 * other tests: uploads land below `os.tmpdir()`. Import it before anything makes such a file.
 */
const folder = mkdtempSync(join(tmpdir(), 'nuages-own-'))
process.env['TMPDIR'] = folder
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The folders of uploads that this process left. */
export function uploads(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('nuages-upload-'))
}
