import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeMigration } from '../../../src/data/migrations/files/writer.ts'
import type { MigrationDefinition } from '../../../src/data/migrations/index.ts'

let count = 0

/** Writes a migration to a file and imports it. */
export async function written(directory: string, definition: MigrationDefinition) {
  const text = writeMigration(definition)
  const path = join(directory, `w${++count}.ts`)
  writeFileSync(path, text)
  const { default: back } = (await import(pathToFileURL(path).href)) as { default: MigrationDefinition }
  return { text, back }
}
