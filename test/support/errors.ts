import { join } from 'node:path'
import { type ErrorSpec, type ErrorTable, specs } from '../../src/base/errors/index.ts'
import { filesUnder, root } from './files.ts'

/** One coded error and the file that declares it. */
export interface DeclaredError {
  readonly code: string
  readonly name: string
  readonly file: string
  readonly table: string
  readonly spec: ErrorSpec<never>
}

/** Every row of every `errors.ts` in `src/`, by code. */
export async function declaredErrors(): Promise<DeclaredError[]> {
  const found: DeclaredError[] = []
  for (const file of filesUnder('src', '.ts').filter((path) => path.endsWith('/errors.ts'))) {
    const module = (await import(join(root, file))) as Record<string, unknown>
    for (const [table, value] of Object.entries(module)) {
      const rows = (value as Partial<ErrorTable<unknown>> | null)?.[specs]
      if (rows === undefined) continue
      for (const [code, spec] of rows) {
        found.push({ code, name: code.split('_').slice(2).join('_'), file, table, spec })
      }
    }
  }
  return found.sort((a, b) => (a.code < b.code ? -1 : 1))
}
