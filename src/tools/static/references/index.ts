import { extname } from 'node:path'
import { cssReferences } from './css.ts'
import { javaScriptReferences } from './javascript.ts'
import type { FindReferences } from './reference.ts'

const byExtension: Readonly<Record<string, FindReferences>> = {
  __proto__: null as never,
  '.css': cssReferences,
  '.js': javaScriptReferences,
  '.mjs': javaScriptReferences,
}

/** How the addresses in a file are found; null for files that name no others. */
export function referencesOf(path: string): FindReferences | null {
  return byExtension[extname(path).toLowerCase()] ?? null
}

export { lineAt, type Reference, targetOf, withName } from './reference.ts'
