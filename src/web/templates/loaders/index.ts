import { join } from 'node:path'
import { directoryLoader } from './directory.ts'
import type { Loader } from './loader.ts'

/** The `templates/` directories of apps, in the order of the apps. An app is anything with a `dir`. */
export function appLoader(apps: readonly { readonly dir: string }[]): Loader {
  return directoryLoader(apps.map((app) => join(app.dir, 'templates')))
}

export { directoryLoader } from './directory.ts'
export type { LoadedTemplate, Loader } from './loader.ts'
export { memoryLoader } from './memory.ts'
