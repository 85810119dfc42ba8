import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { migrationErrors } from '../errors.ts'

/** Writes all files, or none. Throws `NUAGES_MIGRATIONS_FILE_EXISTS` where one is there already. */
export function writeFiles(made: readonly { readonly file: string; readonly source: string }[]): void {
  const written: string[] = []
  try {
    for (const { file, source } of made) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, source, { flag: 'wx' })
      written.push(file)
    }
  } catch (cause) {
    for (const file of written) rmSync(file)
    const { code, path = '' } = cause as NodeJS.ErrnoException
    throw code === 'EEXIST' ? migrationErrors.FILE_EXISTS({ file: path }, { cause }) : cause
  }
}
